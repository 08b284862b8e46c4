"""A claimed job: its lease, its progress, its one completion.

The attempt is counted and committed before the work begins. Whoever completes must still
hold the lease by its number, in the same transaction as the results: a late twin writes nothing.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import Error, connection, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.jobs.box import Box, Limits
from iapb.jobs.errors import CannotRun, LeaseLost, TookTooLong
from iapb.jobs.models import Job, State
from iapb.jobs.proof import unproven
from iapb.jobs.registry import find
from iapb.ledger import record
from iapb.sentences import keep

LEASE = timedelta(minutes=2)
RENEW_SECONDS = 30.0
ATTEMPTS = 3
SHOWN_EVERY_SECONDS = 0.5


def claim(job_id: UUID) -> Claimed | None:
    """None when it is done, not due, held by another, or has been tried often enough."""
    free = Q(state=State.DUE, due_at__lte=Now()) | Q(state=State.RUNNING, lease_until__lt=Now())
    with transaction.atomic(durable=True):
        job = (
            Job.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("asked_by")
            .filter(free, pk=job_id, attempt__lt=ATTEMPTS)
            .first()
        )
        if job is None:
            return None
        job.attempt, job.lease_no = job.attempt + 1, job.lease_no + 1
        Job.objects.filter(pk=job_id).move(
            State.RUNNING,
            attempt=job.attempt,
            lease_no=job.lease_no,
            lease_until=Now() + LEASE,
            started_at=Coalesce("started_at", Now()),
        )
    return Claimed(job)


class Claimed:
    """What a handler is given."""

    def __init__(self, job: Job) -> None:
        self.job, self.lease_no, self.attempt = job, job.lease_no, job.attempt
        self.id, self.kind, self.object = job.pk, job.kind, job.object
        self.actor: Person = job.asked_by
        self.done_so_far = job.progress
        self.completed = False
        self._lost = threading.Event()
        self._thread = threading.current_thread()
        self._shown_at = timezone.now() - LEASE
        self._started, self._allowed = time.monotonic(), math.inf

    @contextmanager
    def transaction(self) -> Iterator[Person]:
        """Short ones only, opened by the handler: long work runs outside any."""
        self._must_hold()
        with actor_transaction(self.actor) as actor:
            yield actor

    @contextmanager
    def completing(self) -> Iterator[Person]:
        """The results and the completion in one transaction. Raises LeaseLost and keeps nothing
        when another worker has the job."""
        with actor_transaction(self.actor) as actor, self.completing_within(actor):
            yield actor
        self.completed = True

    @contextmanager
    def completing_within(self, actor: Person) -> Iterator[None]:
        """The same inside a transaction that is already open, such as the vault's own."""
        if not list(self._mine().select_for_update().values_list("pk")):
            raise LeaseLost
        yield
        self._finish(State.DONE, progress=1.0, stage="")
        record("job.done", actor=actor.pk, object=self.id, detail={"kind": self.kind, "attempt": self.attempt})
        # Should the outer transaction fail after this, the row is still running and will be done again.
        self.completed = True

    @contextmanager
    def keeping(self, share: float, stage: Any) -> Iterator[Person]:
        """A part of long work and the progress it means, in one transaction. Raises LeaseLost and keeps nothing
        when another worker has the job. An attempt that kept a part does not count against the job: a recording
        of hours may meet more than three restarts of the machine."""
        self._must_hold()
        if time.monotonic() - self._started > self._allowed:
            raise TookTooLong
        with actor_transaction(self.actor) as actor:
            held = self._mine().select_for_update()
            if not list(held.values_list("pk")):
                raise LeaseLost
            yield actor
            self.job.progress, self.job.stage = min(1.0, max(0.0, share)), keep(stage)
            self._mine().update(progress=self.job.progress, stage=self.job.stage, attempt=0)
        self.attempt = 0

    def allow(self, seconds: float) -> None:
        """From the start of this run, by the size of what it works on; asked at each telling of progress."""
        self._allowed = seconds

    def progress(self, share: float, stage: Any = "") -> None:
        """`share` from 0 to 1. Written twice a second at most, and at each new stage.

        Raises TookTooLong when the handler has allowed less than what has passed.
        """
        self._must_hold()
        if time.monotonic() - self._started > self._allowed:
            raise TookTooLong
        now, stage = timezone.now(), keep(stage)
        changed = bool(stage) and stage != keep(self.job.stage)
        self.job.progress = min(1.0, max(0.0, share))
        if not changed and (now - self._shown_at).total_seconds() < SHOWN_EVERY_SECONDS:
            return
        self.job.stage, self._shown_at = stage or self.job.stage, now
        try:
            held = self._mine().update(progress=self.job.progress, stage=self.job.stage)
        finally:
            # The box tells of a page from a thread of its own, whose connection dies with it unclosed.
            if threading.current_thread() is not self._thread:
                connection.close()
        if not held:
            self._lost.set()
            raise LeaseLost

    def box(self, limits: Limits | None = None) -> Box:
        """The only box a handler may open files of others in: one that was proved on this machine.

        Without limits, the ability that is handed the box asks for what its kind of file needs.
        """
        problem = unproven()
        if problem:
            raise CannotRun(problem.sentence) from None
        return Box(limits)

    def stop(self, state: str, sentence: Any) -> None:
        """Failed or cannot run: a person reads why."""
        with transaction.atomic():
            if not self._finish(state, error=sentence):
                return
            detail = {"kind": self.kind, "attempt": self.attempt}
            record(f"job.{state}", actor=self.actor.pk, object=self.id, detail=detail)
            _tell_of_the_end(self.job, state)

    def release(self, *, after: timedelta, attempt: int, stage: Any = "") -> None:
        """Due again, by a later run. `stage`: what a person reads meanwhile, where there is something to say."""
        told = {"stage": keep(stage)} if stage else {}
        self._mine().move(State.DUE, due_at=Now() + after, rung_at=None, attempt=attempt, **told)

    @contextmanager
    def renewing(self) -> Iterator[None]:
        """A thread keeps the lease alive as long as this process lives."""
        stop = threading.Event()
        thread = threading.Thread(target=self._renew_until, args=(stop,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _renew_until(self, stop: threading.Event) -> None:
        try:
            while not stop.wait(RENEW_SECONDS):
                try:
                    held = self._mine().update(lease_until=Now() + LEASE)
                except Error:  # the database is away; the lease may still outlive that
                    connection.close()
                    continue
                if not held:
                    self._lost.set()
                    return
        finally:
            connection.close()

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.id, state=State.RUNNING, lease_no=self.lease_no)

    def _finish(self, state: str, **fields: Any) -> int:
        return self._mine().move(State(state), **fields)

    def _must_hold(self) -> None:
        if self._lost.is_set():
            raise LeaseLost


def give_up_exhausted(sentence: Any) -> int:
    """Jobs whose every attempt died without a word (a killed worker) stop here and are shown."""
    stale = Q(state=State.RUNNING, lease_until__lt=Now()) | Q(state=State.DUE)
    with transaction.atomic():
        jobs = list(Job.objects.select_for_update(skip_locked=True).filter(stale, attempt__gte=ATTEMPTS)[:100])
        for job in jobs:
            Job.objects.filter(pk=job.pk).move(State.FAILED, error=sentence)
            detail = {"kind": job.kind, "attempt": job.attempt}
            record("job.failed", actor=job.asked_by_id, object=job.pk, detail=detail)
            _tell_of_the_end(job, State.FAILED)
    return len(jobs)


def _tell_of_the_end(job: Job, state: str) -> None:
    """What the job was to work on does not wait for ever. Where something is missing on this machine, it does."""
    handler = find(job.kind)
    if state == State.FAILED and handler and handler.stopped:
        handler.stopped(job.object, job.asked_by)
