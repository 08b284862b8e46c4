"""Asks the one search function, and reads what it found back through the door."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Left

from evidence.coding.models import Code, Tag
from evidence.models import Facility, Item, Official, Place, Segment, SegmentSource, StateBody
from evidence.search import facets
from evidence.search.query import Query
from iapb.access.rights import Actor

PAGE = 20
LANGUAGES = ("ru", "be", "en")
FACETS_SHOWN = 12
QUOTED = 80  # characters of a tag's words
SHOWN = ("text_id", "number", "content", "start", "start_ms", "language", "text__language")  # of a segment

Spans = dict[UUID, tuple[int, int]]  # text -> from where to where


@dataclass(frozen=True)
class Chunk:
    text: str
    hit: bool = False


@dataclass
class Line:
    """A segment as it is shown: its words, with what answered marked."""

    segment: Segment
    language: str
    chunks: list[Chunk]


@dataclass(frozen=True)
class Tagged:
    """A code of the passage, and the first words that carry it."""

    code: Code
    exact: str


@dataclass
class Found:
    item: Item
    text: UUID
    start: int
    end: int
    inflected: frozenset[str] = frozenset()  # words of it that stand under a base form that was sought
    original: list[Line] = field(default_factory=list)
    translation: list[Line] = field(default_factory=list)
    tags: list[Tagged] = field(default_factory=list)  # each code once

    @property
    def at(self) -> Line:
        """Where the workbench opens: at the first line that answers, in the original if it does."""
        marked = [line for line in self.original if any(chunk.hit for chunk in line.chunks)]
        return (marked or self.original)[0]

    @property
    def span(self) -> str:
        segment = self.at.segment
        return f"{segment.start}-{segment.start + len(segment.content)}"


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: Any
    number: int


@dataclass(frozen=True)
class Results:
    total: int = 0
    witnesses: int = 0
    passages: list[Found] = field(default_factory=list)
    facets: dict[str, list[FacetValue]] = field(default_factory=dict)
    more_facets: list[tuple[facets.Facet, list[FacetValue]]] = field(default_factory=list)


def search(query: Query, filters: dict[str, Any], actor: Actor, *, offset: int = 0, limit: int = PAGE) -> Results:
    """`filters`: codes, facility, place, official, body (ids), since, until (dates), language, and values of
    registered facets under their names."""
    narrowed = _narrow(query, filters, actor)
    with connection.cursor() as cursor:
        cursor.execute(
            "select search_passages(%s, %s::jsonb, %s::text[], %s, %s, %s, true)",
            [query.tsquery, json.dumps(narrowed), list(query.lemmas), limit, offset, bool(facets.registered())],
        )
        answer = json.loads(cursor.fetchone()[0])
    codes = {code.pk: code for code in Code.objects.annotate(current=F("framework__current")).defer("definition")}
    items = Item.objects.visible_to(actor).in_bulk([UUID(row["item"]) for row in answer["passages"]])
    numbers = {UUID(item): number for item, number in answer["items"].items()}
    return Results(
        answer["total"],
        answer["witnesses"],
        _read_back(answer["passages"], items, codes, query, actor),
        _label(answer["facets"], codes.values(), actor),
        _registered(numbers, actor),
    )


def _narrow(query: Query, filters: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """Filters as the function reads them; those of upper apps become the items they admit."""
    own = ("codes", "facility", "place", "official", "body", "since", "until", "language")
    plain = {name: _plain(filters[name]) for name in own if filters.get(name)}
    wanted = {facet.name: filters[facet.name] for facet in facets.registered() if filters.get(facet.name)}
    if not wanted:
        return plain
    with connection.cursor() as cursor:
        cursor.execute(
            "select search_passages(%s, %s::jsonb, '{}', 0, 0, true, false)->'items'",
            [query.tsquery, json.dumps(plain)],
        )
        ids = [UUID(item) for item in json.loads(cursor.fetchone()[0])]
    for facet in facets.registered():
        if facet.name in wanted:
            values = facet.values(ids, actor)
            ids = [pk for pk in ids if str(wanted[facet.name]) in {value for value, _ in values.get(pk, [])}]
    return {**plain, "items": [str(pk) for pk in ids]}


def _plain(value: Any) -> Any:
    return [str(one) for one in value] if isinstance(value, list | tuple) else str(getattr(value, "pk", value))


def _read_back(
    rows: list[dict[str, Any]], items: dict[UUID, Item], codes: dict[UUID, Code], query: Query, actor: Actor
) -> list[Found]:
    found = [
        Found(items[UUID(row["item"])], UUID(row["text"]), row["start"], row["end"], frozenset(row["inflected"]))
        for row in rows
        if UUID(row["item"]) in items
    ]
    if not found:
        return []
    where = Q(pk__in=[])
    for one in found:
        where |= Q(text=one.text, start__gte=one.start, start__lt=one.end)
    opened = Segment.objects.visible_to(actor).filter(where)
    segments = list(opened.select_related("text").only(*SHOWN).order_by("text", "number"))
    renderings = _renderings(segments, actor)
    spans = []
    for one in found:
        inside = [s for s in segments if s.text_id == one.text and one.start <= s.start < one.end]
        one.original = [_line(segment, query, one) for segment in inside]
        rendered = {t.pk: t for segment in inside for t in renderings[segment.pk]}
        one.translation = [_line(s, query, one) for s in sorted(rendered.values(), key=lambda s: s.number)]
        spans.append({one.text: (one.start, one.end)} | _extent(rendered.values()))
    for one, tags in zip(found, _tags(spans, codes, actor), strict=True):
        one.tags = tags
    return [one for one in found if one.original]


def _renderings(segments: Iterable[Segment], actor: Actor) -> dict[UUID, list[Segment]]:
    """The translated segments of each, of one translation: a person's before a machine's, the newest first."""
    links = SegmentSource.objects.visible_to(actor).filter(source__in=[s.pk for s in segments])
    by_text: dict[Any, dict[UUID, list[Segment]]] = defaultdict(lambda: defaultdict(list))
    texts = {}
    shown = [f"segment__{name}" for name in (*SHOWN, "text__maker", "text__created_at")]
    for link in links.select_related("segment__text").only("source_id", *shown):
        texts[link.segment.text_id] = link.segment.text
        by_text[link.segment.text_id][link.source_id].append(link.segment)
    best: dict[UUID, list[Segment]] = defaultdict(list)
    for text in sorted(texts.values(), key=lambda text: (text.maker == "human", text.created_at)):
        best.update(by_text[text.pk])
    return best


def _tags(spans: list[Spans], codes: dict[UUID, Code], actor: Actor) -> list[list[Tagged]]:
    """Of each passage its codes, each once. Rows and not models: a page may stand on a thousand tags."""
    where = Q(pk__in=[])
    for layers in spans:
        for text, (start, end) in layers.items():
            where |= Q(text=text, start__lt=end, end__gt=start)
    tags = Tag.objects.visible_to(actor).filter(where, retracted_at=None).annotate(words=Left("exact", QUOTED))
    of_text: dict[UUID, list[tuple[int, int, UUID, str]]] = defaultdict(list)
    for text, *row in tags.values_list("text", "start", "end", "code", "words"):
        of_text[text].append(tuple(row))
    passages = []
    for layers in spans:
        first: dict[UUID, str] = {}
        for text, (begin, stop) in layers.items():
            for start, end, code, exact in of_text[text]:
                if start < stop and begin < end:
                    first.setdefault(code, exact)
        passages.append([Tagged(codes[code], exact) for code, exact in first.items()])
    return passages


def _extent(segments: Iterable[Segment]) -> Spans:
    spans: Spans = {}
    for segment in segments:
        start, end = spans.get(segment.text_id, (segment.start, 0))
        spans[segment.text_id] = (min(start, segment.start), max(end, segment.start + len(segment.content)))
    return spans


def _line(segment: Segment, query: Query, found: Found) -> Line:
    language = segment.language or segment.text.language
    chunks, at = [], 0
    for start, end in query.hits(segment.content, found.inflected):
        if start > at:
            chunks.append(Chunk(segment.content[at:start]))
        chunks.append(Chunk(segment.content[start:end], hit=True))
        at = end
    if at < len(segment.content):
        chunks.append(Chunk(segment.content[at:]))
    return Line(segment, language, chunks)


def _label(
    counted: dict[str, dict[str, int] | None], codes: Iterable[Code], actor: Actor
) -> dict[str, list[FacetValue]]:
    """Names for the ids the function counted; an entry the actor may not read has no line."""
    names: dict[str, dict[str, Any]] = {"language": {language: language for language in LANGUAGES}}
    if counted.get("code"):
        names["code"] = {code.code: code.label for code in codes if code.current}
    for name, entries in (
        ("facility", Facility.objects.all()),
        ("place", Place.objects.all()),
        ("body", StateBody.objects.all()),
        ("official", Official.objects.visible_to(actor)),
    ):
        if counted.get(name):
            names[name] = {str(e.pk): str(e) for e in entries.filter(pk__in=counted[name])}
    return {name: _largest(counted.get(name) or {}, labels) for name, labels in names.items()}


def _largest(counted: dict[str, int], labels: dict[str, Any]) -> list[FacetValue]:
    values = [FacetValue(value, labels[value], n) for value, n in counted.items() if value in labels]
    return sorted(values, key=lambda one: (-one.number, str(one.label)))[:FACETS_SHOWN]


def _registered(numbers: dict[UUID, int], actor: Actor) -> list[tuple[facets.Facet, list[FacetValue]]]:
    shown = []
    for facet in facets.registered():
        counted: dict[str, int] = defaultdict(int)
        labels: dict[str, Any] = {}
        for item, values in facet.values(list(numbers), actor).items():
            for value, label in values:
                counted[value] += numbers.get(item, 0)
                labels[value] = label
        if counted:
            shown.append((facet, _largest(counted, labels)))
    return shown
