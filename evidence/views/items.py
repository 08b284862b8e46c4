from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evidence import likeness, pages
from evidence.models import Item
from iapb.care.reading import reading_of


@require_safe
def item(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "evidence/items/item.html", pages.item(_item(request, pk), request.user))


@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Files, layers and the work on them, asked for again while anything runs."""
    return render(request, "evidence/items/_progress.html", pages.progress(_item(request, pk), request.user))


@require_safe
def holds(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What weighs on a reader, told before anything is opened: a part of the item's page, asked for at once."""
    item = _item(request, pk)
    return render(request, "evidence/items/_holds.html", {"reading": reading_of(item.pk, request.user)})


@require_safe
def looks_like(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A part of the item's page, asked for once that stands."""
    found = likeness.like(_item(request, pk), request.user)
    return render(request, "evidence/items/_looks_like.html", {"likes": found})


def _item(request: HttpRequest, pk: UUID) -> Item:
    return get_object_or_404(Item.objects.visible_to(request.user), pk=pk)
