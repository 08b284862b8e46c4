"""Statements that every page asks: Django writes each of them once a process, which takes it up to 5 ms, and
PostgreSQL plans it once a connection, which takes as long as reading the rows ten times."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from itertools import count
from typing import Any
from uuid import UUID
from weakref import WeakSet

from django.db import connection
from django.db.models import QuerySet
from psycopg import Connection

# Stand in a statement for what each asking puts there.
ANYBODY = UUID(int=0)
ANY_TIME = datetime(1, 1, 1, tzinfo=UTC)
ANY_KEY = "any key"
_NUMBERS = count(1)


class Prepared:
    """Rows of one query set whose values change and whose words do not.

    By PREPARE and EXECUTE, not by the driver's own way, which forgets what was planned wherever something was undone.
    """

    def __init__(self, write: Callable[[], QuerySet[Any, Any]]) -> None:
        self._write = write
        self._name = f"asked_{next(_NUMBERS)}"
        self._planned: WeakSet[Connection[Any]] = WeakSet()

    @cached_property
    def _statement(self) -> tuple[str, tuple[Hashable, ...]]:
        return self._write().query.sql_with_params()  # type: ignore[return-value]

    def rows(self, meant: Mapping[Hashable, Any]) -> list[tuple[Any, ...]]:
        """`meant`: by stand-in, what it stands for now."""
        words, parameters = self._statement
        with connection.cursor() as cursor:
            if connection.connection not in self._planned:
                numbers = tuple(f"${number}" for number in range(1, len(parameters) + 1))
                connection.connection.execute(f"prepare {self._name} as {words % numbers}")
                self._planned.add(connection.connection)
            places = ", ".join(["%s"] * len(parameters))
            cursor.execute(f"execute {self._name} ({places})", [meant.get(one, one) for one in parameters])
            return cursor.fetchall()
