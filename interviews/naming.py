"""A witness's code, for those who act on material that they do not see (evidence.naming)."""

from __future__ import annotations

from django.db import connection

from evidence.naming import Named


def witness(name: str) -> Named | None:
    with connection.cursor() as cursor:
        cursor.execute("select interviews_witness_named(%s)", [name])
        (found,) = cursor.fetchone()
    return Named(subject=found) if found else None
