"""Statements that every page asks: Django writes each of them once a process, which takes it up to 5 ms, and
PostgreSQL plans it once a connection."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet

# Stand in a statement for what each asking puts there.
ANYBODY = UUID(int=0)
ANY_TIME = datetime(1, 1, 1, tzinfo=UTC)
ANY_KEY = "any key"


class _Cursor(ServerBindingCursor):
    def execute(self, *words: Any, **more: Any) -> Any:
        return super().execute(*words, **more, prepare=True)


class Prepared:
    """Rows of one query set whose values change and whose words do not."""

    def __init__(self, write: Callable[[], QuerySet[Any, Any]]) -> None:
        self._write = write

    @cached_property
    def _statement(self) -> tuple[str, tuple[Hashable, ...]]:
        return self._write().query.sql_with_params()  # type: ignore[return-value]

    def rows(self, meant: Mapping[Hashable, Any]) -> list[tuple[Any, ...]]:
        """`meant`: by stand-in, what it stands for now."""
        words, parameters = self._statement
        with _cursor() as cursor:
            cursor.execute(words, [meant.get(one, one) for one in parameters])
            return cursor.fetchall()


def _cursor() -> CursorWrapper:
    """Django's own leaves the planning to each asking. Counted and wrapped as its own are."""
    connection.ensure_connection()
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(_Cursor(connection.connection))
