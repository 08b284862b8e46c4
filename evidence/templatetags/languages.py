"""Codes of languages, as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.template import Library
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

register = Library()
OF_OURS: dict[str, Any] = {"": "", "unknown": _("language unknown"), "mixed": _("several languages")}


@register.filter
def language_name(code: str) -> Any:
    """In the reader's language; a code that nobody has named is shown as it is."""
    if code in OF_OURS:
        return OF_OURS[code]
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code


@register.filter
def language_names(codes: Iterable[str]) -> str:
    return ", ".join(str(language_name(code)) for code in codes)
