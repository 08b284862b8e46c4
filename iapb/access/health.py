"""What /health/ says: each part answers for itself, registered by the app that owns it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import Error, connection

Check = Callable[[], tuple[bool, Any]]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    _checks[name] = check


def report() -> tuple[bool, dict[str, Any]]:
    """(everything needed is well, the state of each part). An engine that is missing is no illness."""
    parts: dict[str, Any] = {}
    well = True
    for name, check in {"database": _database, **_checks}.items():
        try:
            ok, state = check()
        except Exception as error:  # a health page must answer whatever is broken
            ok, state = False, type(error).__name__
        well = well and ok
        parts[name] = state
    return well, parts


def _database() -> tuple[bool, str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Error:
        return False, "unreachable"
    return True, "ready"
