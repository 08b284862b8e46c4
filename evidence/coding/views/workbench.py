"""The workbench: a text, its translation, its sound, its tags and its facts."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from evidence.coding import actions, heavy
from evidence.coding.annotations import MEDIA_TYPE
from evidence.coding.layers import layers_of, rows_of
from evidence.coding.models import Tag
from evidence.coding.presenters import tag_data, tags_of
from evidence.coding.recordings import NOT_YET, ROLES, SEEN, copy_to_hear
from evidence.coding.rows_shown import html_of
from evidence.models import Derivative, Item, ItemFile, Text
from evidence.viewing import is_pictured
from iapb.access.errors import told
from iapb.access.rights import Right, rights_of
from iapb.access.scope import scope_of
from iapb.care import themes
from iapb.care.reading import question, reading_of
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
    visible_tags = Tag.objects.visible_to(request.user).filter(retracted_at=None, passed_on=False)
    texts = Text.objects.visible_to(request.user).filter(item=OuterRef("pk"), source=None)
    items = Item.objects.visible_to(request.user).filter(Exists(texts))
    # Counted for the rows of the page alone, unless they are ordered by it.
    of_item = visible_tags.filter(item=OuterRef("pk")).order_by().values("item")
    items = items.annotate(tag_count=Coalesce(Subquery(of_item.annotate(n=Count("pk")).values("n")), 0))
    wanted = request.GET.get("reference", "").strip()[:40]
    kind = request.GET.get("kind") if request.GET.get("kind") in Item.Kind.values else ""
    if wanted:
        items = items.filter(reference__icontains=wanted)
    if kind:
        items = items.filter(kind=kind)
    if state != "all":
        has_tags = Exists(visible_tags.filter(item=OuterRef("pk")))
        items = items.filter(has_tags if state == "some" else ~has_tags)
    page = Paginator(items.order_by(*ORDERS[order][1]), PAGE).get_page(request.GET.get("page"))
    themes.mark(page.object_list, request.user, lambda item: item.pk)
    told = {
        "page": page, "order": order, "orders": {key: label for key, (label, _fields) in ORDERS.items()},
        "state": state, "states": STATES, "reference": wanted, "kind": kind, "kinds": Item.Kind.choices,
        "chosen": urlencode({"state": state, "order": order, "reference": wanted, "kind": kind}),
        "filtered": bool(wanted or kind or state != "all"),
    }  # fmt: skip
    return render(request, "coding/list.html", told)


@require_safe
def workbench(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _bench(request, pk, may_tag=True)


@require_safe
def reading(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _bench(request, pk, may_tag=False)


def _bench(request: HttpRequest, pk: UUID, *, may_tag: bool) -> HttpResponse:
    item = get_object_or_404(Item.objects.visible_to(request.user), pk=pk)
    tags = tags_of(item, request.user, heavy.STANDING)
    here = reading_of(item.pk, request.user, {heavy.held_by: {item.pk: heavy.of_tags(tags)}})
    if asked := question(request, here, item.reference, heavy.hand_on):
        return asked
    layers = layers_of(item, request.user, _wanted(request))
    rows = rows_of(layers, request.user) if layers.original else []
    files = _files(request, item)
    recordings = [file for file in files if file.role in ROLES]
    return render(
        request,
        "coding/workbench.html",
        {
            "item": item,
            "layers": layers,
            "rows": html_of(rows, layers, can_hear=bool(recordings)),
            "timed": any(row.unsure or any(s.start_ms is not None for s in row.original) for row in rows),
            "recordings": recordings,
            "parts": [(file, [tag for tag in tags if tag.file_id == file.pk]) for file in files],
            "tags": [tag_data(tag, request.user) for tag in tags],
            "may_tag": may_tag,
            "named": item.pk in scope_of(request.user).named_items,
            "could_tag": Right.TAG in rights_of(request.user),
            "reading": here,
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


def _files(request: HttpRequest, item: Item) -> list[Any]:
    """What has parts that can be tagged: recordings, pictures, documents."""
    found = ItemFile.objects.visible_to(request.user).filter(item=item, role__in=[*ROLES, *SEEN], derived_from=None)
    waveforms = Derivative.objects.visible_to(request.user).filter(parent=OuterRef("pk"), kind=Derivative.Kind.WAVEFORM)
    files = found.select_related("file").annotate(has_waveform=Exists(waveforms)).order_by("added_at")
    return [file for file in files if file.role in ROLES or is_pictured(file)]


@require_safe
def annotations(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = get_object_or_404(Item.objects.visible_to(request.user), pk=pk)
    told = actions.export_tags(item=item, by=request.user)
    answer = HttpResponse(json.dumps(told, ensure_ascii=False, indent=1), content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{item.reference}.tags.jsonld"'
    return answer


@require_POST
def play(request: HttpRequest, pk: UUID, file: UUID) -> JsonResponse:
    """A ticket for the copy to listen to, asked for when somebody presses play: a reading starts there."""
    recordings = ItemFile.objects.visible_to(request.user).filter(item=pk, role__in=ROLES)
    copy = copy_to_hear(get_object_or_404(recordings, pk=file), request.user)
    if copy is None:
        return JsonResponse(told(NOT_YET), status=409)
    path = tickets.issue(copy, by=request.user, session_key=request.session.session_key, purpose="listen", inline=True)
    return JsonResponse({"url": settings.CONTENT_URL.rstrip("/") + path})
