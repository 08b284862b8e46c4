"""On an item's page: what an older archive had coded under codes that have no place here."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.coding.models import LegacyCoding
from evidence.models import Item
from evidence.sections import Section
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person

SHOWN = 200


def on_item(item: Item, actor: Person) -> Iterator[Section]:
    if Right.TAG not in rights_of(actor):
        return
    kept = list(LegacyCoding.objects.visible_to(actor).filter(item=item)[: SHOWN + 1])
    if kept:
        yield Section(70, "coding/_legacy_section.html", {"kept": kept[:SHOWN], "more": len(kept) > SHOWN})
