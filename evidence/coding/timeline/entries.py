"""One dated fact as the timeline shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evidence.coding.models import FactSupport
from evidence.dates import FuzzyDate, Precision
from evidence.models import Item

KINDS: dict[str, Any] = {
    "incident": _("Incident"),
    "act": _("Act"),
    "detention": _("Detention"),
    "departure": _("Departure"),
    "harm": _("Harm"),
    "intervention": _("Intervention"),
}
# What is beside a date so that nobody reads more into it; a day needs nothing.
TOLD: dict[str, Any] = {
    Precision.MONTH: _("the month is known, not the day"),
    Precision.YEAR: _("the year is known, no more"),
    Precision.ESTIMATED: _("estimated"),
}
SCALE = 1000  # the strip beside a date is so many units long


@dataclass(frozen=True)
class Support:
    """Words, or a part of a file, that a fact stands on."""

    row: FactSupport

    @property
    def quoted(self) -> str:
        return self.row.tag.quoted

    @property
    def category(self) -> str:
        return self.row.tag.code.category

    def address(self, page: str) -> str:
        """Where it stands: in the text as `page` (the workbench, or reading) shows it, or beside its file."""
        tag = self.row.tag
        if tag.text_id is None:
            return reverse("view_file", args=[tag.file.file_id])
        side = "s" if tag.text.source_id is None else "t"
        place = f"text={tag.text_id}&in={tag.text_id}&at={tag.start}-{tag.end}#{side}-{tag.segment.number}"
        return f"{reverse(page, args=[tag.item_id])}?{place}"


@dataclass
class Entry:
    fact: Any
    item: Item
    supports: list[Support] = field(default_factory=list)
    acts: list[Entry] = field(default_factory=list)  # of an incident
    people: list[Entry] = field(default_factory=list)  # involvements
    harms: list[Entry] = field(default_factory=list)  # of an incident, or of an act
    interventions: list[Entry] = field(default_factory=list)  # of an incident
    within: Entry | None = None  # the incident of a part of it
    place_on_strip: tuple[int, int] | None = None  # start and width

    @property
    def kind(self) -> str:
        return self.fact.kind

    @property
    def kind_name(self) -> Any:
        return KINDS[self.kind]

    @cached_property
    def dates(self) -> tuple[FuzzyDate, ...]:
        """One date, or a beginning and an end; a harm has none of its own."""
        fact = self.fact
        if self.kind == "harm":
            return ()
        return (fact.began, fact.ended) if self.kind == "detention" else (fact.when,)

    @cached_property
    def known(self) -> list[FuzzyDate]:
        return [one for one in self.dates if one.known]

    @cached_property
    def earliest(self) -> date | None:
        return min((one.earliest for one in self.known), default=None)

    @cached_property
    def latest(self) -> date | None:
        return max((one.latest for one in self.known), default=None)

    @property
    def acts_here(self) -> list[Entry]:
        """Acts told with the incident; one that has a date of its own stands where it belongs."""
        return [one for one in self.acts if not one.stands_alone]

    @property
    def interventions_here(self) -> list[Entry]:
        return [one for one in self.interventions if not one.stands_alone]

    @property
    def parts_alone(self) -> list[Entry]:
        """What is told with the incident and has a date of its own."""
        return [one for one in (*self.acts, *self.interventions) if one.stands_alone]

    @property
    def stands_alone(self) -> bool:
        return self.within is not None and bool(self.known) and self.dates != self.within.dates

    @cached_property
    def in_order(self) -> tuple[date, int, str]:
        """By the first day it can mean; of the same one, what is less sure first: the year, the month, the day."""
        first = self.known[0]
        return first.earliest, -(first.latest - first.earliest).days, str(self.fact.pk)

    @property
    def told(self) -> list[Any]:
        """How exact the dates are, in words."""
        return list(dict.fromkeys(TOLD[one.precision] for one in self.known if one.precision in TOLD))

    @property
    def half_known(self) -> bool:
        return 0 < len(self.known) < len(self.dates)

    @property
    def where(self) -> Any:
        """The facility or the place, where one is stated."""
        fact = self.fact
        if self.kind == "act":
            return self.within.where if self.within else None
        if self.kind in ("harm", "intervention"):
            return None
        if self.kind == "departure":
            return fact.crossing
        return fact.facility or getattr(fact, "place", None)

    @property
    def seen(self) -> list[str]:
        """Pseudonyms of co-detainees, where they were read along."""
        return getattr(self.fact, "seen", [])

    @property
    def joint(self) -> bool:
        return self.item.joint

    @property
    def roughness(self) -> str:
        """For the look of the strip: the coarsest of its dates."""
        found = {one.precision for one in self.known}
        coarse = (Precision.ESTIMATED, Precision.YEAR, Precision.MONTH)
        return next((str(one) for one in coarse if one in found), str(Precision.EXACT))


def place_on_strip(entries: list[Entry]) -> None:
    """Each entry's stretch between the first and the last day of all."""
    known = [one for one in entries if one.earliest]
    if not known:
        return
    first = min(one.earliest for one in known)
    days = max((max(one.latest for one in known) - first).days, 1)
    for one in known:
        start = (one.earliest - first).days * SCALE // days
        width = max((one.latest - one.earliest).days * SCALE // days, 6)
        one.place_on_strip = (min(start, SCALE - 6), min(width, SCALE - min(start, SCALE - 6)))
