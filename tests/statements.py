"""What a page asks of the database."""

from __future__ import annotations

from django.test.utils import CaptureQueriesContext

# Only within a test's own transaction: a request's is a savepoint, and the actor is let go by a statement.
FRAMES = ("SAVEPOINT", "RELEASE SAVEPOINT", "select set_config('iapb.actor', ''")


def asked_of(captured: CaptureQueriesContext) -> list[str]:
    return [one["sql"] for one in captured.captured_queries if not one["sql"].startswith(FRAMES)]
