"""The workbench: a text, its translation, its sound, its tags and its facts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from evidence.coding.layers import layers_of, rows_of
from evidence.coding.models import Tag
from evidence.coding.presenters import tag_data, tags_of
from evidence.coding.recordings import NOT_YET, ROLES, copy_to_hear
from evidence.models import Derivative, Item, ItemFile, Text
from iapb.access.errors import told
from iapb.access.rights import Right, rights_of
from iapb.access.scope import scope_of
from iapb.custody import tickets

PAGE = 50
ORDERS = {
    "new": (_("newest first"), ["-created_at", "id"]),
    "old": (_("oldest first"), ["created_at", "id"]),
    "fewest": (_("fewest tags first"), ["tag_count", "created_at"]),
    "most": (_("most tags first"), ["-tag_count", "created_at"]),
}
STATES = {"all": _("all"), "none": _("not coded yet"), "some": _("coded")}


@require_safe
def coding(request: HttpRequest) -> HttpResponse:
    """Texts this person may code: what is done, what is not."""
    order = request.GET.get("order") if request.GET.get("order") in ORDERS else "new"
    state = request.GET.get("state") if request.GET.get("state") in STATES else "all"
    visible_tags = Tag.objects.visible_to(request.user).filter(retracted_at=None)
    texts = Text.objects.visible_to(request.user).filter(item=OuterRef("pk"), source=None)
    items = Item.objects.visible_to(request.user).filter(Exists(texts))
    # Counted for the rows of the page alone, unless they are ordered by it.
    of_item = visible_tags.filter(item=OuterRef("pk")).order_by().values("item")
    items = items.annotate(tag_count=Coalesce(Subquery(of_item.annotate(n=Count("pk")).values("n")), 0))
    if state != "all":
        has_tags = Exists(visible_tags.filter(item=OuterRef("pk")))
        items = items.filter(has_tags if state == "some" else ~has_tags)
    page = Paginator(items.order_by(*ORDERS[order][1]), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "coding/list.html",
        {
            "page": page,
            "order": order,
            "orders": {key: label for key, (label, _fields) in ORDERS.items()},
            "state": state,
            "states": STATES,
        },
    )


@require_safe
def workbench(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _bench(request, pk, may_tag=True)


@require_safe
def reading(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _bench(request, pk, may_tag=False)


def _bench(request: HttpRequest, pk: UUID, *, may_tag: bool) -> HttpResponse:
    item = get_object_or_404(Item.objects.visible_to(request.user), pk=pk)
    layers = layers_of(item, request.user, _wanted(request))
    tags = tags_of(item, request.user)
    return render(
        request,
        "coding/workbench.html",
        {
            "item": item,
            "layers": layers,
            "rows": rows_of(layers, request.user) if layers.original else [],
            "recordings": _recordings(request, item),
            "tags": [tag_data(tag, request.user) for tag in tags],
            "may_tag": may_tag,
            "named": item.pk in scope_of(request.user).named_items,
            "could_tag": Right.TAG in rights_of(request.user),
        },
    )


def _wanted(request: HttpRequest) -> list[UUID]:
    """Layers asked for by id; anything else in the address is as good as nothing."""
    wanted = []
    for value in request.GET.getlist("text"):
        try:
            wanted.append(UUID(value))
        except ValueError:
            continue
    return wanted


def _recordings(request: HttpRequest, item: Item) -> list[Any]:
    found = ItemFile.objects.visible_to(request.user).filter(item=item, role__in=ROLES, derived_from=None)
    waveforms = Derivative.objects.visible_to(request.user).filter(parent=OuterRef("pk"), kind=Derivative.Kind.WAVEFORM)
    return list(found.annotate(has_waveform=Exists(waveforms)).order_by("added_at"))


@require_POST
def play(request: HttpRequest, pk: UUID, file: UUID) -> JsonResponse:
    """A ticket for the copy to listen to, asked for when somebody presses play: a reading starts there."""
    recordings = ItemFile.objects.visible_to(request.user).filter(item=pk, role__in=ROLES)
    copy = copy_to_hear(get_object_or_404(recordings, pk=file), request.user)
    if copy is None:
        return JsonResponse(told(NOT_YET), status=409)
    path = tickets.issue(copy, by=request.user, session_key=request.session.session_key, purpose="listen", inline=True)
    return JsonResponse({"url": settings.CONTENT_URL.rstrip("/") + path})
