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
from consent.gathering.persons import PersonRows, person_facts, snapshot
from consent.gathering.recipients import recipient_facts
from consent.models import Recipient

__all__ = ["Gathered", "Part", "facts_for", "gather"]


@dataclass(frozen=True)
class Part:
    """One thing that would leave: an item's file or layer, as the material it is."""

    item: UUID
    material: Material


@dataclass(frozen=True)
class Gathered:
    """The facts of each part, and what the witnesses behind each item had agreed to."""

    facts: Mapping[Part, Facts]
    consents: Mapping[UUID, list[dict[str, Any]]]


def gather(
    parts: Iterable[Part], *, recipient: Recipient, purpose: Purpose, on: date, request: UUID | None, actor: Any
) -> Gathered:
    """A part whose item the actor cannot see has no facts and cannot be released."""
    wanted = list(dict.fromkeys(parts))
    items = ItemRows.load({part.item for part in wanted}, actor)
    persons = PersonRows.load(items.subjects(), recipient, purpose, request, actor)
    to = recipient_facts(recipient, on)
    facts: dict[Part, Facts] = {}
    for part in wanted:
        row = items.rows.get(part.item)
        if row is None:
            continue
        of_item: ItemFacts = item_facts(items, row, part.material, persons)
        people = ()
        if of_item.kind is ItemKind.CLOSED_SOURCE and row.subject is not None:
            people = person_facts(persons, row.subject, items.age(row), on)
        facts[part] = Facts(on=on, purpose=purpose, recipient=to, item=of_item, persons=people)
    consents = {pk: [agreed] for pk, row in items.rows.items() if (agreed := _agreed(persons, row.subject))}
    return Gathered(facts, consents)


def facts_for(
    parts: Iterable[Part], *, recipient: Recipient, purpose: Purpose, on: date, request: UUID | None, actor: Any
) -> Mapping[Part, Facts]:
    return gather(parts, recipient=recipient, purpose=purpose, on=on, request=request, actor=actor).facts


def _agreed(persons: PersonRows, subject: UUID | None) -> dict[str, Any] | None:
    return snapshot(persons, subject) if subject else None
