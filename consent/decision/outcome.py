"""What a decision says: an outcome, every reason for it, what must go with the item."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from uuid import UUID

from consent.facts import Purpose


class Outcome(IntEnum):
    """Ordered: the greater, the stricter."""

    ALLOW = 0
    REDACT = 1
    HOLD = 2
    ESCALATE = 3
    DENY = 4


class Caveat(StrEnum):
    """What the entry and the covering letter must say if the item leaves."""

    NO_ONWARD_SHARING = "no_onward_sharing"


@dataclass(frozen=True)
class Finding:
    """What one row of the table found."""

    outcome: Outcome
    code: str
    unknown: str | None = None  # name of the fact nobody has recorded yet
    person: UUID | None = None  # whose facts were read; the opaque id, never a name
    purpose: Purpose | None = None  # row 7: what was asked for and not granted
    caveat: Caveat | None = None


@dataclass(frozen=True)
class Reason:
    """A finding with its place: the row of the table, and the item it was read on.

    For an analytic product the item may be one of the sources it quotes. Row 0
    is the last line of the table: no fact speaks for a release.
    """

    row: int
    outcome: Outcome
    code: str
    unknown: str | None
    person: UUID | None
    item: UUID
    purpose: Purpose | None = None


@dataclass(frozen=True)
class Decision:
    outcome: Outcome
    reasons: tuple[Reason, ...]
    caveats: frozenset[Caveat]

    @property
    def unknowns(self) -> tuple[str, ...]:
        """Facts to ask for on the page, each once, in the order of the table."""
        return tuple(dict.fromkeys(r.unknown for r in self.reasons if r.unknown))
