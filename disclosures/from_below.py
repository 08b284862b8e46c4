"""What rooms below tell the desk: a consent changed, an officer left."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection, transaction

from disclosures.models import Disclosure
from disclosures.words import DESK
from iapb.accounts.models import Person
from iapb.ledger import record


def consent_changed(sender: object, *, witness_id: UUID, **kwargs: Any) -> None:
    """What is under way and holds something of this witness goes back at once. The gates would stop it anyway."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select * from disclosures_pull_back(%s, 'consent_changed')", [witness_id])
        for disclosure, request, became in cursor.fetchall():
            detail = {"request": str(request), "because": "consent_changed", "step": "consent"}
            record(Disclosure.EVENTS[became], actor=DESK, object=disclosure, detail=detail)


def open_selections(person: Person) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select disclosures_open_of(%s)", [person.pk])
        return cursor.fetchone()[0]


def hand_on(person: Person, to: Person, by: Person) -> None:
    """Selections under way pass to another officer; to anybody else nothing passes, and every officer sees them."""
    with connection.cursor() as cursor:
        cursor.execute("select disclosures_hand_on(%s, %s)", [person.pk, to.pk])
        for (disclosure,) in cursor.fetchall():
            detail = {"from": str(person.pk), "to": str(to.pk)}
            record("disclosure.handed_on", actor=by.pk, object=disclosure, detail=detail)
