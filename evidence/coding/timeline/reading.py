"""Every fact of a witness that the reader sees, from all accounts, in a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from evidence import subjects
from evidence.coding.models import (
    FACT_KINDS,
    Act,
    Departure,
    DetentionPeriod,
    Fact,
    FactSupport,
    Harm,
    Incident,
    Intervention,
    Involvement,
)
from evidence.coding.timeline.differing import Differing, differing
from evidence.coding.timeline.entries import Entry, Support, place_on_strip
from evidence.coding.timeline.periods import MOST, Gap, Overlap, gaps, of_witness, overlaps
from evidence.models import Item, JointSubject
from iapb.access.rights import Actor

# What else belongs to an incident, and where it stands in what it belongs to.
_LISTS = {Involvement: "people", Harm: "harms", Intervention: "interventions"}
_NAMED = {Involvement: ("official", "body", "body_kind"), Harm: ("code",)}


class Year(NamedTuple):
    number: int
    entries: list[Entry]


@dataclass
class Timeline:
    subject: UUID
    code: str
    items: list[Item]
    entries: list[Entry] = field(default_factory=list)  # dated, in order
    undated: list[Entry] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)
    differing: list[Differing] = field(default_factory=list)
    more_overlaps: int = 0
    more_differing: int = 0

    @property
    def number(self) -> int:
        return len(self.entries) + len(self.undated)

    @property
    def years(self) -> list[Year]:
        found: dict[int, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            found[entry.in_order[0].year].append(entry)
        return [Year(number, entries) for number, entries in found.items()]

    @property
    def all(self) -> list[Entry]:
        return [*self.entries, *self.undated]


def items_of(subject: UUID, actor: Actor) -> list[Item]:
    """The witness's own, and what was given together with others."""
    together = JointSubject.objects.visible_to(actor).filter(subject=subject).values("item")
    items = Item.objects.visible_to(actor).filter(Q(subject=subject) | Q(pk__in=together))
    return list(items.order_by("reference"))


def timeline_of(subject: UUID, code: str, actor: Actor) -> Timeline:
    found = Timeline(subject, code, items_of(subject, actor))
    if not found.items:
        return found
    entries = _entries(found.items, actor)
    found.entries = sorted((one for one in entries if one.known), key=lambda one: one.in_order)
    found.undated = [one for one in entries if not one.known]
    periods = of_witness(entries)
    every = overlaps(periods)
    unlike = differing(found.entries, periods, every)
    found.gaps = gaps(periods)
    found.overlaps, found.more_overlaps = every[:MOST], max(len(every) - MOST, 0)
    found.differing, found.more_differing = unlike[:MOST], max(len(unlike) - MOST, 0)
    place_on_strip(found.entries)
    return found


def _entries(items: list[Item], actor: Actor) -> list[Entry]:
    """Incidents with all that belongs to them, times in detention, departures."""
    by_item = {item.pk: item for item in items}

    def standing(model: Any, *related: str, **more: Any) -> list[Entry]:
        rows = model.objects.visible_to(actor).filter(item__within=list(by_item), retracted_at=None).annotate(**more)
        return [Entry(row, by_item[row.item_id]) for row in rows.select_related(*related)]

    incidents = standing(Incident, "context", "place__parent", "facility")
    seen = subjects.pseudonyms("seen_with", actor)
    detentions = standing(DetentionPeriod, "facility__place__parent", seen=seen)
    others = [*detentions, *standing(Departure, "crossing", "entered")]
    complete([*incidents, *others], actor, Involvement, Harm, Intervention)
    alone = [part for incident in incidents for part in incident.parts_alone]
    return [*incidents, *alone, *others]


def complete(entries: list[Entry], actor: Actor, *belonging: type[Fact]) -> None:
    """Gives incidents their acts and what else is `belonging` to them, and each fact the words it stands on."""
    incidents = {one.fact.pk: one for one in entries if one.kind == "incident"}

    def parts(model: Any, *related: str) -> list[Entry]:
        rows = model.objects.visible_to(actor).filter(incident__within=list(incidents), retracted_at=None)
        rows = rows.select_related(*related) if related else rows  # without a name it would follow every one
        return [Entry(row, (above := incidents[row.incident_id]).item, within=above) for row in rows]

    acts = {one.fact.pk: one for one in parts(Act, "code", "instrument", "provision")}
    for act in acts.values():
        act.within.acts.append(act)
    found = [part for model in belonging for part in parts(model, *_NAMED.get(model, ())) if _placed(part, acts)]
    every = {one.fact.pk: one for one in (*entries, *acts.values(), *found)}
    for pk, supports in _supports(every, actor).items():
        every[pk].supports = supports


def _placed(part: Entry, acts: dict[UUID, Entry]) -> bool:
    """Under its act or its incident. A part whose act this reader may not see is not for them either."""
    act = getattr(part.fact, "act_id", None)
    above = acts.get(act) if act else part.within
    if above:
        getattr(above, _LISTS[type(part.fact)]).append(part)
    return above is not None


def _supports(facts: Iterable[UUID], actor: Actor) -> dict[UUID, list[Support]]:
    wanted = list(facts)
    of_these = Q()
    for name in FACT_KINDS.values():
        of_these |= Q(**{f"{name}__within": wanted})
    rows = FactSupport.objects.visible_to(actor).filter(of_these, removed_at=None, tag__retracted_at=None)
    rows = rows.select_related("tag__code", "tag__text", "tag__segment", "tag__file")
    rows = rows.defer("tag__segment__content")
    found: dict[UUID, list[Support]] = defaultdict(list)
    for row in rows:
        fact = next(pk for name in FACT_KINDS.values() if (pk := getattr(row, f"{name}_id")))
        if row.tag.text_id is None or row.tag.segment is not None:
            found[fact].append(Support(row))
    return found
