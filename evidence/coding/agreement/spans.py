"""Agreement on words that each coder chose: spans of a text, end exclusive."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

ENOUGH = 0.5  # of what two spans cover together, they share at least this
_WORD = re.compile(r"\S+")


class Span(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True)
class Match:
    """One-to-one: no span answers for two."""

    pairs: int
    first: int
    second: int

    def __add__(self, other: Match) -> Match:
        return Match(self.pairs + other.pairs, self.first + other.first, self.second + other.second)

    @property
    def f1(self) -> float | None:
        spans = self.first + self.second
        return 2 * self.pairs / spans if spans else None


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Without the spaces at its ends; None if nothing else is in it."""
    words = text[start:end]
    if not words.strip():
        return None
    return Span(start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()))


def words(text: str, start: int = 0) -> list[Span]:
    return [Span(start + found.start(), start + found.end()) for found in _WORD.finditer(text)]


def touched(spans: Iterable[Span], units: Sequence[Span]) -> set[int]:
    """The numbers of the units, in order and apart from each other, that a span reaches into."""
    found: set[int] = set()
    for span in spans:
        number = bisect_right(units, span.start, key=lambda unit: unit.start) - 1
        if number < 0 or units[number].end <= span.start:
            number += 1
        while number < len(units) and units[number].start < span.end:
            found.add(number)
            number += 1
    return found


def present(spans: Iterable[Span], units: Sequence[Span]) -> list[bool]:
    found = touched(spans, units)
    return [number in found for number in range(len(units))]


def merged(spans: Iterable[Span]) -> list[Span]:
    """What they cover, as spans that do not overlap. Spans that only touch stay two."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def match(first: Iterable[Span], second: Iterable[Span], *, exact: bool = False) -> Match:
    """As many pairs as can be made. The same span twice from one coder counts once."""
    ours, theirs = sorted(set(first)), sorted(set(second))
    if exact:
        return Match(len(set(ours) & set(theirs)), len(ours), len(theirs))
    candidates = [[number for number, other in enumerate(theirs) if _alike(one, other)] for one in ours]
    taken: dict[int, int] = {}
    pairs = sum(_paired(number, candidates, taken, set()) for number in range(len(ours)))
    return Match(pairs, len(ours), len(theirs))


def _alike(one: Span, other: Span) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > 0 and shared >= ENOUGH * (max(one.end, other.end) - min(one.start, other.start))


def _paired(number: int, candidates: list[list[int]], taken: dict[int, int], tried: set[int]) -> bool:
    """Finds a partner, moving others to another of theirs where that makes room."""
    for other in candidates[number]:
        if other in tried:
            continue
        tried.add(other)
        if other not in taken or _paired(taken[other], candidates, taken, tried):
            taken[other] = number
            return True
    return False
