"""A package from the click that asks for it to the receipt of whoever it was made for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disclosures import tables
from disclosures.access import check_may_hand_over, why_not
from disclosures.actions import handovers, packages
from disclosures.forms.packages import HandoverForm, RecallAnswerForm, RecallForm, ReceiptForm
from disclosures.models import Package
from disclosures.presenters import package as presenter
from disclosures.views.desk import found_for
from iapb.accounts.fresh import fresh


def package_for(request: HttpRequest, pk: UUID) -> Package:
    rows = Package.objects.visible_to(request.user).select_related("disclosure__request__recipient", "sealed")
    return get_object_or_404(rows, pk=pk)


def page(request: HttpRequest, package: Package, **shown: Any) -> HttpResponse:
    usual = {
        "receipt_form": ReceiptForm(auto_id="receipt_%s"),
        "recall_form": RecallForm(auto_id="recall_%s"),
        "answer_form": RecallAnswerForm(auto_id="answer_%s"),
    }
    context = {**presenter.page(package, request.user, request.GET.get("page", "1")), **usual, **shown}
    return render(request, "disclosures/packages/package.html", context, status=422 if shown else 200)


@require_POST
def build(request: HttpRequest, pk: UUID) -> HttpResponse:
    packages.ask_to_build(found_for(request, pk), by=request.user)
    messages.success(request, _("The package is being built. You can leave this page; it goes on."))
    return redirect("desk", pk)


@require_safe
def building(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The desk's part about the package alone, asked for again while it is being built."""
    disclosure = found_for(request, pk)
    context = {"disclosure": disclosure, "package": presenter.of(disclosure, request.user)}
    return render(request, "disclosures/_package.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    return render(request, "disclosures/packages/list.html", {"list": tables.packages(request)})


@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    return page(request, package_for(request, pk))


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    package = package_for(request, pk)
    form = HandoverForm(request.POST or None, channels=presenter.channels(package, request.user))
    address = ""
    if request.method == "POST" and form.carried_out(
        lambda sent: handovers.hand_over(package, **sent, by=request.user, session_key=request.session.session_key)
    ):
        # A link, since a form may not lead to another host; it is good for a minute.
        address = settings.CONTENT_URL.rstrip("/") + form.result
    shown = {
        "package": package,
        "request_row": package.disclosure.request,
        "recipient": package.disclosure.request.recipient,
        "why_not": why_not(check_may_hand_over, package.disclosure, request.user),
        "form": form,
        "address": address,
    }
    return render(request, "disclosures/packages/hand_over.html", shown, status=422 if form.errors else 200)


@require_POST
def confirm_receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    package, form = package_for(request, pk), ReceiptForm(request.POST, auto_id="receipt_%s")
    if form.carried_out(lambda sent: handovers.confirm_receipt(package, **sent, by=request.user)):
        messages.success(request, _("Recorded: exactly this package arrived."))
        return redirect("package", pk)
    return page(request, package, receipt_form=form)


@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    handovers.close(package_for(request, pk), by=request.user)
    messages.success(request, _("Closed. Nothing is left to do."))
    return redirect("package", pk)
