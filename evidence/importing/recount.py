"""The separate counter: what really lies in the tables, asked of the database and not of the run."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from evidence.importing.registry import Kind


def recounted(run: UUID, kind: Kind) -> int:
    """Things of the kind that exist and came with this run, seen through the policies of who brought them in."""
    return sum(_in(run, kind.name, *table.split(".")) for table in kind.tables)


def _in(run: UUID, kind: str, table: str, column: str) -> int:
    name = connection.ops.quote_name
    statement = (
        f"select count(distinct made.{name(column)}) from importing_broughtin brought "  # noqa: S608 - our own names
        f"join {name(table)} made on made.{name(column)} = brought.object "
        "where brought.run_id = %s and brought.kind = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [run, kind])
        return int(cursor.fetchone()[0])
