"""Small pictures for lists: one for an item, or that of a file. A list itself asks nothing; its page asks for those
that come into sight, all in one question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evidence.looking import holds, is_veiled, shown_of, stated_of, themes_of
from evidence.models import Derivative
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.care.reading import wishes_of
from iapb.care.themes import held_by

MOST = 100  # at once


class Wanted(NamedTuple):
    items: frozenset[UUID]
    files: frozenset[UUID]  # stored files


@dataclass(frozen=True)
class Glance:
    copy: Derivative
    veiled: bool

    def told(self, address: str) -> dict[str, Any]:
        """For the page; `address` is empty where the picture waits to be asked for."""
        page = reverse("view_file", args=[self.copy.parent.file_id])
        return {"url": address, "page": page, "width": self.copy.width, "height": self.copy.height}


def wanted(items: Iterable[str], files: Iterable[str]) -> Wanted:
    """Raises Invalid for what is no id, or for too many at once."""
    try:
        found = Wanted(frozenset(map(UUID, items)), frozenset(map(UUID, files)))
    except ValueError:
        raise Invalid(_("This is no id of an item or file.")) from None
    if len(found.items) + len(found.files) > MOST:
        raise Invalid(_("Ask for at most 100 small pictures at once."))
    return found


def of(wanted: Wanted, actor: Person) -> dict[UUID, Glance]:
    """By the id that was asked for. Of an item the picture that came first; none where the actor may not look."""
    small = Derivative.objects.visible_to(actor).filter(kind=Derivative.Kind.THUMBNAIL)
    small = small.select_related("item_file__file", "parent")
    by_id: dict[UUID, Derivative] = {}
    if wanted.items:
        of_items = small.filter(parent__item__within=list(wanted.items))
        first = of_items.order_by("parent__item_id", "parent__added_at", "pk").distinct("parent__item_id")
        by_id |= {copy.parent.item_id: copy for copy in first}
    if wanted.files:
        by_id |= {copy.parent.file_id: copy for copy in small.filter(parent__file__within=list(wanted.files))}
    items = {copy.parent.item_id for copy in by_id.values()}
    stated = stated_of(items, actor)
    looks = shown_of(stated, actor)
    veil, themes = wishes_of(actor).veil, held_by(items, actor, {holds: themes_of(stated)})
    return {
        pk: Glance(copy, is_veiled(copy.parent.role, stated[item], veil, themes[item]))
        for pk, copy in by_id.items()
        if (item := copy.parent.item_id) in looks
    }
