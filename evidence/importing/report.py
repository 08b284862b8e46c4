"""What a run tells at its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

OUTCOMES = ("read", "created", "same", "differs", "erased", "refused")


@dataclass(frozen=True)
class Line:
    """One row that did not simply go through."""

    table: str
    row: int
    outcome: str
    columns: tuple[str, ...] = ()
    sentence: Any = ""


@dataclass
class Report:
    run: UUID
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        """The separate count finds what the run says it made, and every row read has one outcome."""
        return all(
            one["created"] == one["recounted"] and one["read"] == sum(one[name] for name in OUTCOMES[1:])
            for one in self.counts.values()
        )

    def count(self, kind: str, outcome: str) -> None:
        self.counts[kind][outcome] += 1
