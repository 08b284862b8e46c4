"""Tags that wait for their place in a newer text, one after another; and those that moved with other words."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from evidence.coding import actions
from evidence.coding.carrying_shown import shown, unseen_of, waiting_of
from evidence.coding.forms import PlaceForm, ReasonForm
from evidence.coding.models import Carrying
from evidence.models import Item
from iapb.access.errors import Invalid


@require_safe
def carrying(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = get_object_or_404(Item.objects.visible_to(request.user), pk=pk)
    waiting = waiting_of(item, request.user)
    count = waiting.count()
    at = number_of(request.GET.get("at")) % count if count else 0
    current = waiting[at : at + 1].first() if count else None
    return render(
        request,
        "coding/carrying.html",
        {
            "item": item,
            "count": count,
            "number": at + 1,
            "later": (at + 1) % count if count else 0,
            "doubt": shown(current, request.user) if current else None,
            "reasons": Carrying.Reason.choices,
            "unseen": unseen_of(item, request.user),
        },
    )


@require_POST
def choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    one = _one(request, pk)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the places, or select the words."))
        return _back(request, one)
    try:
        actions.choose_place(carrying=one, by=request.user, **form.cleaned_data)
    except Invalid as refused:
        messages.error(request, refused.sentence)
    return _back(request, one)


@require_POST
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    one = _one(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the tag is taken back."))
        return _back(request, one)
    try:
        actions.drop_tag(carrying=one, reason=form.cleaned_data["reason"], by=request.user)
    except Invalid as refused:
        messages.error(request, refused.sentence)
    return _back(request, one)


@require_POST
def seen(request: HttpRequest, pk: UUID) -> HttpResponse:
    one = _one(request, pk)
    actions.look_at_moved(carrying=one, by=request.user)
    return _back(request, one)


def _one(request: HttpRequest, pk: UUID) -> Carrying:
    found: Carrying = get_object_or_404(Carrying.objects.visible_to(request.user), pk=pk)
    return found


def _back(request: HttpRequest, one: Carrying) -> HttpResponse:
    """To the one that stands in its place now."""
    response = redirect("carrying", pk=one.item_id)
    at = number_of(request.POST.get("at"))
    if at:
        response["Location"] += f"?at={at}"
    return response


def number_of(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else 0
