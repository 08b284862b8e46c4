"""The list of jobs: its filters and what each counts."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from iapb.jobs.models import OPEN, STOPPED, JobQuerySet, State

FILTERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "open": (_("Waiting and running"), OPEN),
    "stopped": (_("Stopped"), STOPPED),
    "done": (_("Done"), (State.DONE,)),
}


def chosen(jobs: JobQuerySet, name: str) -> tuple[str, JobQuerySet]:
    """The filter in force and its jobs; an unknown name is no filter."""
    if name not in FILTERS:
        return "", jobs
    return name, jobs.filter(state__in=FILTERS[name][1])


def counts(jobs: JobQuerySet) -> dict[str, dict[str, Any]]:
    counted = dict(jobs.order_by().values_list("state").annotate(Count("pk")))
    return {
        name: {"label": label, "number": sum(counted.get(state, 0) for state in states)}
        for name, (label, states) in FILTERS.items()
    }
