"""What is written into the ledger, and the one thing that can be taken out again."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from iapb.ledger import leaf
from iapb.ledger.errors import NotInTransaction, ValueRefused
from iapb.ledger.models import Event

CHANNEL = "ledger_checkpoint"
DETAIL_ERASED = "ledger.detail_erased"

# One round trip, to a function whose statements are planned once a connection. The time is the database's,
# taken when the row is written: a clock of our own would cost nothing less and could be set back.
_WRITE = "select at, leaf, xact from ledger_write(%s, %s, %s, %s, %s, %s, %s)"


def record(event: str, *, actor: str | UUID, object: str | UUID, detail: dict[str, Any]) -> Event:
    """Write one event in the transaction of the change it tells of.

    `event` is named like "consent.given"; `actor` and `object` are opaque ids. Everything
    personal, hashes and free text go into `detail`, which has one spelling (no floats).
    Raises NotInTransaction outside a transaction and ValueRefused for anything else.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction("an event is recorded inside the transaction of its change")
    told = leaf.canonical(detail)
    salt = leaf.new_salt()
    row = Event(
        id=uuid4(),
        event=leaf.event_name(event),
        actor=leaf.opaque(actor),
        object=leaf.opaque(object),
        commit=leaf.commit(salt, told),
    )
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [row.id, row.event, row.actor, row.object, row.commit, salt, told])
        row.at, written, row.xact = cursor.fetchone()
    row.leaf = bytes(written)
    row._state.adding = False
    return row


def erase_detail(event: UUID, *, by: str | UUID, reason: str) -> Event:
    """Erase salt and detail of an event for good; the leaf stays and the tree stays verifiable.

    The right to do so is the caller's to check. The erasure is an event itself.
    """
    if not reason.strip():
        raise ValueRefused("an erasure gives its reason")
    erasure = record(DETAIL_ERASED, actor=by, object=event, detail={"reason": reason})
    with connection.cursor() as cursor:
        cursor.execute("select ledger_erase_detail(%s)", [event])
        if not cursor.fetchone()[0]:
            raise ValueRefused("this event has no detail to erase")
    return erasure


def request_checkpoint() -> None:
    """Ask the sealer for a signed checkpoint now. Heard when the current transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, '')", [CHANNEL])
