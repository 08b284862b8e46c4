"""On an item's page: where to begin; what is being typed of it already, and by whom, is fetched from there."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.models import Item
from evidence.sections import Section
from evidence.transcripts import pages
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person

# Item kinds that hold something to write down or to translate.
KINDS = (Item.Kind.INTERVIEW, Item.Kind.WITNESS_DOCUMENT)


def on_item(item: Item, actor: Person) -> Iterator[Section]:
    if Right.TRANSCRIBE not in rights_of(actor) or item.kind not in KINDS:
        return
    if pages.may_begin(item, actor):
        yield Section(15, "transcripts/_item_section.html", {"item": item})
