"""The list of jobs: its filters and what each counts, and what every job is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, When
from django.utils.translation import gettext_lazy as _

from iapb.accounts.models import Person
from iapb.jobs.models import OPEN, STOPPED, Job, JobQuerySet, State
from iapb.jobs.registry import About, Thing, about_of, find

FILTERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "open": (_("Waiting and running"), OPEN),
    "stopped": (_("Stopped"), STOPPED),
    "done": (_("Done"), (State.DONE,)),
}
# What somebody must look at stands before what goes on by itself, and that before what is over.
_URGENCY = Case(When(state__in=STOPPED, then=0), When(state__in=OPEN, then=1), default=2)
SORTS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "first": (_("stopped and running first"), (_URGENCY, "-created_at")),
    "new": (_("the newest first"), ("-created_at",)),
    "old": (_("the oldest first"), ("created_at",)),
    "kind": (_("by kind of work"), ("kind", "-created_at")),
}


@dataclass(frozen=True)
class Kind:
    """A kind of work of which the person has any."""

    name: str
    label: Any
    number: int
    stopped: int


@dataclass(frozen=True)
class Row:
    job: Job
    about: Thing | None  # None: there is nothing the reader may see


def chosen(jobs: JobQuerySet, name: str) -> tuple[str, JobQuerySet]:
    """The filter in force and its jobs; an unknown name is no filter."""
    if name not in FILTERS:
        return "", jobs
    return name, jobs.filter(state__in=FILTERS[name][1])


def of_kind(jobs: JobQuerySet, name: str) -> tuple[str, JobQuerySet]:
    return (name, jobs.filter(kind=name)) if find(name) else ("", jobs)


def sorted_by(jobs: JobQuerySet, name: str) -> tuple[str, JobQuerySet]:
    name = name if name in SORTS else "first"
    return name, jobs.order_by(*SORTS[name][1], "pk")


def counted(jobs: JobQuerySet) -> dict[tuple[str, str], int]:
    """By kind and state. One query, whatever the number."""
    rows = jobs.order_by().values_list("kind", "state").annotate(Count("pk"))
    return {(kind, state): number for kind, state, number in rows}


def counts(found: dict[tuple[str, str], int], kind: str) -> dict[str, dict[str, Any]]:
    """What each filter holds, of the kind in force."""
    return {name: {"label": label, "number": _sum(found, states, kind)} for name, (label, states) in FILTERS.items()}


def kinds(found: dict[tuple[str, str], int]) -> list[Kind]:
    names = {kind for kind, _state in found}
    shown = [Kind(name, _label(name), _sum(found, State.values, name), _sum(found, STOPPED, name)) for name in names]
    return sorted(shown, key=lambda kind: str(kind.label))


def rows(jobs: Iterable[Job], by: Person) -> list[Row]:
    """With what each is about, as far as this person sees it: a query or two for each kind of thing."""
    jobs = list(jobs)
    objects: dict[About, list[UUID]] = {}
    for job in jobs:
        if about := about_of(job.kind):
            objects.setdefault(about, []).append(job.object)
    seen = {about: about(ids, by) for about, ids in objects.items()}
    return [Row(job, _thing(job, seen)) for job in jobs]


def _thing(job: Job, seen: dict[About, Any]) -> Thing | None:
    about = about_of(job.kind)
    return seen[about].get(job.object) if about else None


def _sum(found: dict[tuple[str, str], int], states: Iterable[str], kind: str) -> int:
    states = set(states)
    return sum(number for (of, state), number in found.items() if state in states and kind in ("", of))


def _label(kind: str) -> Any:
    known = find(kind)
    return known.label if known else kind
