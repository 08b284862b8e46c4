"""The desk of the data protection officer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consent import rights_desk
from consent.forms.rights import ReadingForm
from evidence.actions import readings
from evidence.models import Reading
from iapb.accounts.fresh import fresh


def _page(request: HttpRequest, form: ReadingForm) -> HttpResponse:
    shown = {
        "form": form,
        "to_decide": rights_desk.to_decide(),
        "open": rights_desk.open_readings(request.user),
        "hours": readings.LASTS.seconds // 3600,
    }
    return render(request, "consent/rights/desk.html", shown, status=422 if form.errors else 200)


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    return _page(request, ReadingForm(initial={"name": request.GET.get("code", "")}))


@fresh
@require_POST
def open_reading(request: HttpRequest) -> HttpResponse:
    form = ReadingForm(request.POST)
    if form.carried_out(lambda sent: readings.open_for_a_reason(**sent, by=request.user)):
        messages.success(request, _("Open for you. The reason is in the ledger."))
        return redirect("witness", form.result.subject)
    return _page(request, form)


@require_POST
def end_reading(request: HttpRequest, pk: UUID) -> HttpResponse:
    readings.end(reading=get_object_or_404(Reading, pk=pk, person=request.user), by=request.user)
    messages.success(request, _("Closed again."))
    return redirect("rights_desk")
