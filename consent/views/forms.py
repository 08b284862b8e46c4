from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consent.actions import forms
from consent.forms.records import EndForm, VersionForm
from consent.models import ConsentForm
from consent.words import Purpose
from iapb.access.rights import Right, rights_of

OPEN = ["GET", "HEAD", "POST"]


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    shown = {
        "versions": ConsentForm.objects.select_related("approved_by"),
        "may_publish": Right.DECIDE_RIGHTS in rights_of(request.user),
    }
    return render(request, "consent/forms.html", shown)


@require_http_methods(OPEN)
def new(request: HttpRequest) -> HttpResponse:
    form = VersionForm(request.POST or None)
    if request.method == "POST" and form.carried_out(lambda sent: forms.publish_form(**sent, by=request.user)):
        messages.success(request, _("The version is published. From its first use on it does not change."))
        return redirect("consent_form", form.result.pk)
    return render(request, "consent/form_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def version(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(ConsentForm.objects.select_related("approved_by"), pk=pk)
    may_end = Right.DECIDE_RIGHTS in rights_of(request.user)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.carried_out(
        lambda sent: forms.end_form(form=found, valid_to=sent["valid_to"], by=request.user)
    ):
        messages.success(request, _("The version is in use until that day."))
        return redirect("consent_form", pk)
    labels = [Purpose(purpose).label for purpose in found.purposes]
    shown = {"version": found, "purposes": labels, "form": form if may_end else None}
    return render(request, "consent/form.html", shown, status=422 if form.errors else 200)
