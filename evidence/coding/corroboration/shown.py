"""Pairs as the pages show them: both accounts, why they were put together, what was judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evidence import subjects
from evidence.coding.corroboration.pairs import Pair, pair_of
from evidence.coding.models import Code, DetentionPeriod, Incident, Involvement, Judgement
from evidence.coding.timeline.entries import Entry
from evidence.coding.timeline.reading import complete
from evidence.models import Official
from iapb.access.rights import Actor

NOBODY = UUID(int=0)


@dataclass
class Side:
    entry: Entry
    code: str  # of the witness; empty where the reader does not see it

    @property
    def fact(self) -> Any:
        return self.entry.fact


@dataclass
class Shown:
    pair: Pair
    sides: tuple[Side, ...]
    place: Any
    acts: list[Any]
    officials: list[Official]

    @property
    def why(self) -> list[str]:
        """The rule in words: place, time, acts, officials, each with its points."""
        pair = self.pair
        where = _("the same facility") if pair.facility else _("the same place")
        told = [f"{where}: {self.place} ({pair.place_points})", f"{self._time()} ({pair.time_points})"]
        if self.acts:
            told.append(_("the same acts: %(acts)s (1)") % {"acts": ", ".join(map(str, self.acts))})
        if self.pair.officials:
            names = ", ".join(map(str, self.officials))
            told.append(_("the same officials: %(names)s (1)") % {"names": names})
        return told

    def _time(self) -> str:
        pair, since, until = self.pair, self.pair.since, self.pair.until
        days = date_format(since, "DATE_FORMAT")
        if until != since:
            days = f"{days} – {date_format(until, 'DATE_FORMAT')}"
        if pair.time_points == 2:
            return _("both surely on the same days: %(days)s") % {"days": days}
        if pair.time_points == 1:
            return _("perhaps on the same days, dates known to the month or closer: %(days)s") % {"days": days}
        return _("perhaps at the same time, dates wide or estimated: %(days)s") % {"days": days}

    @property
    def flags(self) -> list[str]:
        """Why the two are not independent of each other, as far as that is on record."""
        pair, (one, other) = self.pair, self.sides
        told = [_("one interviewer led both")] if pair.same_interviewer else []
        if pair.heard_together:
            told.append(_("the two witnesses were heard together"))
        for side, by_others in ((one, pair.one_told), (other, pair.other_told)):
            if by_others:
                name = side.code or side.entry.item.reference
                told.append(_("%(witness)s was told of it by others, perhaps by this witness") % {"witness": name})
        return told


def shown(pairs: Sequence[Pair], actor: Actor) -> list[Shown]:
    """In a constant number of statements."""
    entries = facts_in([pk for pair in pairs for pk in (pair.one, pair.other)], actor)
    # Asked of nobody where there is no pair: the page asks the same of none as of many.
    codes = subjects.codes({entry.item.subject for entry in entries.values()} or {NOBODY}, actor)
    seen = [pair for pair in pairs if pair.one in entries and pair.other in entries]
    acts, officials = _acts(seen), _officials(seen, actor)
    return [_shown(pair, _sides((entries[pair.one], entries[pair.other]), codes), acts, officials) for pair in seen]


def facts_in(wanted: Iterable[UUID], actor: Actor) -> dict[UUID, Entry]:
    """Incidents and times in detention by their id. Whoever sees a fact sees its item."""
    ids = list(wanted)
    facts: list[Any] = []
    for model, related in (
        (Incident, ("context", "place", "facility__place")),
        (DetentionPeriod, ("facility__place",)),
    ):
        rows = model.objects.visible_to(actor).filter(pk__within=ids, retracted_at=None)
        facts += rows.select_related("item", *related)
    return {fact.pk: Entry(fact, fact.item) for fact in facts}


def _sides(entries: Iterable[Entry], codes: dict[UUID, str]) -> tuple[Side, ...]:
    return tuple(Side(entry, codes.get(entry.item.subject, "")) for entry in entries)  # type: ignore[arg-type]


def _shown(pair: Pair, sides: tuple[Side, ...], acts: dict[str, Code], officials: dict[UUID, Official]) -> Shown:
    return Shown(
        pair,
        sides,
        _place(pair, sides),
        [acts[code] for code in pair.acts if code in acts],
        [officials[pk] for pk in pair.officials if pk in officials],
    )


def _place(pair: Pair, sides: tuple[Side, ...]) -> Any:
    """The register's entry both accounts name."""
    facts = [side.fact for side in sides]
    if pair.facility:
        return facts[0].facility
    named = [getattr(fact, "place", None) for fact in facts]
    return next(place for place in (*named, *(fact.facility.place for fact in facts if fact.facility)) if place)


def _acts(pairs: Iterable[Pair]) -> dict[str, Code]:
    """Asked whether there is one or not, as of officials: so the page asks the same of any pairs."""
    wanted = [code for pair in pairs for code in pair.acts] or [""]
    # The current version last, so that its words stand.
    return {code.code: code for code in Code.objects.filter(code__in=wanted).order_by("framework__current")}


def _officials(pairs: Iterable[Pair], actor: Actor) -> dict[UUID, Official]:
    wanted = {pk for pair in pairs for pk in pair.officials}
    return {one.pk: one for one in Official.objects.visible_to(actor).filter(pk__within=wanted)}


@dataclass(frozen=True)
class Desk:
    """Two accounts side by side. `shown` is None where they do not meet, or no longer do."""

    sides: tuple[Side, ...]
    shown: Shown | None
    mine: Judgement | None
    others: list[Judgement]

    @property
    def stands(self) -> str:
        return self.shown.pair.stands if self.shown else ""


def desk_of(one: UUID, other: UUID, actor: Actor) -> Desk | None:
    """None where either fact does not exist for the actor, or is no account of a witness."""
    entries = sorted(facts_in([one, other], actor).values(), key=lambda entry: entry.fact.item_id)
    if len(entries) != 2 or not all(entry.item.subject for entry in entries):
        return None
    complete(entries, actor, Involvement)
    codes = subjects.codes({entry.item.subject for entry in entries}, actor)
    sides = _sides(entries, codes)
    pair = pair_of(entries[0].fact, entries[1].fact, actor)
    # The acts of both are read already, with their codes.
    acts = {act.fact.code.code: act.fact.code for entry in entries for act in entry.acts}
    told = _shown(pair, sides, acts, _officials([pair], actor)) if pair else None
    judged = _judgements(sides, actor)
    mine = next((row for row in judged if row.by_id == actor.pk), None)
    return Desk(sides, told, mine, [row for row in judged if row != mine])


def _judgements(sides: tuple[Side, ...], actor: Actor) -> list[Judgement]:
    """Standing ones, whoever's, the earliest first."""
    one, other = (side.fact for side in sides)
    rows = Judgement.objects.visible_to(actor).filter(item=one.item_id, other_item=other.item_id, superseded_at=None)
    return [row for row in rows.select_related("by") if (row.one, row.other) == (one.pk, other.pk)]
