"""Where two codings of one layer differ. Pure: it knows spans and codes, no rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from evidence.coding.agreement import Span

FIRST, SECOND = 0, 1
ALIKE = 0.5  # of what two spans cover together: then one is read as the other with another code


@dataclass(frozen=True, order=True)
class Mark:
    """A tag as it is compared: without the spaces at its ends."""

    text: UUID
    start: int
    end: int
    code: str
    side: int
    tag: UUID

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def place(self) -> tuple[UUID, int, int]:
        return self.text, self.start, self.end


class Kind(StrEnum):
    MISSING = "missing"  # one coder has it, the other has nothing like it
    CODE = "code"  # the same words, or nearly, under another code
    BOUNDS = "bounds"  # the same code on other words


@dataclass(frozen=True)
class Difference:
    kind: Kind
    marks: tuple[Mark, ...]

    def of(self, side: int) -> list[Mark]:
        return [mark for mark in self.marks if mark.side == side]

    @property
    def start(self) -> int:
        return min(mark.start for mark in self.marks)

    @property
    def end(self) -> int:
        return max(mark.end for mark in self.marks)

    @property
    def key(self) -> str:
        """The same for the same tags: what a page sends back."""
        return min(self.marks).tag.hex


@dataclass(frozen=True)
class Compared:
    agreed: list[tuple[Mark, ...]]  # the same code on the same words by both
    differences: list[Difference]


def compare(marks: Iterable[Mark]) -> Compared:
    agreed, left = _agreed(sorted(marks))
    differences: list[Difference] = []
    for kind, alike in ((Kind.BOUNDS, _same_code), (Kind.CODE, _same_words)):
        left = _take_out(kind, left, alike, differences)
    differences += [Difference(Kind.MISSING, (mark,)) for mark in left]
    return Compared(agreed, sorted(differences, key=lambda one: min(one.marks)))


def _agreed(marks: Sequence[Mark]) -> tuple[list[tuple[Mark, ...]], list[Mark]]:
    by_place: dict[tuple[object, ...], list[Mark]] = {}
    for mark in marks:
        by_place.setdefault((*mark.place, mark.code), []).append(mark)
    agreed, left = [], []
    for found in by_place.values():
        if {mark.side for mark in found} == {FIRST, SECOND}:
            agreed.append(tuple(found))
        else:
            left += found
    return agreed, left


def _take_out(
    kind: Kind, marks: list[Mark], alike: Callable[[Mark, Mark], bool], found: list[Difference]
) -> list[Mark]:
    """Groups of both coders' marks that hang together become differences of this kind; the rest is left."""
    groups = _hanging_together(marks, alike)
    found += [Difference(kind, tuple(sorted(group))) for group in groups if len({mark.side for mark in group}) == 2]
    return sorted(mark for group in groups if len({mark.side for mark in group}) < 2 for mark in group)


def _hanging_together(marks: list[Mark], alike: Callable[[Mark, Mark], bool]) -> list[list[Mark]]:
    groups: list[list[Mark]] = []
    for mark in marks:
        joined = [group for group in groups if any(one.side != mark.side and alike(one, mark) for one in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([mark, *(one for group in joined for one in group)])
    return groups


def _shared(one: Mark, other: Mark) -> int:
    return min(one.end, other.end) - max(one.start, other.start) if one.text == other.text else 0


def _same_code(one: Mark, other: Mark) -> bool:
    return one.code == other.code and _shared(one, other) > 0


def _same_words(one: Mark, other: Mark) -> bool:
    together = max(one.end, other.end) - min(one.start, other.start)
    return _shared(one, other) > 0 and _shared(one, other) >= ALIKE * together
