"""Gaps between times in detention, and where they overlap. Only what the dates bear; nothing here reads the database.

A period is surely running from the last day it can have begun to the first day it can have ended, and perhaps from
the first to the last. An estimated date makes nothing sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from evidence.coding.timeline.entries import Entry
from evidence.dates import FuzzyDate, Precision

DAY = timedelta(days=1)
MOST = 100  # overlaps told; a page with more of them helps nobody


@dataclass(frozen=True)
class Gap:
    """Days between two periods of which nothing is told: at least and at most so many."""

    before: Entry
    after: Entry
    least: int
    most: int
    open: bool = False  # when the earlier one ended is unknown: how long the gap is cannot be said

    @property
    def sure(self) -> bool:
        return self.least > 0

    @property
    def words(self) -> str:
        """How long it is, as far as the dates tell."""
        if self.open:
            return _("When the earlier one ended is unknown: the time between cannot be told.")
        numbers = {"least": self.least, "most": self.most}
        if self.least == self.most:
            return _("Days of which nothing is told: %(least)d.") % numbers
        if self.sure:
            return _("Days of which nothing is told: %(least)d to %(most)d.") % numbers
        return _("Perhaps days of which nothing is told: up to %(most)d.") % numbers


@dataclass(frozen=True)
class Overlap:
    one: Entry
    other: Entry
    sure: bool
    same_place: bool

    @property
    def in_two_places(self) -> bool:
        return self.sure and not self.same_place


def precise(when: FuzzyDate) -> bool:
    return when.known and when.precision != Precision.ESTIMATED


def surely(period: Entry) -> tuple[date, date] | None:
    """The days on which it was surely running."""
    began, ended = period.dates
    if not (precise(began) and precise(ended)) or began.latest > ended.earliest:
        return None
    return began.latest, ended.earliest


def of_witness(entries: Iterable[Entry]) -> list[Entry]:
    """The witness's own times in detention that have a date, in order."""
    own = [one for one in entries if one.kind == "detention" and one.fact.person == "witness" and one.known]
    return sorted(own, key=lambda one: one.in_order)


def gaps(periods: Sequence[Entry]) -> list[Gap]:
    """Between a period with a known beginning and everything that may have begun before it."""
    found: list[Gap | None] = []
    before = _Before()
    for after in sorted(periods, key=lambda one: (one.known[0].latest, one.in_order)):
        if after.dates[0].known:
            found.append(_after_open(before, after) if before.still else _between(before, after))
        before.add(after)
    return [gap for gap in found if gap]


@dataclass
class _Before:
    """What came before a period: which reached furthest, until when surely, and the first whose end is unknown."""

    furthest: tuple[Entry, FuzzyDate] | None = None
    surely: date = date.min
    still: Entry | None = None

    def add(self, period: Entry) -> None:
        ended = period.dates[1]
        if not ended.known:
            self.still = self.still or period
            return
        self.surely = max(self.surely, ended.earliest)
        if self.furthest is None or _reach(ended) > _reach(self.furthest[1]):
            self.furthest = period, ended


def _reach(ended: FuzzyDate) -> tuple[date, date]:
    return ended.latest, ended.earliest


def _between(before: _Before, after: Entry) -> Gap | None:
    if before.furthest is None:
        return None
    began, (furthest, reached) = after.dates[0], before.furthest
    least = (began.earliest - reached.latest - DAY).days
    most = (began.latest - before.surely - DAY).days
    return Gap(furthest, after, max(least, 0), most) if most > 0 else None


def _after_open(before: _Before, after: Entry) -> Gap | None:
    """Whether it was still running nobody told. None where another period reaches the beginning of the next."""
    began, still = after.dates[0], before.still
    assert still and still.earliest and still.latest
    if before.surely >= began.latest - DAY or still.latest >= began.earliest - DAY:
        return None
    return Gap(still, after, 0, (began.latest - still.earliest - DAY).days, open=True)


def overlaps(periods: Sequence[Entry]) -> list[Overlap]:
    """Of more than the one day on which a person is taken from one place to another."""
    found: list[Overlap] = []
    sure_of = {id(one): surely(one) for one in periods}
    for one, other in meeting(periods):
        if not _share(_perhaps(one), _perhaps(other)):
            continue
        sure = _share(sure_of[id(one)], sure_of[id(other)])
        same = one.fact.facility_id == other.fact.facility_id
        if same and one.item.pk == other.item.pk and not sure:
            continue
        found.append(Overlap(one, other, sure, same))
    found.sort(key=lambda overlap: (not overlap.in_two_places, not overlap.sure))
    return found


def meeting(periods: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Pairs that may have run on one day at least, the earlier one first. Those far apart are never held together."""
    ordered = sorted(periods, key=lambda one: one.earliest)
    for number, one in enumerate(ordered):
        for other in islice(ordered, number + 1, None):
            if other.earliest > one.latest:
                break
            yield one, other


def _perhaps(period: Entry) -> tuple[date, date]:
    return period.earliest, period.latest


def _share(one: Any, other: Any) -> bool:
    return bool(one and other) and max(one[0], other[0]) < min(one[1], other[1])
