"""Work that takes long: asked for in a transaction, claimed with a lease, shown while it runs.

@jobs.handler("read_scan", label=_("Read a scan"), about=files_named)
def read_scan(job: jobs.Claimed) -> None:
    with job.transaction() as actor:      # short; fetch what is needed
        …
    job.progress(0.4, _("Reading page 2 of 5"))
    text = job.box(limits).python(…)      # long work, outside any transaction
    with job.completing() as actor:       # results and completion, together or not at all
        …
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from iapb.jobs.errors import CannotRun, Continue, Failed, LeaseLost
from iapb.jobs.registry import Thing, handler

if TYPE_CHECKING:
    from iapb.accounts.models import Person
    from iapb.jobs.claims import Claimed
    from iapb.jobs.models import Job

__all__ = ["CannotRun", "Claimed", "Continue", "Failed", "Job", "LeaseLost", "Thing", "ask", "handler", "of", "retry"]


def ask(kind: str, object: UUID, *, by: Person, collection: UUID | None = None) -> Job:
    """See `iapb.jobs.actions.ask`. Loaded late: models exist only once apps are ready."""
    from iapb.jobs import actions

    return actions.ask(kind, object, by=by, collection=collection)


def retry(job: Job, *, by: Person) -> Job:
    from iapb.jobs import actions

    return actions.retry(job, by=by)


def of(objects: Iterable[UUID]) -> dict[UUID, list[Job]]:
    """The jobs on objects the caller has found visible for its actor, newest first."""
    from iapb.jobs.models import Job

    found: dict[UUID, list[Job]] = {}
    for job in Job.objects.filter(object__in=list(objects)):
        found.setdefault(job.object, []).append(job)
    return found
