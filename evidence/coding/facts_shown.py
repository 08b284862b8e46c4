"""The facts of an item as the panel shows them, read in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from evidence.coding.models import Act, Departure, DetentionPeriod, FactSupport, Incident, Involvement
from evidence.models import Item, Official
from evidence.models.registers import open_to
from iapb.access.rights import Actor, rights_of


@dataclass
class Shown:
    fact: Any
    supports: list[FactSupport] = field(default_factory=list)
    acts: list[Shown] = field(default_factory=list)
    people: list[Shown] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.fact.kind


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
    def standing(model: Any, *related: str) -> list[Any]:
        found = model.objects.visible_to(actor).filter(item=item, retracted_at=None)
        return list(found.select_related("author", *related))

    incidents = standing(Incident, "context", "place", "facility")
    acts = standing(Act, "code", "instrument", "provision")
    people = standing(Involvement, "official", "body", "body_kind")
    detentions = standing(DetentionPeriod, "facility")
    departures = standing(Departure, "crossing", "entered")
    supports = _supports(item, actor)
    shown_acts = _shown(acts, supports)
    shown_people = _shown(people, supports)
    for act in shown_acts:
        act.people = [p for p in shown_people if p.fact.act_id == act.fact.pk]
    shown_incidents = _shown(incidents, supports)
    for incident in shown_incidents:
        incident.acts = [a for a in shown_acts if a.fact.incident_id == incident.fact.pk]
        incident.people = [p for p in shown_people if p.fact.incident_id == incident.fact.pk and p.fact.act_id is None]
    return ItemFacts(
        shown_incidents,
        _shown(detentions, supports),
        _shown(departures, supports),
        _officials(supports),
        register_open=open_to(rights_of(actor)),
    )


def _supports(item: Item, actor: Actor) -> list[FactSupport]:
    """Supports of this item's facts, and the officials its tags name."""
    found = FactSupport.objects.visible_to(actor).filter(item=item, removed_at=None, tag__retracted_at=None)
    return list(found.select_related("tag", "tag__code", "official"))


def _shown(facts: Iterable[Any], supports: list[FactSupport]) -> list[Shown]:
    by_fact: dict[Any, list[FactSupport]] = defaultdict(list)
    for support in supports:
        for name in ("incident_id", "act_id", "involvement_id", "detention_id", "departure_id"):
            if getattr(support, name):
                by_fact[getattr(support, name)].append(support)
    return [Shown(fact, by_fact[fact.pk]) for fact in facts]


def _officials(supports: list[FactSupport]) -> list[tuple[Official, list[FactSupport]]]:
    found: dict[Any, tuple[Official, list[FactSupport]]] = {}
    for support in supports:
        if support.official:  # none where the row is not for this reader
            found.setdefault(support.official_id, (support.official, []))[1].append(support)
    return list(found.values())
