"""`field__within=ids`: one array parameter, cast, so that the planner can count it.

psycopg would send a list as separate parameters; an uncast array can pick a
comparison that is not hashable.
"""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey, Lookup, UUIDField


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
