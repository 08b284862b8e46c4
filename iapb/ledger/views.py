"""The auditor's pages, and the receipt that everybody may ask for."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from iapb.ledger import export, proofs
from iapb.ledger.actions import record
from iapb.ledger.errors import LedgerError
from iapb.ledger.examination import examine
from iapb.ledger.forms import ExportForm, FilterForm
from iapb.ledger.models import Event
from iapb.ledger.tables import page_of, rows_of
from iapb.routes import without_transaction


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    page = page_of(form.narrow(Event.objects.all()), request.GET.get("after", ""))
    asked = {name: value for name, value in request.GET.items() if name in form.fields and value}
    context = {
        "form": form,
        "page": page,
        "asked": asked,
        "older": urlencode({**asked, "after": page.next}),
        "newest": urlencode(asked),
        "first_page": "after" not in request.GET,
    }
    return render(request, "ledger/list.html", context)


@require_safe
def object_story(request: HttpRequest, object: str) -> HttpResponse:
    page = page_of(Event.objects.of_object(object), request.GET.get("after", ""), oldest_first=True)
    if not page.count:
        raise Http404
    context = {"page": page, "object": object, "name": page.rows[0].object_name if page.rows else object}
    return render(request, "ledger/story.html", context)


@require_safe
def event_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    event = get_object_or_404(Event.objects.with_position(), pk=pk)
    examination = examine(event)
    context = {
        "row": rows_of([event])[0],
        "examination": examination,
        # Not as a dictionary: a template would take a detail that is called "items" for its rows.
        "told": list(examination.detail.items()),
        "leaf": bytes(event.leaf).decode(errors="replace"),
        "proof_text": examination.proof.proof.to_text() if examination.proof else "",
    }
    return render(request, "ledger/event.html", context)


@require_safe
def proof_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    event = get_object_or_404(Event, pk=pk)
    try:
        text = proofs.proof_for(event.pk).proof.to_text()
    except LedgerError:
        raise Http404 from None
    return _attachment(HttpResponse(text, content_type="text/plain; charset=utf-8"), f"{pk}.tlog-proof")


@require_safe
def proof(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Position and proof for whoever was given the receipt."""
    found = proofs.receipt_for(pk, request.user.pk)
    if found is None:
        raise Http404
    return JsonResponse(found)


@require_POST
@without_transaction
def export_events(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    form = ExportForm(request.POST)
    if not form.is_valid():
        return render(request, "ledger/list.html", _refilled(form), status=422)
    with transaction.atomic():
        told = record("ledger.exported", actor=request.user.pk, object="ledger:export", detail=form.asked())
    events = form.narrow(Event.objects.filter(at__lte=told.at))
    write = export.as_csv if form.cleaned_data["format"] == "csv" else export.as_json
    kind = {"csv": "text/csv; charset=utf-8", "json": "application/json"}[form.cleaned_data["format"]]
    name = f"ledger-{timezone.now():%Y-%m-%d}.{form.cleaned_data['format']}"
    rows = write(events, details=form.cleaned_data["details"])
    return _attachment(StreamingHttpResponse(rows, content_type=kind), name)


def _refilled(form: ExportForm) -> dict[str, object]:
    return {
        "form": form,
        "page": page_of(Event.objects.none()),
        "asked": {},
        "older": "",
        "newest": "",
        "first_page": True,
    }


def _attachment(response: HttpResponse | StreamingHttpResponse, name: str) -> HttpResponse | StreamingHttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
