"""Asking for work, asking again. What the worker does with it is in `claims`."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.jobs import doorbell
from iapb.jobs.models import STOPPED, Job, State
from iapb.ledger import record


@transaction.atomic
def ask(kind: str, object: UUID, *, by: Person, collection: UUID | None = None) -> Job:
    """The unfinished job of this kind on this object: a new one, the one that waits, or a stopped one anew."""
    fresh = Job(kind=kind, object=object, asked_by=by, collection=collection)
    job = None
    while job is None:  # the one in the way may be done before it is locked
        Job.objects.bulk_create([fresh], ignore_conflicts=True)
        job = Job.objects.select_for_update().exclude(state=State.DONE).filter(kind=kind, object=object).first()
    if job.pk == fresh.pk:
        _asked(job, "job.asked", by)
    elif job.state in STOPPED:
        _anew(job, by)
    return job


@transaction.atomic
def retry(job: Job, *, by: Person) -> Job:
    """`job` comes from `Job.objects.visible_to(by)`. Refused while it waits or runs, or when it is done."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state not in STOPPED:
        raise Invalid(_("Only a job that stopped can be started again; this one has not."))
    _anew(job, by)
    return job


@transaction.atomic
def retry_all(*, by: Person, kind: str = "") -> int:
    """Every stopped job the person sees, or those of one kind; gives how many."""
    stopped = Job.objects.visible_to(by).stopped()
    jobs = list((stopped.filter(kind=kind) if kind else stopped).order_by("pk").select_for_update())
    for job in jobs:
        _anew(job, by)
    return len(jobs)


def _anew(job: Job, by: Person) -> None:
    fresh = {"attempt": 0, "progress": 0, "stage": "", "error": "", "due_at": Now(), "rung_at": Now()}
    Job.objects.filter(pk=job.pk).move(State.DUE, asked_by=by, **fresh)
    job.refresh_from_db()
    _asked(job, "job.retried", by)


def _asked(job: Job, event: str, by: Person) -> None:
    record(event, actor=by.pk, object=job.pk, detail={"kind": job.kind, "object": str(job.object)})
    transaction.on_commit(lambda: doorbell.ring([(job.pk, job.kind)]))
