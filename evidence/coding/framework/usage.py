"""How much stands under a code: told to those who change the framework, before they do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

# A smaller number would tell of single items that the reader may not see.
FEW = 10


def carried(codes: Iterable[str]) -> dict[str, int]:
    """Tags of every version under each code, those the reader may not see among them; by a definer function."""
    wanted = list(codes)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select code, number from coding_tags_carrying(%s::text[])", [wanted])
        return dict(cursor.fetchall())


def said(number: int) -> str:
    if number < FEW:
        return gettext("Fewer than %(number)s tags carry it.") % {"number": FEW}
    shown = number_format(number, force_grouping=True, use_l10n=True)
    return ngettext("%(number)s tag carries it.", "%(number)s tags carry it.", number) % {"number": shown}


def said_of(codes: Iterable[str], *, only_many: bool = False) -> dict[str, Any]:
    wanted = list(codes)
    numbers = carried(wanted)
    return {code: said(n) for code in wanted if (n := numbers.get(code, 0)) >= FEW or not only_many}
