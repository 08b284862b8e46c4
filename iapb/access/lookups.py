"""`field__within=ids`: one array parameter, cast, so that the planner can count it.

psycopg would send a list as separate parameters; an uncast array can pick a
comparison that is not hashable.

`InWords`: what a page asks with many subqueries, which Django would write anew each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, F, ForeignKey, Func, Lookup, UUIDField


@UUIDField.register_lookup
@ForeignKey.register_lookup
class Within(Lookup):
    lookup_name = "within"

    def get_prep_lookup(self) -> list[str]:
        return [str(value) for value in self.rhs]

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [list(value)]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_params = self.process_lhs(compiler, connection)
        _, right_params = self.process_rhs(compiler, connection)
        return f"{left} = ANY(%s::uuid[])", [*left_params, *right_params]


class InWords(Func):
    """In the database's own words, `{name}` for a column, which is named by its path, and `%s` for a value. Django
    takes longer over one queryset within another than over all else of a door, and a page has thirty."""

    output_field = BooleanField()

    def __init__(self, words: str, values: Iterable[Any] = (), output_field: Any = None, **columns: str) -> None:
        named = {"words": words, "values": tuple(values), "names": tuple(columns)}
        super().__init__(*map(F, columns.values()), output_field=output_field, **named)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        columns = (compiler.compile(one)[0] for one in self.source_expressions)
        named = dict(zip(self.extra["names"], columns, strict=True))
        return self.extra["words"].format(**named), list(self.extra["values"])
