"""Coding as work: what is mine, what waits, what was given out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evidence.coding import actions, heavy, quality_tables
from evidence.coding.actions.quality_offers import colleagues
from evidence.coding.layers import original_of
from evidence.coding.models import Work
from evidence.coding.quality_forms import GiveForm, HandOverForm, OfferForm, TakeBackForm
from evidence.coding.quality_shown import free_items, passages_of
from evidence.models import Item, Text
from iapb.care import themes
from iapb.care.reading import question, reading_of

OPEN = ["GET", "HEAD", "POST"]


@require_http_methods(OPEN)
def work(request: HttpRequest) -> HttpResponse:
    free = free_items(request.user) if request.method != "POST" else []
    listing = quality_tables.work(request)
    themes.mark([*(work.item for work in listing.page.object_list), *free], request.user, lambda item: item.pk)
    return render(request, "coding/quality_work.html", {"list": listing, "free": free})


@require_safe
def piece(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _work(request, pk)
    # Its words stand on this page as well.
    here = reading_of(found.item_id, request.user)
    asked_for = found.offered_to_id == request.user.pk
    if found.passages and not asked_for and (asked := question(request, here, found.item.reference, heavy.hand_on)):
        return asked
    shown = {
        "work": found,
        "passages": passages_of(found, request.user) if not asked_for else [],
        "mine": found.coder_id == request.user.pk,
        "asked_for": asked_for,
        "reading": here,
    }
    return render(request, "coding/quality_piece.html", shown)


@require_http_methods(OPEN)
def give(request: HttpRequest, pk: UUID) -> HttpResponse:
    text = _text(request, pk)
    form = GiveForm(request.POST or None)
    sent = request.method == "POST"
    if sent and form.carried_out(lambda said: actions.give_work(text=text, by=request.user, **said)):
        messages.success(request, _("Given."))
        return redirect("work_piece", form.result.pk)
    return _form(request, form, _("Give this text to be coded"), _("Give"), text.item.reference)


@require_POST
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    taken = actions.take_text(text=_text(request, pk), by=request.user)
    return redirect("work_piece", taken.pk)


@require_POST
def claim(request: HttpRequest, pk: UUID) -> HttpResponse:
    actions.claim_work(work=_work(request, pk), by=request.user)
    return redirect("work_piece", pk)


@require_POST
def hand_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    actions.hand_in_work(work=_work(request, pk), by=request.user)
    messages.success(request, _("Handed in. Thank you."))
    return redirect("coding_work")


@require_http_methods(OPEN)
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who codes it asks a colleague or puts it back; who gives out work gives it to somebody else."""
    found = _work(request, pk)
    if found.coder_id == request.user.pk:
        return _hand_on(request, found)
    form = HandOverForm(request.POST or None)
    sent = request.method == "POST"
    if sent and form.carried_out(lambda said: actions.hand_over_work(work=found, by=request.user, **said)):
        messages.success(request, _("Handed over."))
        return redirect("coding_work")
    return _form(request, form, _("Hand this coding over"), _("Hand over"), found.item.reference)


def _hand_on(request: HttpRequest, found: Work) -> HttpResponse:
    form = OfferForm(request.POST or None, colleagues=colleagues(found, request.user))
    sent = request.method == "POST"
    if sent and form.carried_out(lambda said: actions.offer_work(work=found, by=request.user, **said)):
        messages.success(request, _("Offered. It stays with you until your colleague has accepted."))
        return redirect("coding_work")
    shown = {"form": form, "work": found}
    return render(request, "coding/quality_hand_on.html", shown, status=422 if form.errors else 200)


@require_POST
def answer_offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _work(request, pk)
    if request.POST.get("answer") == "accept":
        return redirect("work_piece", actions.accept_offer(work=found, by=request.user).pk)
    actions.decline_offer(work=found, by=request.user)
    messages.success(request, _("Declined. It stays with your colleague."))
    return redirect("coding_work")


@require_POST
def withdraw_offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    actions.withdraw_offer(work=_work(request, pk), by=request.user)
    return redirect("work_piece", pk)


@require_POST
def put_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    actions.put_back_work(work=_work(request, pk), by=request.user)
    messages.success(request, _("Put back. What you have coded stays yours."))
    return redirect("coding_work")


@require_http_methods(OPEN)
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _work(request, pk)
    form = TakeBackForm(request.POST or None)
    sent = request.method == "POST"
    if sent and form.carried_out(lambda said: actions.take_back_work(work=found, by=request.user, **said)):
        messages.success(request, _("Taken back."))
        return redirect("coding_work")
    return _form(request, form, _("Take this coding back"), _("Take back"), found.item.reference)


def _form(request: HttpRequest, form: object, title: str, button: str, reference: str) -> HttpResponse:
    shown = {"form": form, "title": title, "button": button, "reference": reference}
    return render(request, "coding/quality_form.html", shown, status=422 if form.errors else 200)  # type: ignore[attr-defined]


def _work(request: HttpRequest, pk: UUID) -> Work:
    rows = Work.objects.visible_to(request.user).select_related("item", "text", "coder", "given_by", "offered_to")
    return get_object_or_404(rows, pk=pk)


def _text(request: HttpRequest, pk: UUID) -> Text:
    """The original that the workbench opens with."""
    return original_of(get_object_or_404(Item.objects.visible_to(request.user), pk=pk), request.user)
