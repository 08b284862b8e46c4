"""The queue is this table; Redis only rings the bell."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from iapb.access.rights import Actor
from iapb.jobs.registry import find
from iapb.privacy import Privacy
from iapb.sentences import SentenceField


class State(models.TextChoices):
    DUE = "due", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANNOT_RUN = "cannot_run", _("Cannot run yet")


# Running to running: taken over from a worker whose lease ran out.
TRANSITIONS: dict[str, frozenset[str]] = {
    State.DUE: frozenset({State.RUNNING, State.FAILED}),
    State.RUNNING: frozenset({State.RUNNING, State.DUE, State.DONE, State.FAILED, State.CANNOT_RUN}),
    State.FAILED: frozenset({State.DUE}),
    State.CANNOT_RUN: frozenset({State.DUE}),
    State.DONE: frozenset(),
}
OPEN = (State.DUE, State.RUNNING)
STOPPED = (State.FAILED, State.CANNOT_RUN)
ENDED = (State.DONE, *STOPPED)


# How a state is coloured; the word beside it says the same.
TONES: dict[str, str] = {
    State.DUE: "bg-secondary-lt",
    State.RUNNING: "bg-blue-lt",
    State.DONE: "bg-green-lt",
    State.FAILED: "bg-red-lt",
    State.CANNOT_RUN: "bg-yellow-lt",
}


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, actor: Actor) -> JobQuerySet:
        """Who asked. Others learn of a job, and start it again, from the page of its object, if they see that."""
        return self.filter(asked_by=actor.pk) if actor.is_authenticated else self.none()

    def move(self, to: State, **fields: Any) -> int:
        """Compare and set in one statement: rows whose state may not go there stay as they are."""
        before = [state for state, after in TRANSITIONS.items() if to in after]
        fields = {"lease_until": None, "finished_at": Now() if to in ENDED else None, **fields}
        return self.filter(state__in=before).update(state=to, **fields)

    def open(self) -> JobQuerySet:
        return self.filter(state__in=OPEN)

    def stopped(self) -> JobQuerySet:
        return self.filter(state__in=STOPPED)


class Job(models.Model):
    """One kind of work on one object. Runs with the rights of the person who asked last."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    object = models.UUIDField()
    collection = models.UUIDField(null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DUE)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_no = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    progress = models.FloatField(default=0)
    stage = SentenceField(blank=True, default="")
    error = SentenceField(blank=True, default="")
    # Due times are compared with the database's clock, so it sets them.
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    rung_at = models.DateTimeField(null=True, blank=True, db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()
    privacy = Privacy(
        plain="id kind object collection asked_by state attempt lease_no lease_until progress stage error "
        "created_at due_at rung_at started_at finished_at"
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                name="one_unfinished_job_per_object", fields=["kind", "object"], condition=~Q(state=State.DONE)
            ),
            models.CheckConstraint(
                name="job_runs_exactly_while_leased",
                condition=Q(state=State.RUNNING, lease_until__isnull=False)
                | (~Q(state=State.RUNNING) & Q(lease_until=None)),
            ),
            models.CheckConstraint(
                name="job_ends_exactly_when_finished",
                condition=Q(state__in=ENDED, finished_at__isnull=False) | Q(state__in=OPEN, finished_at=None),
            ),
            models.CheckConstraint(name="job_that_stopped_says_why", condition=~Q(state__in=STOPPED) | ~Q(error="")),
            models.CheckConstraint(name="job_progress_is_a_share", condition=Q(progress__gte=0, progress__lte=1)),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-created_at"], name="job_asked_by"),
            models.Index(fields=["object"], name="job_object"),
            models.Index(fields=["state", "due_at"], name="job_open", condition=Q(state__in=OPEN)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def label(self) -> Any:
        known = find(self.kind)
        return known.label if known else self.kind

    @property
    def tone(self) -> str:
        return TONES[State(self.state)]

    @property
    def percent(self) -> int:
        return round(self.progress * 100)

    @property
    def waits_for(self) -> Any:
        """Why it does not run yet, in words."""
        if self.state != State.DUE:
            return ""
        if self.attempt:
            tried = ngettext_lazy(
                "It was tried %(number)d time and stopped by itself. It is tried again soon.",
                "It was tried %(number)d times and stopped by itself. It is tried again soon.",
                "number",
            )
            return tried % {"number": self.attempt}
        if self.progress:
            return _("It was interrupted. It goes on from where it was as soon as a worker is free.")
        return _("It waits for a free worker.")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def has_stopped(self) -> bool:
        return self.state in STOPPED
