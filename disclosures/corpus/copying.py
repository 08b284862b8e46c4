"""Rows into PostgreSQL through COPY, from unsaved models."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, models
from psycopg import sql


def copy_rows(model: type[models.Model], rows: Iterable[models.Model]) -> int:
    """Only the columns of `model` itself: of a child of Item, Item's are copied first."""
    meta = model._meta
    fields = [
        field for field in meta.local_concrete_fields if field.column and not field.generated and not _serial(field)
    ]
    names = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(meta.db_table), names)
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([_value(field, row) for field in fields])
            count += 1
    return count


def new_id(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)


def _serial(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.AutoField)


def _value(field: models.Field[Any, Any], row: models.Model) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)
