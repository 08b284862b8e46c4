from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid


def free_name(others: Any, name: str) -> str:
    """`name` with single spaces, if it is one and nobody among `others` has it."""
    name = " ".join(name.split())
    if not name:
        raise Invalid(_("Give a name."), field="name")
    if len(name) > 200:
        raise Invalid(_("A name has at most 200 characters."), field="name")
    if others.filter(name__iexact=name).exists():
        raise Invalid(_("This name is taken already."), field="name")
    return name
