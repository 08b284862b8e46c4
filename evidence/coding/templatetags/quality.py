from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from evidence.coding.models import Work
from evidence.coding.quality_waiting import extent as _extent

register = template.Library()


@register.filter
def figure(value: float | None) -> str:
    """Two digits; where nothing is defined, that is said, and no 0 or 1 stands in its place."""
    return _("n/a") if value is None else f"{value:.2f}"


@register.filter
def between(interval: Any) -> str:
    return f"{interval[0]:.2f}–{interval[1]:.2f}" if interval else ""


@register.filter
def extent(work: Work) -> str:
    return _extent(work)
