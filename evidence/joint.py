"""Who else gave joint material, and keys for each of them (docs/decisions/joint-interviews.md)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from evidence.models import Item, JointSubject
from iapb.accounts.models import Person
from iapb.custody import sharing
from iapb.custody.models import StoredFile


def subjects(item: Item, by: Person) -> list[UUID]:
    """Every witness of the item, its own first."""
    return subjects_of([item], by)[item.pk]


def subjects_of(items: Iterable[Item], by: Person) -> dict[UUID, list[UUID]]:
    """One query, however many items, and none where all have one witness. Items of no witness have an empty list."""
    several = list(items)
    found = {item.pk: [item.subject] if item.subject else [] for item in several}
    together = [item.pk for item in several if item.joint]
    if not together:
        return found
    rows = JointSubject.objects.visible_to(by).filter(item__within=together)
    for pk, subject in rows.values_list("item", "subject"):
        if subject not in found[pk]:
            found[pk].append(subject)
    return found


def share(file: StoredFile, item: Item, by: Person) -> None:
    """Within the transaction that links the file: each witness's key opens it, and the last one left still does."""
    if item.subject is not None:
        sharing.share(file, owner=item.subject, subjects=subjects(item, by))
