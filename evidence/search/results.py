"""Asks the one search function, and counts what it found by name."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import TextField, Value

from evidence.models import Facility, Item, Official, Place, StateBody
from evidence.search import facets
from evidence.search.passages_shown import Found, codes_by_id, read_back
from evidence.search.query import Query
from iapb.access.rights import Actor

PAGE = 20
LANGUAGES = ("ru", "be", "en")
FACETS_SHOWN = 12


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


def search(
    query: Query,
    filters: dict[str, Any],
    actor: Actor,
    *,
    offset: int = 0,
    limit: int = PAGE,
    counted: bool = True,
) -> Results:
    """`filters`: codes, facility, place, official, body (ids), since, until (dates), language, older, and values of
    registered facets under their names. Words are sought in the newest layer that says them, unless `older`; codes
    and facts wherever they stand. `counted`: with the facets, which cost more than the passages."""
    upper = counted and bool(facets.registered())
    answer = _ask(query, _narrow(query, filters, actor), limit, offset, upper, counted)
    codes = codes_by_id()
    numbers = {UUID(item): number for item, number in answer["items"].items()}
    return Results(
        answer["total"],
        answer["witnesses"],
        read_back(answer["passages"], codes, query, filters.get("codes") or (), actor),
        _label(answer["facets"], {code.code: code.label for code in codes.values() if code.current}, actor),
        _registered(numbers, actor) if counted else [],
    )


def items_found(query: Query, actor: Actor, limit: int) -> list[UUID]:
    """Of the first `limit` passages of any layer; nothing of their words is read."""
    found = {row["item"]: None for row in _ask(query, {"older": "1"}, limit, 0, False, False)["passages"]}
    return list(Item.objects.visible_to(actor).filter(pk__within=list(found)).values_list("pk", flat=True))


def _ask(query: Query, narrowed: dict[str, Any], limit: int, offset: int, items: bool, counted: bool) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select search_passages(%s, %s::jsonb, %s::text[], %s, %s, %s, %s)::text",
            [query.tsquery, json.dumps(narrowed), list(query.lemmas), limit, offset, items, counted],
        )
        return json.loads(cursor.fetchone()[0])


def _narrow(query: Query, filters: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """Filters as the function reads them; those of upper apps become the items they admit."""
    own = ("codes", "facility", "place", "official", "body", "since", "until", "language", "older")
    plain = {name: _plain(filters[name]) for name in own if filters.get(name)}
    wanted = {facet.name: filters[facet.name] for facet in facets.registered() if filters.get(facet.name)}
    if not wanted:
        return plain
    ids = [UUID(item) for item in _ask(query, plain, 0, 0, True, False)["items"]]
    for facet in facets.registered():
        if facet.name in wanted:
            values = facet.values(ids, actor)
            ids = [pk for pk in ids if str(wanted[facet.name]) in {value for value, _ in values.get(pk, [])}]
    return {**plain, "items": [str(pk) for pk in ids]}


def _plain(value: Any) -> Any:
    return [str(one) for one in value] if isinstance(value, list | tuple) else str(getattr(value, "pk", value))


def _label(
    counted: dict[str, dict[str, int] | None], codes: dict[str, Any], actor: Actor
) -> dict[str, list[FacetValue]]:
    """Names for what the function counted; an entry the actor may not read has no line."""
    names: dict[str, dict[str, Any]] = {"language": {one: one for one in LANGUAGES}}
    if counted.get("code"):
        names["code"] = codes
    for name, pk, label in _entries(counted, actor):
        names.setdefault(name, {})[str(pk)] = label
    return {name: _largest(counted.get(name) or {}, labels) for name, labels in names.items()}


def _entries(counted: dict[str, dict[str, int] | None], actor: Actor) -> Iterable[tuple[str, UUID, str]]:
    """Of the registers, in one statement."""
    parts = [
        entries.filter(pk__within=list(counted[name] or ()))
        .order_by()
        .annotate(register=Value(name, TextField()))
        .values_list("register", "pk", "label")
        for name, entries in (
            ("facility", Facility.objects.all()),
            ("place", Place.objects.all()),
            ("body", StateBody.objects.all()),
            ("official", Official.objects.visible_to(actor)),
        )
        if counted.get(name)
    ]
    return parts[0].union(*parts[1:], all=True) if parts else ()


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
