"""`facts_for`: everything the decision needs, in a number of queries that does not grow with the items.

What the acting person may not see stays unknown here, and unknown denies: the
decision can only become stricter by looking through somebody's eyes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from consent.facts import Facts, ItemFacts, ItemKind, Material, Purpose
from consent.gathering.items import ItemRows, item_facts
from consent.gathering.persons import PersonRows, person_facts
from consent.gathering.recipients import recipient_facts
from consent.models import Recipient

__all__ = ["Part", "facts_for"]


@dataclass(frozen=True)
class Part:
    """One thing that would leave: an item's file or layer, as the material it is."""

    item: UUID
    material: Material


def facts_for(
    parts: Iterable[Part], *, recipient: Recipient, purpose: Purpose, on: date, request: UUID | None, actor: Any
) -> Mapping[Part, Facts]:
    """The facts of each part. A part whose item the actor cannot see has no facts and cannot be released."""
    wanted = list(dict.fromkeys(parts))
    items = ItemRows.load({part.item for part in wanted}, actor)
    persons = PersonRows.load(items.subjects(), recipient, purpose, request, actor)
    to = recipient_facts(recipient, on)
    found: dict[Part, Facts] = {}
    for part in wanted:
        row = items.rows.get(part.item)
        if row is None:
            continue
        facts: ItemFacts = item_facts(items, row, part.material, persons, purpose, on)
        people = ()
        if facts.kind is ItemKind.CLOSED_SOURCE and row.subject is not None:
            people = person_facts(persons, row.subject, items.age(row), on)
        found[part] = Facts(on=on, purpose=purpose, recipient=to, item=facts, persons=people)
    return found
