"""What was disclosed before the house was, as the older register tells it."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from disclosures import tables
from evidence.importing.shown import safe


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    return render(request, "disclosures/past.html", {"list": tables.past_disclosures(request)})


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """One line for each item that was received."""
    rows = list(tables.past_rows(request))
    tables.with_items(rows, request.user)
    kept = io.StringIO(newline="")
    writer = csv.writer(kept)
    writer.writerow([_("Disclosed on"), _("Recipient"), _("Purpose"), _("Handed to"), _("Item"), _("What of it")])
    for row in rows:
        head = [row.disclosed_on.isoformat(), row.recipient.name, row.get_purpose_display(), row.to]
        for reference, what in row.received or [("", "")]:
            writer.writerow([safe(cell) for cell in (*head, reference, what)])
    answer = HttpResponse(kept.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="earlier-disclosures.csv"'
    return answer
