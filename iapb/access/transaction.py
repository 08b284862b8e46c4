"""The actor transaction: PostgreSQL's policies read who acts from a transaction-local setting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from iapb.access import scope
from iapb.accounts.models import Person


def set_actor(actor_id: UUID | str | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('iapb.actor', %s, true)", [str(actor_id or "")])


def release_actor() -> None:
    """The setting ends with its transaction; only tests have another one round it, in which it would go on."""
    if connection.savepoint_ids:
        set_actor(None)


@contextmanager
def actor_transaction(actor: Person) -> Iterator[Person]:
    """Outermost, for tasks and for views that hold no transaction of their own.

    A setting made in a nested block would outlive that block, hence durable.
    """
    with transaction.atomic(durable=True):
        scope.forget(actor)
        set_actor(actor.pk)
        try:
            yield actor
        finally:
            if not connection.needs_rollback:
                release_actor()
