"""What jobs on files and texts are about: the reference of the item, for whoever sees the item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse

from evidence.models import ItemFile, Text
from iapb.accounts.models import Person
from iapb.jobs import Thing
from iapb.jobs.registry import tell_about
from iapb.sentences import fill


def files_named(files: Sequence[UUID], by: Person) -> Mapping[UUID, Thing]:
    found = ItemFile.objects.visible_to(by).filter(file__in=files).select_related("item")
    return {one.file_id: _thing(one.item_id, one.item.reference, ItemFile.Role(one.role).label) for one in found}


def texts_named(texts: Sequence[UUID], by: Person) -> Mapping[UUID, Thing]:
    found = Text.objects.visible_to(by).filter(pk__in=texts).select_related("item")
    return {one.pk: _thing(one.item_id, one.item.reference, Text.Kind(one.kind).label) for one in found}


# The vault reads back what it received and knows no items.
tell_about("read_back", files_named)


def _thing(item: UUID, reference: str, what: object) -> Thing:
    return Thing(fill("%(reference)s, %(what)s", reference=reference, what=what), reverse("item", args=[item]))
