"""The tables to fill in: each column with what it means and what may stand in it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence.importing.manifest import CODES, TOTALS
from evidence.importing.registry import Column, Kind, kinds
from iapb.access.rights import Actor, rights_of
from iapb.sentences import fill

FORMS: dict[str, Any] = {
    "day": _("a day as year-month-day, for example 2024-03-31"),
    "past_day": _("a day as year-month-day, for example 2024-03-31, not in the future"),
    "number": _("a whole number"),
    "yes_no": _("yes, no, or empty"),
    "list": _("several, with a semicolon between them"),
    "hash": _("64 hexadecimal digits; what arrives is compared with it"),
    "path": _("the path of a file inside the ZIP, with slashes"),
    "item": _("a legacy id, or a reference such as IAPB-I-02775"),
    "quote": _("word by word"),
}
_MOST_SHOWN = 40


@dataclass(frozen=True)
class Explained:
    name: str
    label: Any
    required: bool
    form: Any
    offered: list[str]
    one_of: bool = True  # of what is offered, and not several


@dataclass(frozen=True)
class Table:
    name: str
    label: Any
    columns: list[Explained]

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


def tables_for(by: Actor) -> list[Table]:
    """Those whose rows the person may bring in, and the two that go with any."""
    rights = rights_of(by)
    mine = [kind for kind in kinds() if rights.issuperset(kind.rights)]
    found = [Table(kind.name, kind.label, [_explained(column) for column in kind.columns]) for kind in mine]
    if any(kind.name == "codings" for kind in mine):
        found.append(_CODES)
    return [*found, _TOTALS] if found else []


def as_csv(names: Iterable[str]) -> bytes:
    """With the mark by which spreadsheets know UTF-8."""
    kept = io.StringIO(newline="")
    csv.writer(kept).writerow(names)
    return kept.getvalue().encode("utf-8-sig")


def as_zip(tables: Iterable[Table]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target:
        for table in tables:
            target.writestr(table.file, as_csv(column.name for column in table.columns))
    return kept.getvalue()


def _explained(column: Column) -> Explained:
    offered = [str(value) for value in column.offered()] if column.offered else []
    form = FORMS.get(column.as_, "")
    if column.of:
        form = fill(_("an id of the table “%(table)s”"), table=column.of)
    elif not form and not offered:
        form = fill(_("at most %(number)d letters"), number=column.longest)
    return Explained(column.name, column.label, column.required, form, offered[:_MOST_SHOWN], column.as_ != "list")


def kind_named(name: str) -> Kind | None:
    return next((kind for kind in kinds() if kind.name == name), None)


_CODES = Table(
    CODES,
    _("Legacy codes, and what takes their place"),
    [
        Explained("legacy", _("Legacy code"), True, _("as it stands in the table of codings"), []),
        Explained("code", _("Code of the framework"), True, _("for example PHY.BEAT"), []),
    ],
)
_TOTALS = Table(
    TOTALS,
    _("How many rows there should be"),
    [
        Explained("kind", _("Name of a table"), True, _("for example interviews"), []),
        Explained("count", _("Rows as the old archive counts them"), True, FORMS["number"], []),
    ],
)
