"""What was disclosed before the house was, as the older register tells it."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disclosures import tables
from disclosures.actions import past_recalls
from disclosures.forms.packages import PastRecallForm, RecallAnswerForm
from disclosures.models import PastDisclosure
from disclosures.presenters import past as presenter
from evidence.cells import safe


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    return render(request, "disclosures/past.html", {"list": tables.past_disclosures(request)})


@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, disclosure_for(request, pk))


@require_POST
def recall(request: HttpRequest, pk: UUID) -> HttpResponse:
    disclosure, form = disclosure_for(request, pk), PastRecallForm(request.POST, auto_id="recall_%s")
    if form.carried_out(lambda sent: past_recalls.recall(disclosure, **sent, by=request.user)):
        messages.success(request, _("Recorded: they were told. It waits here for their answer."))
        return redirect("past_disclosure", pk)
    return _page(request, disclosure, recall_form=form)


@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    disclosure, form = disclosure_for(request, pk), RecallAnswerForm(request.POST, auto_id="answer_%s")
    if form.carried_out(lambda sent: past_recalls.answer(disclosure, **sent, by=request.user)):
        messages.success(request, _("The answer is recorded."))
        return redirect("past_disclosure", pk)
    return _page(request, disclosure, answer_form=form)


def disclosure_for(request: HttpRequest, pk: UUID) -> PastDisclosure:
    return get_object_or_404(tables.past_rows(request), pk=pk)


def _page(request: HttpRequest, disclosure: PastDisclosure, **shown: Any) -> HttpResponse:
    usual = {"recall_form": PastRecallForm(auto_id="recall_%s"), "answer_form": RecallAnswerForm(auto_id="answer_%s")}
    context = {**presenter.page(disclosure, request.user), **usual, **shown}
    return render(request, "disclosures/past_one.html", context, status=422 if shown else 200)


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """One line for each item that was received."""
    rows = list(tables.past_rows(request))
    presenter.with_items(rows, request.user)
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
