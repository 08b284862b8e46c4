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

from consent.facts import Facts, ItemFacts, ItemKind, Material, PersonFacts, Purpose
from consent.gathering.items import ItemRows, item_facts
from consent.gathering.persons import PersonRows, person_facts, snapshot
from consent.gathering.recipients import recipient_facts
from consent.models import Recipient
from evidence.models import Item

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
        if of_item.kind is ItemKind.CLOSED_SOURCE:
            people = _people(items, row, persons, on)
        facts[part] = Facts(on=on, purpose=purpose, recipient=to, item=of_item, persons=people)
    agreed = {pk: _agreed(persons, items.heard[pk]) for pk in items.rows}
    return Gathered(facts, {pk: found for pk, found in agreed.items() if found})


def facts_for(
    parts: Iterable[Part], *, recipient: Recipient, purpose: Purpose, on: date, request: UUID | None, actor: Any
) -> Mapping[Part, Facts]:
    return gather(parts, recipient=recipient, purpose=purpose, on=on, request=request, actor=actor).facts


def _people(items: ItemRows, row: Item, persons: PersonRows, on: date) -> tuple[PersonFacts, ...]:
    """Everybody who was heard, or nobody: of joint material no witness may be left out of the question."""
    heard = items.heard[row.pk]
    people = [one for subject in heard for one in person_facts(persons, subject, items.age(row, subject), on)]
    return tuple(people) if len(people) == len(heard) else ()


def _agreed(persons: PersonRows, heard: list[UUID]) -> list[dict[str, Any]]:
    return [agreed for subject in heard if (agreed := snapshot(persons, subject))]
