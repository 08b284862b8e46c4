"""Every fact of a witness that the reader sees, from all accounts, in a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from evidence.coding.models import Act, Departure, DetentionPeriod, FactSupport, Incident, Involvement
from evidence.coding.timeline.differing import Differing, differing
from evidence.coding.timeline.entries import Entry, Support, place_on_strip
from evidence.coding.timeline.periods import MOST, Gap, Overlap, gaps, of_witness, overlaps
from evidence.models import Item, JointSubject
from iapb.access.rights import Actor

_SUPPORTED = ("incident", "act", "involvement", "detention", "departure")


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
    """Incidents with their acts and who took part, times in detention, departures."""
    by_item = {item.pk: item for item in items}

    def standing(model: Any, *related: str) -> list[Entry]:
        rows = model.objects.visible_to(actor).filter(item__within=list(by_item), retracted_at=None)
        return [Entry(row, by_item[row.item_id]) for row in rows.select_related(*related)]

    incidents = standing(Incident, "context", "place__parent", "facility")
    others = [*standing(DetentionPeriod, "facility__place__parent"), *standing(Departure, "crossing", "entered")]
    complete([*incidents, *others], actor)
    alone = [act for incident in incidents for act in incident.acts if act.stands_alone]
    return [*incidents, *alone, *others]


def complete(entries: list[Entry], actor: Actor) -> None:
    """Gives incidents their acts and who took part, and each fact the words it stands on."""
    incidents = {one.fact.pk: one for one in entries if one.kind == "incident"}

    def parts(model: Any, *related: str) -> dict[UUID, Entry]:
        rows = model.objects.visible_to(actor).filter(incident__within=list(incidents), retracted_at=None)
        rows = rows.select_related(*related)
        return {row.pk: Entry(row, incidents[row.incident_id].item) for row in rows}

    acts = parts(Act, "code", "instrument", "provision")
    people = parts(Involvement, "official", "body", "body_kind")
    for act in acts.values():
        act.within = incidents[act.fact.incident_id]
        act.within.acts.append(act)
    for person in people.values():
        of = acts.get(person.fact.act_id) or incidents[person.fact.incident_id]
        of.people.append(person)
    every = {one.fact.pk: one for one in (*entries, *acts.values(), *people.values())}
    for pk, supports in _supports(every, actor).items():
        every[pk].supports = supports


def _supports(facts: Iterable[UUID], actor: Actor) -> dict[UUID, list[Support]]:
    wanted = list(facts)
    of_these = Q()
    for name in _SUPPORTED:
        of_these |= Q(**{f"{name}__within": wanted})
    rows = FactSupport.objects.visible_to(actor).filter(of_these, removed_at=None, tag__retracted_at=None)
    rows = rows.select_related("tag__code", "tag__text", "tag__segment", "tag__file")
    rows = rows.defer("tag__segment__content")
    found: dict[UUID, list[Support]] = defaultdict(list)
    for row in rows:
        fact = next(pk for name in _SUPPORTED if (pk := getattr(row, f"{name}_id")))
        if row.tag.text_id is None or row.tag.segment is not None:
            found[fact].append(Support(row))
    return found
