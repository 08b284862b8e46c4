"""What waits for me: each app tells what of its own waits for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast

from iapb.accounts.models import Person


@dataclass(frozen=True)
class Waiting:
    group: Any  # heading, translatable
    title: Any
    detail: Any
    url: str
    due: datetime | None = None
    urgent: bool = False


Provider = Callable[[Person], Iterable[Waiting]]
_providers: list[Provider] = []


@dataclass(frozen=True)
class Rows:
    """Rows of an open queryset, told by an id and a few texts: those of all rooms are read in one statement."""

    query: Any
    columns: tuple[str, ...]  # the first is an id, the others are read as text
    tell: Callable[..., Waiting]
    most: int = 20


RowProvider = Callable[[Person], Iterable[Rows]]
_row_providers: list[RowProvider] = []
_TEXTS = 4


def register(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def register_rows(provider: RowProvider) -> None:
    if provider not in _row_providers:
        _row_providers.append(provider)


def of_rows(person: Person) -> Iterator[Waiting]:
    parts = [rows for provider in _row_providers for rows in provider(person)]
    queries = [_asked(rows, number) for number, rows in enumerate(parts)]
    if not queries:
        return
    found = queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]
    for number, pk, *texts in sorted(found, key=lambda row: row[0]):
        rows = parts[number]
        yield rows.tell(pk, *texts[: len(rows.columns) - 1])


def _asked(rows: Rows, number: int) -> Any:
    """As many columns of the same kinds as any other room's, by names that no model has."""
    key, *texts = rows.columns
    named: dict[str, Any] = {"_part": Value(number, models.IntegerField()), "_key": F(key)}
    for place in range(_TEXTS):
        column = F(texts[place]) if place < len(texts) else Value("")
        named[f"_text{place}"] = Cast(column, models.TextField())
    return rows.query.annotate(**named).values_list(*named)[: rows.most]


def for_person(person: Person) -> dict[str, list[Waiting]]:
    """Everything that waits, under its headings, the urgent and the soonest due first."""
    groups: dict[str, list[Waiting]] = {}
    for provider in (*_providers, of_rows):
        for entry in provider(person):
            groups.setdefault(str(entry.group), []).append(entry)
    for entries in groups.values():
        entries.sort(key=lambda entry: (not entry.urgent, entry.due is None, entry.due.timestamp() if entry.due else 0))
    return groups
