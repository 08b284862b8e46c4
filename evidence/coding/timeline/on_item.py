"""On an item's page: the way to the timeline of its witness."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.models import Item
from evidence.sections import Section
from iapb.accounts.models import Person


def on_item(item: Item, actor: Person) -> Iterator[Section]:
    if item.subject:
        yield Section(60, "coding/_timeline_section.html", {"subject": item.subject})
