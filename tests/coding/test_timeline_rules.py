"""Gaps, overlaps and differences: what the dates bear, and no more. No database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import combinations
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from evidence.coding.timeline.differing import ELSEWHERE, OTHER_DAYS, TWO_DEPARTURES, TWO_PLACES, differing
from evidence.coding.timeline.entries import Entry, place_on_strip
from evidence.coding.timeline.periods import DAY, Gap, gaps, meeting, of_witness, overlaps
from evidence.dates import FuzzyDate

ONE, OTHER = SimpleNamespace(pk=1, joint=False), SimpleNamespace(pk=2, joint=False)
MINSK = SimpleNamespace(pk="minsk", kind="capital_city", parent=None)
DISTRICT = SimpleNamespace(pk="maskouski", kind="district", parent=MINSK)
HRODNA = SimpleNamespace(pk="hrodna", kind="city", parent=None)


def period(since: str = "", until: str = "", place: str = "a", item: Any = ONE, **more: Any) -> Entry:
    town = more.pop("town", DISTRICT)
    estimated = more.pop("estimated", False)
    fact = SimpleNamespace(
        pk=uuid4(), kind="detention", person=more.pop("person", "witness"), facility_id=place,
        facility=SimpleNamespace(pk=place, place=town), began=FuzzyDate.parse(since, estimated=estimated),
        ended=FuzzyDate.parse(until),
    )  # fmt: skip
    return Entry(fact, item)


def incident(
    when: str, place: Any = None, facility: str | None = None, knowledge: str = "saw", item: Any = ONE
) -> Entry:
    fact = SimpleNamespace(pk=uuid4(), kind="incident", when=FuzzyDate.parse(when), place=place, facility_id=facility,
                           facility=facility)  # fmt: skip
    act = SimpleNamespace(pk=uuid4(), kind="act", when=FuzzyDate(), knowledge=knowledge, victim="other")
    entry = Entry(fact, item)
    entry.acts = [Entry(act, item, within=entry)]
    return entry


def departure(when: str, item: Any = ONE) -> Entry:
    return Entry(SimpleNamespace(pk=uuid4(), kind="departure", person="witness", when=FuzzyDate.parse(when)), item)


def told(*entries: Entry) -> list[str]:
    periods = of_witness(entries)
    ordered = sorted((one for one in entries if one.known), key=lambda one: one.in_order)
    return [one.why for one in differing(ordered, periods, overlaps(periods))]


@pytest.mark.parametrize(
    ("first", "second", "least", "most"),
    [
        (("2020-08-09", "2020-08-12"), ("2020-08-20", "2020-08-25"), 7, 7),
        (("2020-08-09", "2020-08-12"), ("2020-08", "2020-09-25"), 0, 18),
        (("2020-08-09", "2020-08"), ("2020-10", "2020-11"), 30, 90),
    ],
)
def test_gap_when_dates_bear_it_then_at_least_and_at_most(first: Any, second: Any, least: int, most: int) -> None:
    found = gaps(of_witness([period(*first), period(*second)]))
    assert [(one.least, one.most, one.sure) for one in found] == [(least, most, least > 0)]


def test_gap_when_taken_from_one_place_to_another_then_none() -> None:
    same_day = [period("2020-08-09", "2020-08-12"), period("2020-08-12", "2020-08-20", "b")]
    next_day = [period("2020-08-09", "2020-08-12"), period("2020-08-13", "2020-08-20", "b")]
    assert gaps(of_witness(same_day)) == gaps(of_witness(next_day)) == []
    assert overlaps(of_witness(same_day)) == []


def test_gap_when_the_end_is_unknown_then_it_says_so_and_no_number() -> None:
    found = gaps(of_witness([period("2020-08-09"), period("2020-09-01", "2020-09-09")]))
    assert [one.open for one in found] == [True] and "unknown" in found[0].words


def test_gap_when_another_persons_time_or_no_date_then_not_counted() -> None:
    every = [period("2020-08-09", "2020-08-12", person="other"), period(), period("2020-09-01", "2020-09-09")]
    assert gaps(of_witness(every)) == []


def test_overlap_when_days_are_sure_then_sure_and_of_a_month_or_an_estimate_perhaps() -> None:
    first = period("2020-08-09", "2020-08-20")
    for second, sure in (
        (period("2020-08-12", "2020-08-25", "b"), True),
        (period("2020-08", "2020-09-25", "b"), False),
        (period("2020-08-12", "2020-08-25", "b", estimated=True), False),
    ):
        assert [one.sure for one in overlaps(of_witness([first, second]))] == [sure]


def test_differing_when_in_two_places_at_once_then_told_and_only_where_sure() -> None:
    first = period("2020-08-09", "2020-08-20")
    assert told(first, period("2020-08-12", "2020-08-25", "b")) == [TWO_PLACES]
    assert told(first, period("2020-08", "2020-09-25", "b")) == []


def test_differing_when_two_accounts_give_other_days_then_told_and_within_one_account_not() -> None:
    first = period("2020-08-09", "2020-08-20")
    assert told(first, period("2020-08-11", "2020-08-20", item=OTHER)) == [OTHER_DAYS]
    assert told(first, period("2020-08-11", "2020-08-20")) == []
    # A month that holds the day does not contradict it.
    assert told(first, period("2020-08", "2020-08-20", item=OTHER)) == []


def test_differing_when_two_departures_of_two_accounts_then_told() -> None:
    assert told(departure("2020-09-01"), departure("2020-11-01", OTHER)) == [TWO_DEPARTURES]
    assert told(departure("2020-09-01"), departure("2020-09", OTHER)) == []


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (incident("2020-08-12", facility="b"), [ELSEWHERE]),
        (incident("2020-08-12", facility="a"), []),
        (incident("2020-08-12", place=HRODNA), [ELSEWHERE]),
        (incident("2020-08-12", place=MINSK), []),  # the town of the district the facility stands in
        (incident("2020-08-09", facility="b"), []),  # the day of arrival
        (incident("2020-08", facility="b"), []),  # no day
        (incident("2020-08-12", facility="b", knowledge="told_by_other"), []),  # was not there
    ],
)
def test_differing_when_something_happened_elsewhere_then_told_only_where_the_witness_was_there(
    what: Entry, expected: list[str]
) -> None:
    assert told(period("2020-08-09", "2020-08-20"), what) == expected


def test_order_when_a_year_a_month_and_a_day_begin_together_then_the_least_sure_first() -> None:
    year, month, day, later = incident("2020"), incident("2020-01"), incident("2020-01-01"), incident("2020-01-02")
    found = sorted([later, day, month, year], key=lambda one: one.in_order)
    assert found == [year, month, day, later]
    assert [len(one.told) for one in found] == [1, 1, 0, 0]


def test_strip_when_a_day_and_a_year_then_as_long_as_they_are_inexact() -> None:
    day, year = incident("2020-07-01"), incident("2020")
    place_on_strip([day, year])
    assert year.place_on_strip == (0, 1000) and day.place_on_strip[1] < 10 and 490 < day.place_on_strip[0] < 510


DAYS = [f"2020-{month:02}-{day:02}" for month in (8, 9, 10) for day in (1, 5, 9, 20, 28)]
DATES = [*DAYS, "2020-08", "2020-10", "2020", ""]


def any_periods(random: Random) -> list[Entry]:
    found = []
    while len(found) < 12:
        since, until = random.choice(DATES), random.choice(DATES)
        if (since or until) and not (since and until and until < since):
            found.append(period(since, until, random.choice("ab"), random.choice((ONE, OTHER))))
    return of_witness(found)


@pytest.mark.parametrize("seed", range(20))
def test_periods_when_many_then_as_if_each_were_held_against_each(seed: int) -> None:
    periods = any_periods(Random(seed))
    pairs = [pair for pair in combinations(periods, 2) if overlapping(*pair)]
    assert {frozenset(map(id, (one.one, one.other))) for one in overlaps(periods)} == {
        frozenset(map(id, pair)) for pair in pairs
    }
    assert gaps(periods) == [gap for gap in map(gap_before(periods), in_order_of_gaps(periods)) if gap]


def overlapping(one: Entry, other: Entry) -> bool:
    """Whether these two alone overlap, by the same rule."""
    return bool(overlaps([one, other]))


def in_order_of_gaps(periods: list[Entry]) -> list[Entry]:
    return sorted(periods, key=lambda one: (one.known[0].latest, one.in_order))


def gap_before(periods: list[Entry]) -> Callable[[Entry], Gap | None]:
    """The gap before one period, from everything that came before it."""

    def before(after: Entry) -> Gap | None:
        ordered = in_order_of_gaps(periods)
        earlier, began = ordered[: ordered.index(after)], after.dates[0]
        ends = [(one, one.dates[1]) for one in earlier if one.dates[1].known]
        still = next((one for one in earlier if not one.dates[1].known), None)
        if not earlier or not began.known:
            return None
        if still:
            reached = [still.latest, *(end.earliest for _one, end in ends if end.earliest >= began.latest - DAY)]
            if len(reached) > 1 or still.latest >= began.earliest - DAY:
                return None
            return Gap(still, after, 0, (began.latest - still.earliest - DAY).days, open=True)
        least = min((began.earliest - end.latest - DAY).days for _one, end in ends)
        most = min((began.latest - end.earliest - DAY).days for _one, end in ends)
        last = max(ends, key=lambda pair: (pair[1].latest, pair[1].earliest))[0]
        return Gap(last, after, max(least, 0), most) if most > 0 else None

    return before


def test_periods_when_one_follows_another_then_none_is_held_against_those_long_gone() -> None:
    day = date(2001, 1, 1)
    follow = [period(str(day + 9 * n * DAY), str(day + (9 * n + 5) * DAY), "ab"[n % 2], (ONE, OTHER)[n % 2])
              for n in range(300)]  # fmt: skip
    assert list(meeting(follow)) == []
    assert len(gaps(of_witness(follow))) == 299
