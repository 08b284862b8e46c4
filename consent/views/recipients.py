"""The register of recipients: each act its own address, all of them on one page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consent import tables
from consent.actions import recipients as actions
from consent.actions import terms
from consent.forms import recipients as forms
from consent.models import Agreement, Channel, Recipient, TransferBasis
from consent.pages.recipients import recipient as page_of

OPEN = ["GET", "HEAD", "POST"]


def _found(request: HttpRequest, pk: UUID) -> Recipient:
    rows = Recipient.objects.visible_to(request.user).select_related("created_by", "key_enrolled_by")
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, found: Recipient, **shown: Any) -> HttpResponse:
    context = page_of(found, request.user, **shown)
    return render(request, "consent/recipients/recipient.html", context, status=422 if shown else 200)


@require_http_methods(OPEN)
def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "consent/recipients/list.html", {"list": tables.recipients(request)})


@require_http_methods(OPEN)
def new(request: HttpRequest) -> HttpResponse:
    form = forms.RecipientForm(request.POST or None)
    if request.method == "POST" and form.carried_out(lambda sent: actions.register(**sent, by=request.user)):
        messages.success(request, _("Registered. Now say what is known of them."))
        return redirect("recipient", form.result.pk)
    status = 422 if form.errors else 200
    return render(request, "consent/recipients/new.html", {"form": form}, status=status)


@require_safe
def recipient(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _found(request, pk))


@require_http_methods(OPEN)
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _found(request, pk)
    initial = {name: getattr(found, name) for name in forms.IdentityForm.base_fields}
    form = forms.IdentityForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.carried_out(lambda sent: actions.correct(found, **sent, by=request.user)):
        messages.success(request, _("The correction is saved."))
        return redirect("recipient", pk)
    shown = {"form": form, "recipient": found}
    return render(request, "consent/recipients/correct.html", shown, status=422 if form.errors else 200)


def _act(
    request: HttpRequest, pk: UUID, name: str, form: Any, call: Callable[..., Any], done: str, part: str
) -> HttpResponse:
    """One small form of the page: carried out, or shown again on it with what is wrong."""
    found = _found(request, pk)
    if form.carried_out(lambda sent: call(found, **sent, by=request.user)):
        messages.success(request, done)
        return redirect(f"{found_url(pk)}#{part}")
    return _page(request, found, **{name: form})


def found_url(pk: UUID) -> str:
    return redirect("recipient", pk).url


@require_POST
def state_facts(request: HttpRequest, pk: UUID) -> HttpResponse:
    form = forms.FactsForm(request.POST)
    return _act(request, pk, "facts_form", form, actions.state_facts, _("The facts are saved."), "facts")


@require_POST
def enrol_key(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _act(
        request, pk, "key_form", forms.KeyForm(request.POST), actions.enrol_key, _("The key is enrolled."), "key"
    )


@require_POST
def record_agreement(request: HttpRequest, pk: UUID) -> HttpResponse:
    form = forms.AgreementForm(request.POST)
    done = _("The agreement is recorded.")
    return _act(request, pk, "agreement_form", form, terms.record_agreement, done, "agreements")


@require_POST
def propose_channel(request: HttpRequest, pk: UUID) -> HttpResponse:
    form, done = forms.ChannelForm(request.POST), _("Proposed. It waits for a safety approver.")
    return _act(request, pk, "channel_form", form, terms.propose_channel, done, "channels")


@require_POST
def record_transfer_basis(request: HttpRequest, pk: UUID) -> HttpResponse:
    form, done = forms.TransferBasisForm(request.POST), _("The basis is recorded.")
    return _act(request, pk, "basis_form", form, terms.record_transfer_basis, done, "bases")


@require_POST
def end_agreement(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Agreement.objects.visible_to(request.user).select_related("recipient"), pk=pk)
    terms.end_agreement(found, by=request.user)
    messages.success(request, _("The agreement has ended."))
    return redirect(f"{found_url(found.recipient_id)}#agreements")


@require_POST
def approve_channel(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Channel.objects.visible_to(request.user).select_related("recipient"), pk=pk)
    terms.approve_channel(found, by=request.user)
    messages.success(request, _("The channel is approved."))
    return redirect(f"{found_url(found.recipient_id)}#channels")


@require_POST
def end_channel(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Channel.objects.visible_to(request.user).select_related("recipient"), pk=pk)
    terms.end_channel(found, by=request.user)
    messages.success(request, _("The channel has ended."))
    return redirect(f"{found_url(found.recipient_id)}#channels")


@require_POST
def end_transfer_basis(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(TransferBasis.objects.visible_to(request.user).select_related("recipient"), pk=pk)
    terms.end_transfer_basis(found, by=request.user)
    messages.success(request, _("The basis has ended."))
    return redirect(f"{found_url(found.recipient_id)}#bases")
