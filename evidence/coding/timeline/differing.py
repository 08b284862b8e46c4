"""Where accounts of one witness do not fit together, side by side, for a person to look at. A difference is no lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence.coding.models import Act
from evidence.coding.timeline.entries import Entry
from evidence.coding.timeline.periods import Overlap, meeting, surely
from evidence.dates import FuzzyDate, Precision
from evidence.models import Place

PRESENT = {Act.Knowledge.EXPERIENCED, Act.Knowledge.SAW}
TOWNS = {Place.Kind.CAPITAL, Place.Kind.CITY, Place.Kind.TOWN, Place.Kind.SETTLEMENT}


@dataclass(frozen=True)
class Differing:
    why: Any
    one: Entry
    other: Entry


TWO_PLACES = _("In detention at two places at the same time.")
OTHER_DAYS = _("Two accounts of the same detention give different days.")
TWO_DEPARTURES = _("Two accounts tell of a departure on different days: two departures, or one told differently.")
ELSEWHERE = _("Something the witness was present at happened elsewhere while the witness was in detention.")


def differing(entries: Sequence[Entry], periods: Sequence[Entry], found: Iterable[Overlap]) -> list[Differing]:
    """`periods`: the witness's own times in detention; `found`: their overlaps."""
    known = [one for one in entries if one.known]
    return [
        *(Differing(TWO_PLACES, one.one, one.other) for one in found if one.in_two_places),
        *_other_days(periods),
        *_departures(known),
        *_elsewhere(known, periods),
    ]


def _other_days(periods: Sequence[Entry]) -> Iterator[Differing]:
    for one, other in meeting(periods):
        same = one.fact.facility_id == other.fact.facility_id and one.item.pk != other.item.pk
        if same and any(_apart(*pair) for pair in zip(one.dates, other.dates, strict=True)):
            yield Differing(OTHER_DAYS, one, other)


def _departures(known: Sequence[Entry]) -> Iterator[Differing]:
    own = [one for one in known if one.kind == "departure" and one.fact.person == "witness"]
    for one, other in combinations(own, 2):
        if one.item.pk != other.item.pk and _apart(one.dates[0], other.dates[0]):
            yield Differing(TWO_DEPARTURES, one, other)


def _elsewhere(known: Sequence[Entry], periods: Sequence[Entry]) -> Iterator[Differing]:
    """On a day that is known, strictly within a time in detention that is known: not the day of arrival or release."""
    held = [(one, sure) for one in periods if (sure := surely(one))]
    for entry in known:
        day = entry.dates[0]
        if entry.kind != "incident" or day.precision != Precision.EXACT or day.earliest != day.latest:
            continue
        if not _witness_was_there(entry):
            continue
        for period, sure in held:
            if sure[0] < day.earliest < sure[1] and _other_place(entry.fact, period.fact):
                yield Differing(ELSEWHERE, entry, period)


def _apart(one: FuzzyDate, other: FuzzyDate) -> bool:
    return one.known and other.known and (one.latest < other.earliest or other.latest < one.earliest)


def _witness_was_there(incident: Entry) -> bool:
    """Only what is stated: an act that the witness experienced or saw, or suffered."""
    return any(act.fact.knowledge in PRESENT or act.fact.victim == "witness" for act in incident.acts)


def _other_place(incident: Any, detention: Any) -> bool:
    """Two facilities, or two towns; a street and its town do not differ."""
    if incident.facility_id:
        return bool(incident.facility_id != detention.facility_id)
    here, there = _town(incident.place), _town(detention.facility.place)
    return bool(here and there and here.pk != there.pk)


def _town(place: Place | None) -> Place | None:
    """The place itself, or the town of which it is a district."""
    if place is None or place.kind in TOWNS:
        return place
    return place.parent if place.parent and place.parent.kind in TOWNS else None
