"""What /health/ says of the queue and the box."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

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
