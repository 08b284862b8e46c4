"""From a reference or a code to an opaque id, for those who act on material that they do not see.

Answers account administrators and data protection officers only, and gives nothing but ids.
Upper rooms register what they have codes for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid


@dataclass(frozen=True)
class Named:
    """Either one item or one witness."""

    item: UUID | None = None
    subject: UUID | None = None


Finder = Callable[[str], Named | None]


def _item(name: str) -> Named | None:
    with connection.cursor() as cursor:
        cursor.execute("select evidence_item_named(%s)", [name])
        (found,) = cursor.fetchone()
    return Named(item=found) if found else None


_finders: list[Finder] = [_item]


def register(finder: Finder) -> None:
    if finder not in _finders:
        _finders.append(finder)


def find(name: str, field: str) -> Named:
    plain = name.strip().upper()
    found = next((one for one in (finder(plain) for finder in _finders) if one), None)
    if found is None:
        raise Invalid(
            _("Nothing is registered under this. Give a reference such as IAPB-I-02775 or a code such as W-40312."),
            field,
        )
    return found
