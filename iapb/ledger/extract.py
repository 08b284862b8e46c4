"""The chain of custody of objects, as it is handed over: every event with its detail, in order."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from iapb.ledger import leaf
from iapb.ledger.models import Event


def extract(objects: Iterable[str | UUID]) -> dict[str, list[dict[str, Any]]]:
    """Events of each object, oldest first, in one query. `detail` is empty and `erased` true where it was erased."""
    found: dict[str, list[dict[str, Any]]] = {str(one): [] for one in objects}
    events = Event.objects.filter(object__in=found).in_order().select_related("position", "detail")
    for event in events:
        found[event.object].append(_told(event))
    return found


def _told(event: Event) -> dict[str, Any]:
    place, detail = getattr(event, "position", None), getattr(event, "detail", None)
    return {
        "id": str(event.pk),
        "event": event.event,
        "at": leaf.time_text(event.at),
        "actor": event.actor,
        "position": place.position if place else None,
        "erased": detail is None,
        "detail": json.loads(bytes(detail.detail)) if detail else {},
    }
