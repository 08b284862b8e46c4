from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disclosures import tables
from disclosures.access import why_not
from disclosures.actions import requests as actions
from disclosures.forms import requests as forms
from disclosures.models import Disclosure, Request
from disclosures.presenters import turns
from iapb.access.rights import Right, rights_of

OPEN = ["GET", "HEAD", "POST"]


def _found(request: HttpRequest, pk: UUID) -> Request:
    rows = Request.objects.visible_to(request.user).select_related("recipient", "recorded_by")
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, found: Request, **shown: Any) -> HttpResponse:
    versions = Disclosure.objects.visible_to(request.user).filter(request=found).select_related("prepared_by")
    versions = list(versions.defer("manifest").order_by("-version"))
    found.disclosure_state = versions[0].state if versions else None
    context = {
        "request_row": found,
        "due": turns.due(found),
        "turn": turns.of_request(found),
        "versions": [(one, turns.TONES[one.state]) for one in versions],
        "current": next((one for one in versions if one.state not in Disclosure.OVER_STATES), None),
        "may_prepare": Right.PREPARE in rights_of(request.user),
        "court_order_why_not": why_not(actions.check_may_state_court_order, found, request.user),
        "court_order_form": forms.CourtOrderForm(),
        "refuse_form": forms.WhyForm(auto_id="refuse_%s"),
        **shown,
    }
    return render(request, "disclosures/requests/request.html", context, status=422 if shown else 200)


@require_http_methods(OPEN)
def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "disclosures/requests/list.html", {"list": tables.requests(request)})


@require_http_methods(OPEN)
def new(request: HttpRequest) -> HttpResponse:
    form = forms.RequestForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.carried_out(lambda sent: actions.receive(**sent, by=request.user)):
        messages.success(request, _("Recorded as %(reference)s.") % {"reference": form.result.reference})
        return redirect("request", form.result.pk)
    return render(request, "disclosures/requests/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _found(request, pk))


@require_http_methods(OPEN)
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _found(request, pk)
    form = forms.CorrectionForm(
        request.POST or None, initial={name: getattr(found, name) for name in forms.CorrectionForm.base_fields}
    )
    if request.method == "POST" and form.carried_out(lambda sent: actions.correct(found, **sent, by=request.user)):
        messages.success(request, _("The correction is saved."))
        return redirect("request", pk)
    shown = {"form": form, "request_row": found}
    return render(request, "disclosures/requests/correct.html", shown, status=422 if form.errors else 200)


@require_POST
def court_order(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, form = _found(request, pk), forms.CourtOrderForm(request.POST)
    if form.carried_out(lambda sent: actions.state_court_order(found, **sent, by=request.user)):
        messages.success(request, _("Recorded."))
        return redirect("request", pk)
    return _page(request, found, court_order_form=form)


@require_POST
def refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, form = _found(request, pk), forms.WhyForm(request.POST, auto_id="refuse_%s")
    if form.carried_out(lambda sent: actions.refuse(found, **sent, by=request.user)):
        messages.success(request, _("The request is refused."))
        return redirect("request", pk)
    return _page(request, found, refuse_form=form)


@require_POST
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    disclosure = actions.begin(_found(request, pk), by=request.user)
    return redirect("desk", disclosure.pk)
