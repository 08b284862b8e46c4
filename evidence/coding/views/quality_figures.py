"""How far coders agree, and the same to take along."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evidence.coding import actions
from evidence.coding.quality_figures import NUMBERS, Row, Table, table_of
from evidence.coding.templatetags.quality import figure


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest) -> HttpResponse:
    return render(request, "coding/quality_agreement.html", {"table": table_of(request.POST, request.user, names=True)})


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Coder pairs are numbered: a file goes further than the page."""
    table = table_of(request.POST, request.user, names=False)
    actions.export_agreement(rows=len(table.rows), comparisons=table.comparisons, by=request.user)
    written = StringIO()
    csv.writer(written).writerows([_heads(table), *(list(_values(row)) for row in table.rows)])
    answer = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="agreement.csv"'
    return answer


def _heads(table: Table) -> list[str]:
    intervals = [f"{name} {end}" for name in NUMBERS for end in ("", "2.5 %", "97.5 %")]
    counts = [_("texts"), _("passages"), _("both"), _("only A"), _("only B")]
    return [str(table.head), *counts, *(one.strip() for one in intervals), "alpha U", "F1", "F1 IoU 0.5"]


def _values(row: Row) -> Iterator[Any]:
    found = row.found
    yield from (row.name, found.texts, found.counted.units)
    yield from (found.counted.both, found.counted.first, found.counted.second)
    for name in NUMBERS:
        value, interval = row.value(name), row.interval(name)
        yield figure(value)
        yield from (figure(end) for end in interval or (None, None))
    for value in (row.unitised, row.exact, row.overlapping):
        yield figure(value)
