"""Lists of the desk: requests, and the register of disclosures."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disclosures.forms.desk import PastFilter, RegisterFilter, RequestFilter
from disclosures.forms.packages import PackageFilter
from disclosures.models import Disclosure, Package, PastDisclosure, PastEntry, Request
from disclosures.presenters import package as presenter
from disclosures.presenters import past as past_presenter
from disclosures.presenters import turns
from evidence.models import Item
from iapb.accounts.tables import Column, Listing


def requests(request: HttpRequest) -> Listing:
    form = RequestFilter(request.POST or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    newest = Disclosure.objects.visible_to(request.user).filter(request=OuterRef("pk")).order_by("-version")
    rows = (
        Request.objects.visible_to(request.user)
        .select_related("recipient")
        .annotate(disclosure_state=Subquery(newest.values("state")[:1]), disclosure=Subquery(newest.values("pk")[:1]))
    )
    if words := chosen.get("q", "").strip():
        rows = rows.filter(
            Q(reference__icontains=words) | Q(their_reference__icontains=words) | Q(recipient__name__icontains=words)
        )
    rows = rows.filter(_in_state(chosen.get("state", "")))
    columns = [
        Column(_("Request"), ("reference",), "reference"),
        Column(_("Who asks"), ("recipient__name", "reference"), "recipient"),
        Column(_("Received"), ("received_on", "reference"), "received"),
        Column(_("Answer wanted by"), ("deadline", "reference"), "deadline"),
        Column(_("State")),
    ]
    by_deadline = rows.order_by(F("deadline").asc(nulls_last=True), "received_on", "reference")
    listing = Listing(by_deadline, columns, form, request.POST, any(chosen.values()))
    for row in listing.page:
        row.turn = turns.of_request(row)
        row.due = turns.due(row)
    return listing


def _in_state(state: str) -> Q:
    if state == "all":
        return Q()
    if state == "overdue":
        return Q(state=Request.State.OPEN, deadline__lt=timezone.localdate())
    return Q(state=state or Request.State.OPEN)


def disclosures(request: HttpRequest) -> Listing:
    form = RegisterFilter(request.POST or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows: models.QuerySet[Any] = (
        Disclosure.objects.visible_to(request.user)
        .select_related("request__recipient", "prepared_by")
        .defer("manifest")
        .annotate(size=Count("entries", distinct=True), families=Count("entries__item_id", distinct=True))
    )
    if words := chosen.get("q", "").strip():
        rows = rows.filter(
            Q(request__reference__icontains=words)
            | Q(request__their_reference__icontains=words)
            | Q(request__recipient__name__icontains=words)
        )
    if chosen.get("state"):
        rows = rows.filter(state=chosen["state"])
    columns = [
        Column(_("Request"), ("request__reference", "-version"), "request"),
        Column(_("Recipient"), ("request__recipient__name", "request__reference"), "recipient"),
        Column(_("Selected")),
        Column(_("Prepared by"), ("prepared_by__name", "created_at"), "by"),
        Column(_("State"), ("state", "created_at"), "state"),
        Column(_("Begun"), ("created_at", "pk"), "begun"),
    ]
    listing = Listing(rows.order_by("-created_at", "pk"), columns, form, request.POST, any(chosen.values()))
    for row in listing.page:
        row.tone = turns.TONES[row.state]
    return listing


def past_disclosures(request: HttpRequest) -> Listing:
    """Who received what before the house was. Items are named as far as the reader sees them."""
    form = PastFilter(request.POST or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = past_rows(request)
    if words := chosen.get("q", "").strip():
        seen = Item.objects.visible_to(request.user).filter(reference__icontains=words).values("pk")
        among = PastEntry.objects.visible_to(request.user).filter(item__in=seen).values("disclosure")
        rows = rows.filter(Q(recipient__name__icontains=words) | Q(pk__in=among))
    columns = [
        Column(_("Disclosed on"), ("disclosed_on", "pk"), "on"),
        Column(_("Recipient"), ("recipient__name", "disclosed_on", "pk"), "recipient"),
        Column(_("Purpose")),
        Column(_("Handed to")),
        Column(_("What they received")),
    ]
    listing = Listing(rows.order_by("-disclosed_on", "pk"), columns, form, request.POST, any(chosen.values()))
    past_presenter.with_items(listing.page, request.user)
    past_presenter.with_recalls(listing.page, request.user)
    return listing


def past_rows(request: HttpRequest) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = PastDisclosure.objects.visible_to(request.user).select_related("recipient")
    return rows


def packages(request: HttpRequest) -> Listing:
    """What left and what is about to: the register of hand-overs."""
    form = PackageFilter(request.POST or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = Package.objects.visible_to(request.user).select_related("disclosure__request__recipient", "confirmation")
    if words := chosen.get("q", "").strip():
        rows = rows.filter(
            Q(reference__icontains=words)
            | Q(disclosure__request__reference__icontains=words)
            | Q(disclosure__request__recipient__name__icontains=words)
        )
    columns = [
        Column(_("Package"), ("reference",), "package"),
        Column(_("Request"), ("disclosure__request__reference", "reference"), "request"),
        Column(_("Recipient"), ("disclosure__request__recipient__name", "reference"), "recipient"),
        Column(_("Built"), ("built_at", "reference"), "built"),
        Column(_("Handed over")),
        Column(_("State"), ("disclosure__state", "reference"), "state"),
    ]
    listing = Listing(rows.order_by("-built_at", "pk"), columns, form, request.POST, any(chosen.values()))
    given = presenter.handed_over(listing.page, request.user)
    for row in listing.page:
        row.tone, row.handover = turns.TONES[row.disclosure.state], given.get(row.pk)
    return listing
