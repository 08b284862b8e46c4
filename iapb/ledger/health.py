"""Whether the sealer is at work, for the health page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Min
from django.utils import timezone

from iapb.ledger.models import Event, Head
from iapb.ledger.sealer import LOCK

LATE = timedelta(seconds=30)


def sealer() -> tuple[bool, Any]:
    """(well, words): a sealer holds its lock and nothing waits too long."""
    if not is_running():
        return False, "not running"
    if (waiting := oldest_waiting()) and waiting > LATE:
        return False, f"behind by {int(waiting.total_seconds())} s"
    return True, "ready"


def is_running() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from pg_locks l join pg_database d on d.oid = l.database"
            " where d.datname = current_database() and l.locktype = 'advisory' and l.granted"
            " and l.classid = %s and l.objid = %s and l.objsubid = 2)",
            LOCK,
        )
        return bool(cursor.fetchone()[0])


def oldest_waiting() -> timedelta | None:
    """How long the oldest event has waited for its position."""
    horizon = Head.objects.values_list("horizon", flat=True).get()
    since = Event.objects.unsealed().filter(xact__gte=horizon).aggregate(since=Min("at"))["since"]
    return timezone.now() - since if since else None
