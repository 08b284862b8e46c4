"""What can be shown to somebody who holds an event's id: position, proof, and how far it is sealed."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from iapb.ledger import actions, tree
from iapb.ledger.checkpoint import Proof
from iapb.ledger.errors import InTransaction, NotSealed
from iapb.ledger.models import Checkpoint, Event, Head, Position
from iapb.ledger.nodes import StoredNodes

PAUSE = 0.1  # seconds between two looks
ASK_AGAIN = 2.0
_NEEDED = ("event", "position", "event__leaf", "event__detail__salt", "event__detail__detail")


@dataclass(frozen=True)
class EventProof:
    """Everything a stranger needs beside the log's public key.

    Salt and detail open what the leaf commits to; both are None when they were erased.
    """

    event: UUID
    leaf: bytes
    salt: bytes | None
    detail: bytes | None
    proof: Proof
    tree_size: int


def proof_for(event: UUID) -> EventProof:
    """The proof of one event under the latest checkpoint; NotSealed until one covers it."""
    return proofs_for([event])[event]


def proofs_for(events: Iterable[UUID]) -> dict[UUID, EventProof]:
    """Proofs of many events, all under one checkpoint. NotSealed names how many are not covered yet."""
    wanted = list(dict.fromkeys(events))
    latest = Checkpoint.objects.order_by("-size").first()
    size = latest.size if latest else 0
    rows = Position.objects.filter(event__in=wanted, position__lt=size).values_list(*_NEEDED)
    found = {event: (position, *map(_as_bytes, row)) for event, position, *row in rows}
    if latest is None or len(found) < len(wanted):
        raise NotSealed(f"{len(wanted) - len(found)} of {len(wanted)} events are in no signed checkpoint yet")
    paths = StoredNodes().answering(
        lambda nodes: {at: tree.inclusion_proof(at, size, nodes) for at, *_row in found.values()}
    )
    return {
        event: EventProof(event, *row, Proof(position, paths[position], latest.text), tree_size=size)
        for event, (position, *row) in found.items()
    }


def wait_sealed(event: UUID, timeout: float = 10.0) -> int:
    """Wait until the event has a position and give it; NotSealed after `timeout` seconds."""
    _refuse_inside_transaction()
    deadline = time.monotonic() + timeout
    while True:
        position = Position.objects.filter(event=event).values_list("position", flat=True).first()
        if position is not None:
            return int(position)
        if time.monotonic() >= deadline:
            raise NotSealed("the sealer has not come by in time: is it running?")
        time.sleep(PAUSE)


def wait_signed(event: UUID, timeout: float = 30.0) -> EventProof:
    """Ask for a checkpoint that covers the event and wait for it; for packages and receipts on paper."""
    _refuse_inside_transaction()
    deadline = time.monotonic() + timeout
    ask_at = 0.0
    while True:
        try:
            return proof_for(event)
        except NotSealed:
            now = time.monotonic()
            if now >= deadline:
                raise
        if now >= ask_at:
            # Asked again, since a sealer that was away has not heard it.
            actions.request_checkpoint()
            ask_at = now + ASK_AGAIN
        time.sleep(PAUSE)


def receipt_for(event: UUID, asker: UUID) -> dict[str, Any] | None:
    """A receipt belongs to who was given it; the auditor reads every event. For others there is no such event."""
    own = Event.objects.filter(pk=event, actor=str(asker)).exists()
    return receipt(event) if own or _is_auditor() else None


def _is_auditor() -> bool:
    """Asked of the database, which knows the roles: the ledger knows nothing of the house above it."""
    with connection.cursor() as cursor:
        cursor.execute("select iapb_actor_has_role('auditor')")
        return bool(cursor.fetchone()[0])


def receipt(event: UUID) -> dict[str, Any] | None:
    """What a receipt says of its event by now, as JSON; None when there is no such event.

    Nothing of the event itself, since whoever holds an id may ask: only that it stands in
    the tree, where, and the path to a head. The head is signed when a checkpoint covers it.
    """
    row = Event.objects.with_position().filter(pk=event).first()
    if row is None:
        return None
    place = getattr(row, "position", None)
    if place is None:
        return {"event": str(row.pk), "state": "waiting"}
    covering = Checkpoint.objects.filter(size__gt=place.position).order_by("-size").first()
    head = Head.objects.get()
    size = covering.size if covering else head.size
    root, path = StoredNodes().answering(
        lambda nodes: (tree.root_at(size, nodes), tree.inclusion_proof(place.position, size, nodes))
    )
    return {
        "event": str(row.pk),
        "state": "signed" if covering else "sealed",
        "position": place.position,
        "sealed_at": place.sealed_at.isoformat(),
        "leaf_hash": bytes(place.leaf_hash).hex(),
        "tree_size": size,
        "root": root.hex(),
        "path": [step.hex() for step in path],
        "checkpoint": covering.text if covering else None,
    }


def _as_bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


def _refuse_inside_transaction() -> None:
    if connection.in_atomic_block:
        raise InTransaction("commit first: what this transaction wrote is sealed only then")
