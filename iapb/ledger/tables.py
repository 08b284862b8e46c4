"""Events as rows of a page: words for ids, a place in the tree, and where the next page begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from iapb.ledger import words
from iapb.ledger.models import Event, EventQuerySet

PAGE = 50
COUNTED = 10_000  # beyond this many a page says "more than"


@dataclass(frozen=True)
class Row:
    id: UUID
    event: str
    sentence: Any
    at: datetime
    actor: str
    actor_name: Any
    object: str
    object_name: Any
    position: int | None


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    next: str  # empty on the last page
    count: int
    more_than_counted: bool


def rows_of(events: Iterable[Event]) -> list[Row]:
    listed = list(events)
    names = words.names_of(id for event in listed for id in (event.actor, event.object))
    return [
        Row(
            id=event.pk,
            event=event.event,
            sentence=words.describe(event.event),
            at=event.at,
            actor=event.actor,
            actor_name=names.get(event.actor, event.actor),
            object=event.object,
            object_name=names.get(event.object, event.object),
            position=place.position if (place := getattr(event, "position", None)) else None,
        )
        for event in listed
    ]


def page_of(events: EventQuerySet, after: str = "", *, oldest_first: bool = False) -> Page:
    """The page that follows the event named by `after`, by key: the last page costs what the first does."""
    counted = events.order_by()[: COUNTED + 1].count()
    ordered = events.in_order() if oldest_first else events.newest_first()
    if key := _read(after):
        ordered = ordered.after(*key) if oldest_first else ordered.before(*key)
    found = list(ordered.with_position()[: PAGE + 1])
    shown = found[:PAGE]
    return Page(
        rows=rows_of(shown),
        next=_write(shown[-1]) if len(found) > PAGE else "",
        count=min(counted, COUNTED),
        more_than_counted=counted > COUNTED,
    )


def _write(event: Event) -> str:
    return f"{event.at.isoformat()}_{event.pk}"


def _read(key: str) -> tuple[datetime, UUID] | None:
    """None for the first page, and for a key that nobody was given."""
    at, _, id = key.partition("_")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, UUID(id)) if moment.tzinfo else None
    except ValueError:
        return None
