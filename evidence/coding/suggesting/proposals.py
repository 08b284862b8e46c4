"""All rules over one text: codes, dates, facilities, places, bodies, officials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from evidence.coding.suggesting.base import Proposal
from evidence.coding.suggesting.bodies import find_bodies, find_places
from evidence.coding.suggesting.codes import find_codes
from evidence.coding.suggesting.facilities import Facilities
from evidence.coding.suggesting.officials import find_officials
from evidence.coding.suggesting.spellings import find_named
from iapb.language.dates import find_dates

ENGINE, VERSION = "own rules", "4"


@dataclass(frozen=True)
class Register:
    """What is known by name, compiled once for a run."""

    facilities: Facilities
    places: dict[str, list[str]]  # key: spellings
    bodies: dict[str, list[str]]
    officials: dict[str, list[str]] = field(default_factory=dict)  # id: spellings
    more_facilities: dict[str, list[str]] = field(default_factory=dict)  # id: spellings; entries people have made


def propose(
    text: str, taken: date, register: Register, interviewer: list[tuple[int, int]] | None = None
) -> list[Proposal]:
    """In the order of the text. Nothing here is a statement: a person accepts, changes or refuses."""
    facilities = register.facilities.find(text)
    facilities += free_of(find_named("facility", text, register.more_facilities), facilities)
    found: list[Proposal] = [*find_codes(text, interviewer), *_dates(text, taken), *facilities]
    found += free_of(find_places(text, register.places), facilities)
    found += free_of(find_bodies(text, register.bodies), facilities)
    officials = find_named("official", text, register.officials)
    found += [*officials, *free_of(find_officials(text), officials)]
    return sorted(found, key=lambda one: (one.start, one.end, one.kind, one.value))


def _dates(text: str, taken: date) -> Iterable[Proposal]:
    for one in find_dates(text, taken):
        value = one.earliest.isoformat()
        if one.latest != one.earliest:
            value += f"/{one.latest.isoformat()}"
        yield Proposal("date", one.start, one.end, value, one.reason, text[one.start : one.end], (), one.precision)


def free_of(found: Iterable[Proposal], taken: list[Proposal]) -> Iterable[Proposal]:
    """What shares no word with what another rule names already: a body that is a place of detention there."""
    return (one for one in found if all(one.end <= other.start or one.start >= other.end for other in taken))
