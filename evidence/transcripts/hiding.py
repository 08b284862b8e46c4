"""The witness's own name does not rest in what is being typed (docs/decisions/names-in-texts.md).

Saving comes every few seconds, and each look at the sealed name is told to the ledger: so the patterns made of it are
kept for some minutes in the process that needs them, for this person and this item alone.
"""

from __future__ import annotations

import time
from uuid import UUID

from django.db import transaction

from evidence import joint, own_names
from evidence.models import Item
from evidence.own_names import OwnName, replaced
from iapb.accounts.models import Person

KEPT_SECONDS = 600
MOST = 200
Names = tuple[OwnName, ...]
_kept: dict[tuple[UUID, UUID], tuple[float, Names]] = {}


def names_of(item: Item, by: Person) -> Names:
    """Of every witness of the item."""
    known = _kept.get((item.pk, by.pk))
    if known and known[0] > time.monotonic():
        return known[1]
    names = asked_anew(item, by)
    # Only once the ledger has it for certain.
    transaction.on_commit(lambda: _keep((item.pk, by.pk), names))
    return names


def asked_anew(item: Item, by: Person) -> Names:
    """For what is frozen: a name that was corrected a minute ago counts."""
    found = (own_names.of_subject(subject, by) for subject in joint.subjects(item, by))
    return tuple(name for name in found if name)


def hidden(text: str, names: Names) -> str:
    for name in names:
        text = replaced(text, name.spans(text), name.code)
    return text


def _keep(key: tuple[UUID, UUID], names: Names) -> None:
    if len(_kept) >= MOST:
        _kept.clear()
    _kept[key] = (time.monotonic() + KEPT_SECONDS, names)
