"""The ledger as a file: everything needed to check it elsewhere, streamed row by row."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from iapb.ledger import leaf, words
from iapb.ledger.models import Event, EventQuerySet

COLUMNS = ("position", "sealed_at", "at", "event", "sentence", "actor", "object", "id", "leaf", "leaf_hash")
DETAILS = ("salt", "detail")
CHUNK = 1000


def as_csv(events: EventQuerySet, *, details: bool) -> Iterator[str]:
    columns = COLUMNS + DETAILS * details
    writer = csv.DictWriter(_Echo(), columns)
    # Spreadsheets take a file without this mark for another encoding.
    yield "\ufeff" + writer.writerow(dict(zip(columns, columns, strict=True)))
    for record in _records(events, details=details):
        yield writer.writerow(record)


def as_json(events: EventQuerySet, *, details: bool) -> Iterator[str]:
    before = "[\n"
    for record in _records(events, details=details):
        yield before + json.dumps(record, ensure_ascii=False)
        before = ",\n"
    yield "\n]\n" if before == ",\n" else "[]\n"


def _records(events: EventQuerySet, *, details: bool) -> Iterator[dict[str, Any]]:
    related = ("position", "detail") if details else ("position",)
    # The rows are read while the answer flows, so the transaction is opened here and not by the request.
    with transaction.atomic():
        for event in events.in_order().select_related(*related).iterator(chunk_size=CHUNK):
            yield _record(event) | (_told(event) if details else {})


def _record(event: Event) -> dict[str, Any]:
    place = getattr(event, "position", None)
    return {
        "position": place.position if place else None,
        "sealed_at": leaf.time_text(place.sealed_at) if place else None,
        "at": leaf.time_text(event.at),
        "event": event.event,
        "sentence": str(words.describe(event.event)),
        "actor": event.actor,
        "object": event.object,
        "id": str(event.pk),
        "leaf": bytes(event.leaf).decode(),
        "leaf_hash": bytes(place.leaf_hash).hex() if place else None,
    }


def _told(event: Event) -> dict[str, Any]:
    detail = getattr(event, "detail", None)
    return {
        "salt": bytes(detail.salt).hex() if detail else None,
        "detail": bytes(detail.detail).decode() if detail else None,
    }


class _Echo:
    """What csv writes comes back as the value of writerow."""

    def write(self, text: str) -> str:
        return text
