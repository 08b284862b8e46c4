"""All figures of one code over the texts that two people have coded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from evidence.coding.agreement.intervals import Interval, intervals
from evidence.coding.agreement.nominal import Cells
from evidence.coding.agreement.spans import Match, Span, match, merged, touched
from evidence.coding.agreement.unitised import unitised_alpha

FEWEST = 30  # passages with the code; below, counts alone are told


@dataclass(frozen=True)
class Coding:
    """What one coder left on a text: spans of each code, without the spaces at their ends."""

    spans: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    # Passages, by their number, in which a code stands on the translation.
    elsewhere: Mapping[str, Collection[int]] = field(default_factory=dict)

    @property
    def codes(self) -> set[str]:
        return {*self.spans, *self.elsewhere}

    def of(self, members: Collection[str]) -> list[Span]:
        return [span for code in members for span in self.spans.get(code, ())]

    def passages(self, members: Collection[str], units: Sequence[Span]) -> set[int]:
        found = touched(self.of(members), units)
        return found.union(*(self.elsewhere.get(code, ()) for code in members))


@dataclass(frozen=True)
class Coded:
    """A text and the passages of it that both were asked to code; what they coded elsewhere is not compared."""

    units: Sequence[Span]
    first: Coding
    second: Coding

    @cached_property
    def codes(self) -> set[str]:
        return self.first.codes | self.second.codes

    @cached_property
    def coded_units(self) -> list[Span]:
        """Passages on which either put any code at all."""
        found = set().union(*(coding.passages(coding.codes, self.units) for coding in (self.first, self.second)))
        return [self.units[number] for number in sorted(found)]

    @cached_property
    def offsets(self) -> list[int]:
        """Where each of the coded passages starts once they stand one after another; at last, where they end."""
        return list(accumulate((unit.end - unit.start for unit in self.coded_units), initial=0))

    def cells(self, members: Collection[str]) -> Cells:
        ours, theirs = (coding.passages(members, self.units) for coding in (self.first, self.second))
        either = len(ours | theirs)
        return Cells(len(ours & theirs), len(ours - theirs), len(theirs - ours), len(self.units) - either)


@dataclass(frozen=True)
class Figures:
    code: str
    texts: int
    counted: Cells
    exact: Match
    overlapping: Match
    unitised: float | None

    @property
    def enough(self) -> bool:
        return self.counted.with_code >= FEWEST

    @cached_property
    def intervals(self) -> dict[str, Interval | None]:
        return intervals(self.counted)


def figures(texts: Iterable[Coded], code: str, members: Collection[str] = ()) -> Figures:
    """`members`: codes that count as `code`, when that is a branch of the tree; a leaf counts for itself."""
    counted, exact, overlapping, number = Cells(), Match(0, 0, 0), Match(0, 0, 0), 0
    continuum = _Continuum()
    members = frozenset(members or (code,))
    for text in texts:
        number += 1
        here = members & text.codes
        if not here:
            counted += Cells(neither=len(text.units))
            continuum.add(text, (), ())
            continue
        counted += text.cells(here)
        ours, theirs = (_inside(coding.of(here), text.units) for coding in (text.first, text.second))
        exact += match(ours, theirs, exact=True)
        overlapping += match(ours, theirs)
        continuum.add(text, ours, theirs)
    return Figures(code, number, counted, exact, overlapping, continuum.alpha)


def _inside(spans: Iterable[Span], units: Sequence[Span]) -> list[Span]:
    return [span for span in spans if touched([span], units)]


class _Continuum:
    """The coded passages of all texts one after another: the stretches that neither coded do not swamp the rest."""

    def __init__(self) -> None:
        self.length = 0
        self.spans: tuple[list[Span], list[Span]] = ([], [])

    def add(self, text: Coded, first: Sequence[Span], second: Sequence[Span]) -> None:
        for kept, spans in zip(self.spans, (first, second), strict=True):
            kept += [placed for span in merged(spans) if (placed := _placed(span, text, self.length))]
        self.length += text.offsets[-1]

    @property
    def alpha(self) -> float | None:
        return unitised_alpha(self.spans, self.length) if self.length else None


def _placed(span: Span, text: Coded, before: int) -> Span | None:
    """Where it lies once the units stand one after another, without what is between them."""
    units, numbers = text.coded_units, touched([span], text.coded_units)
    if not numbers:
        return None
    first, last = min(numbers), max(numbers)
    start = before + text.offsets[first] + max(span.start - units[first].start, 0)
    return Span(start, before + text.offsets[last] + min(span.end, units[last].end) - units[last].start)
