"""What waits for people who code, and where they find it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evidence.coding.models import Tag
from evidence.models import Item, Text
from iapb.access.navigation import Entry
from iapb.access.rights import Right, rights_of
from iapb.access.waiting import Waiting
from iapb.accounts.models import Person

ENTRIES = (
    Entry(_("Coding"), "coding", Right.TAG, 30),
    Entry(_("Registers"), "registers", Right.READ, 60),
)
SHOWN = 20


def untagged(person: Person) -> Iterable[Waiting]:
    """Texts that nobody has coded yet."""
    if Right.TAG not in rights_of(person):
        return []
    texts = Text.objects.visible_to(person).filter(item=OuterRef("pk"), source=None)
    tags = Tag.objects.visible_to(person).filter(item=OuterRef("pk"), retracted_at=None)
    items = Item.objects.visible_to(person).filter(Exists(texts), ~Exists(tags)).order_by("created_at")[:SHOWN]
    return [
        Waiting(_("To be coded"), item.reference, item.get_kind_display(), reverse("workbench", args=[item.pk]))
        for item in items
    ]
