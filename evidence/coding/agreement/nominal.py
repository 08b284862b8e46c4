"""Agreement on units that are given: one value of each coder for each unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

RELY, TENTATIVE = 0.8, 0.667  # Krippendorff's reading of alpha


@dataclass(frozen=True)
class Cells:
    """Two coders, each unit with the code or without: how many units of each kind."""

    both: int = 0
    first: int = 0
    second: int = 0
    neither: int = 0

    def __add__(self, other: Cells) -> Cells:
        return Cells(
            self.both + other.both,
            self.first + other.first,
            self.second + other.second,
            self.neither + other.neither,
        )

    @property
    def units(self) -> int:
        return self.both + self.first + self.second + self.neither

    @property
    def with_code(self) -> int:
        """By either coder."""
        return self.both + self.first + self.second

    @property
    def observed(self) -> float | None:
        return (self.both + self.neither) / self.units if self.units else None

    @property
    def positive(self) -> float | None:
        """Of what either found, how much both did; uncoded text has no part in it."""
        found = 2 * self.both + self.first + self.second
        return 2 * self.both / found if found else None

    @property
    def kappa(self) -> float | None:
        """Cohen's. In whole numbers up to the last step, so that "expected = 1" is seen exactly."""
        units = self.units
        by_first, by_second = self.both + self.first, self.both + self.second
        expected = by_first * by_second + (units - by_first) * (units - by_second)
        if units == 0 or expected == units * units:
            return None
        return ((self.both + self.neither) * units - expected) / (units * units - expected)

    @property
    def alpha(self) -> float | None:
        """Krippendorff's, nominal, of these two."""
        differing = self.first + self.second
        coded, uncoded = 2 * self.both + differing, 2 * self.neither + differing
        if not coded or not uncoded:
            return None
        return 1 - (2 * self.units - 1) * differing / (coded * uncoded)


def cells(first: Iterable[bool], second: Iterable[bool]) -> Cells:
    counted = Counter(zip(map(bool, first), map(bool, second), strict=True))
    return Cells(counted[True, True], counted[True, False], counted[False, True], counted[False, False])


def alpha(units: Iterable[Sequence[Hashable | None]]) -> float | None:
    """Krippendorff's nominal alpha of any number of coders. `None` stands where a coder said nothing.

    A unit that fewer than two coders valued cannot agree or differ: it is left out.
    """
    agreeing = 0.0
    totals: Counter[Hashable] = Counter()
    for unit in units:
        values = Counter(value for value in unit if value is not None)
        number = values.total()
        if number < 2:
            continue
        totals.update(values)
        agreeing += sum(count * (count - 1) for count in values.values()) / (number - 1)
    everything = totals.total()
    expected = everything**2 - sum(count**2 for count in totals.values())
    if not expected:
        return None
    return 1 - (everything - 1) * (everything - agreeing) / expected


def reading(value: float | None) -> str:
    """What a value of alpha is good for: rely, tentative, below; nothing where it is not defined."""
    if value is None:
        return ""
    return "rely" if value >= RELY else "tentative" if value >= TENTATIVE else "below"
