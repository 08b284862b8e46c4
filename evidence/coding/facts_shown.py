"""The facts of an item as the panel shows them, read in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence import subjects
from evidence.coding.models import (
    FACT_KINDS,
    Act,
    Code,
    Departure,
    DetentionPeriod,
    FactSupport,
    Harm,
    Incident,
    Intervention,
    Involvement,
)
from evidence.models import Item, Official
from evidence.models.registers import open_to
from iapb.access.rights import Actor, rights_of

FACT_NAMES = {
    "incident": _("Incident"),
    "act": _("Act"),
    "involvement": _("Involvement"),
    "detention": _("Detention"),
    "departure": _("Departure"),
    "harm": _("Harm"),
    "intervention": _("Intervention"),
}


@dataclass
class Shown:
    fact: Any
    supports: list[FactSupport] = field(default_factory=list)
    acts: list[Shown] = field(default_factory=list)
    people: list[Shown] = field(default_factory=list)
    harms: list[Shown] = field(default_factory=list)
    interventions: list[Shown] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)  # of a departure, in words
    during: Shown | None = None  # of an act: the time in detention

    @property
    def kind(self) -> str:
        return self.fact.kind

    @property
    def name(self) -> str:
        """As a note on it is headed."""
        coded = getattr(self.fact, "context", None) or getattr(self.fact, "code", None)
        return str(coded.label if coded else FACT_NAMES[self.kind])


@dataclass(frozen=True)
class ItemFacts:
    incidents: list[Shown]
    detentions: list[Shown]
    departures: list[Shown]
    officials: list[tuple[Official, list[FactSupport]]]
    register_open: bool  # the register of officials, to whom the facts are shown

    @property
    def number(self) -> int:
        return len(self.incidents) + len(self.detentions) + len(self.departures)


def facts_of(item: Item, actor: Actor) -> ItemFacts:
    def standing(model: Any, *related: str, **more: Any) -> list[Any]:
        found = model.objects.visible_to(actor).filter(item=item, retracted_at=None).annotate(**more)
        return list(found.select_related("author", *related))

    incidents = standing(Incident, "context", "place", "facility")
    acts = standing(Act, "code", "instrument", "provision")
    people = standing(Involvement, "official", "body", "body_kind")
    harms = standing(Harm, "code")
    interventions = standing(Intervention)
    detentions = standing(DetentionPeriod, "facility", seen=subjects.pseudonyms("seen_with", actor))
    departures = standing(Departure, "crossing", "entered")
    supports = _supports(item, actor)
    shown_incidents = _shown(incidents, supports)
    shown_acts = _shown(acts, supports)
    shown_detentions = _shown(detentions, supports)
    above = {one.fact.pk: one for one in (*shown_incidents, *shown_acts)}
    for act in shown_acts:
        _under(above, act.fact.incident_id, "acts", act)
    _link(shown_acts, shown_detentions)
    for person in _shown(people, supports):
        _under(above, person.fact.act_id or person.fact.incident_id, "people", person)
    for harm in _shown(harms, supports):
        _under(above, harm.fact.act_id or harm.fact.incident_id, "harms", harm)
    for intervention in _shown(interventions, supports):
        _under(above, intervention.fact.incident_id, "interventions", intervention)
    shown_departures = _shown(departures, supports)
    _name_reasons(shown_departures)
    return ItemFacts(
        shown_incidents,
        shown_detentions,
        shown_departures,
        _officials(supports),
        register_open=open_to(rights_of(actor)),
    )


def _under(above: dict[Any, Shown], pk: Any, parts: str, shown: Shown) -> None:
    """A part whose act this reader may not see is not for them either."""
    if pk in above:
        getattr(above[pk], parts).append(shown)


def _link(acts: list[Shown], detentions: list[Shown]) -> None:
    """Acts with the times in detention in which they were done, each named beside the other."""
    held = {one.fact.pk: one for one in detentions}
    for act in acts:
        act.during = held.get(act.fact.detention_id)
        if act.during:
            act.during.acts.append(act)


def _name_reasons(departures: list[Shown]) -> None:
    wanted = {reason for one in departures for reason in one.fact.reasons}
    if not wanted:
        return
    codes = Code.objects.filter(framework__current=True, code__in=wanted)
    labels = {code.code: code.label for code in codes}
    for one in departures:
        one.reasons = [labels.get(reason, reason) for reason in one.fact.reasons]


def _supports(item: Item, actor: Actor) -> list[FactSupport]:
    """Supports of this item's facts, and the officials its tags name."""
    found = FactSupport.objects.visible_to(actor).filter(item=item, removed_at=None, tag__retracted_at=None)
    return list(found.select_related("tag__code", "tag__file", "official"))


def _shown(facts: Iterable[Any], supports: list[FactSupport]) -> list[Shown]:
    by_fact: dict[Any, list[FactSupport]] = defaultdict(list)
    for support in supports:
        for name in FACT_KINDS.values():
            if pk := getattr(support, f"{name}_id"):
                by_fact[pk].append(support)
    return [Shown(fact, by_fact[fact.pk]) for fact in facts]


def _officials(supports: list[FactSupport]) -> list[tuple[Official, list[FactSupport]]]:
    found: dict[Any, tuple[Official, list[FactSupport]]] = {}
    for support in supports:
        if support.official:  # none where the row is not for this reader
            found.setdefault(support.official_id, (support.official, []))[1].append(support)
    return list(found.values())
