"""What verification can find wrong: one type for each kind, collected, none stops the search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Damage:
    sentence: ClassVar[Any]

    def __str__(self) -> str:
        return str(self.sentence) % self.__dict__


@dataclass(frozen=True)
class LeafUnreadable(Damage):
    event: UUID
    sentence = _("Event %(event)s: its bytes are not a leaf of this ledger.")


@dataclass(frozen=True)
class ColumnsDiffer(Damage):
    event: UUID
    fields: str
    sentence = _("Event %(event)s: the row says something else than its leaf (%(fields)s).")


@dataclass(frozen=True)
class DetailDiffers(Damage):
    event: UUID
    sentence = _("Event %(event)s: its detail is not the one it was recorded with.")


@dataclass(frozen=True)
class DetailMissing(Damage):
    event: UUID
    sentence = _("Event %(event)s: its detail is gone, and no erasure is on record.")


@dataclass(frozen=True)
class LeafHashDiffers(Damage):
    event: UUID
    position: int
    sentence = _("Position %(position)s: event %(event)s is not the one that was sealed here.")


@dataclass(frozen=True)
class EventMissing(Damage):
    position: int
    sentence = _("Position %(position)s: the event that was sealed here is gone.")


@dataclass(frozen=True)
class PositionsMissing(Damage):
    first: int
    last: int
    sentence = _("Positions %(first)s to %(last)s are gone.")


@dataclass(frozen=True)
class DatedBack(Damage):
    event: UUID
    position: int
    seconds: int
    sentence = _(
        "Position %(position)s: event %(event)s is dated %(seconds)s seconds before events that were sealed earlier."
    )


@dataclass(frozen=True)
class NeverSealed(Damage):
    event: UUID
    seconds: int
    sentence = _("Event %(event)s has waited %(seconds)s seconds for its position.")


@dataclass(frozen=True)
class RootDiffers(Damage):
    size: int
    sentence = _("The first %(size)s events are not those of the checkpoint signed over them.")


@dataclass(frozen=True)
class TreeTooShort(Damage):
    size: int
    found: int
    sentence = _("A checkpoint was signed over %(size)s events; there are %(found)s.")


@dataclass(frozen=True)
class CheckpointDiffers(Damage):
    size: int
    sentence = _("The checkpoint over %(size)s events is not as it was signed.")


@dataclass(frozen=True)
class CheckpointMissing(Damage):
    size: int
    sentence = _("The checkpoint over %(size)s events was signed and is gone.")


@dataclass(frozen=True)
class HeadDiffers(Damage):
    size: int
    found: int
    sentence = _("The head of the tree (%(size)s events) is not what the %(found)s sealed events give.")


@dataclass(frozen=True)
class NodeDiffers(Damage):
    level: int
    index: int
    sentence = _("A stored node of the tree (level %(level)s, number %(index)s) is wrong or gone.")


@dataclass(frozen=True)
class HistoryDiffers(Damage):
    size: int
    sentence = _("The signer remembers other events among the first %(size)s than stand here.")


@dataclass(frozen=True)
class WallFallen(Damage):
    table: str
    what: str
    sentence = _("Table %(table)s is no longer append-only: %(what)s.")
