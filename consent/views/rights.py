"""The desk of the data protection officer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consent import rights_desk
from consent.actions import erasures
from consent.forms.rights import ErasureForm, ReadingForm
from consent.models import Erasure
from consent.standing import standing_of
from evidence.actions import readings
from evidence.models import Reading
from iapb.access.errors import Refused
from iapb.accounts.fresh import fresh
from interviews.views.witnesses import of_actor


def _page(request: HttpRequest, form: ReadingForm) -> HttpResponse:
    shown = {
        "form": form,
        "to_decide": rights_desk.to_decide(),
        "open": rights_desk.open_readings(request.user),
        "erasures": rights_desk.open_erasures(request.user),
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


@require_http_methods(["GET", "HEAD", "POST"])
def ask_erasure(request: HttpRequest, pk: UUID) -> HttpResponse:
    witness = of_actor(request, pk)
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.carried_out(
        lambda sent: erasures.ask(witness=witness, by=request.user, **sent)
    ):
        messages.success(request, _("Put to a second person. Nothing was erased yet."))
        return redirect("erasure", form.result.pk)
    shown = {"witness": witness, "form": form, "standing": standing_of(witness.pk, request.user)}
    return render(request, "consent/rights/erase.html", shown, status=422 if form.errors else 200)


def _erasure(request: HttpRequest, pk: UUID) -> Erasure:
    rows = Erasure.objects.visible_to(request.user).select_related("asked_by", "confirmed_by")
    return get_object_or_404(rows, pk=pk)


@require_safe
def erasure(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, why_not = _erasure(request, pk), ""
    try:
        erasures.require_may_confirm(found, request.user)
    except Refused as refusal:
        why_not = refusal.sentence
    return render(request, "consent/rights/erasure.html", {"erasure": found, "why_not": why_not})


@fresh
@require_POST
def confirm_erasure(request: HttpRequest, pk: UUID) -> HttpResponse:
    erasures.confirm(erasure=_erasure(request, pk), by=request.user)
    messages.success(request, _("Confirmed. It is being carried out."))
    return redirect("erasure", pk)


@require_POST
def drop_erasure(request: HttpRequest, pk: UUID) -> HttpResponse:
    erasures.drop(erasure=_erasure(request, pk), by=request.user)
    messages.success(request, _("Dropped. Nothing was erased."))
    return redirect("erasure", pk)
