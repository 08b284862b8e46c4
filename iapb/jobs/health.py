"""What /health/ says of the queue and the box."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils.module_loading import import_string

from iapb.jobs.doorbell import works
from iapb.jobs.models import Job, State
from iapb.jobs.proof import unproven


def queue() -> tuple[bool, dict[str, Any]]:
    counted = dict(Job.objects.exclude(state=State.DONE).order_by().values_list("state").annotate(Count("pk")))
    state: dict[str, Any] = {name: counted.get(name, 0) for name in State.values if name != State.DONE}
    if not works():
        return False, state | {"doorbell": "out of order"}
    return True, state | {"doorbell": "ready"}


def box() -> tuple[bool, str]:
    """A leaking box is no outage: pages work, files of others are not opened."""
    problem = unproven()
    return True, "ready" if problem is None else f"refused: {type(problem).__name__}"


def engines() -> tuple[bool, dict[str, str]]:
    """A missing engine is no illness; the work that needs it says so."""
    return True, {state.ability: _in_a_word(state) for state in import_string(settings.ENGINES)()}


def _in_a_word(state: Any) -> str:
    if state.ready:
        return f"ready: {state.engine} {state.version}".strip()
    return f"missing: {state.sentence}"
