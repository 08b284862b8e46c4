"""What was brought in, so that a second run changes nothing, and the runs themselves."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from evidence.importing.visibility import brought, own_archive, own_run
from evidence.models import Collection
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy


class Run(Protected):
    """One run over a manifest. `counts` by kind: read, created, same, differs, erased, refused, recounted, stated."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)

    objects = ProtectedManager(own_run)
    privacy = Privacy(plain="id collection started_by started_at finished_at counts")

    class Meta:
        ordering = ["-started_at"]


class Archive(Protected):
    """What somebody sent to be brought in: a ZIP or a table, sealed under a key of its own until it is given away.

    What is told of it names tables, rows and columns, and never quotes a cell.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    file = models.OneToOneField("custody.StoredFile", on_delete=models.PROTECT, related_name="archive")
    examined_at = models.DateTimeField(null=True, blank=True)
    read = models.JSONField(default=dict)  # rows by table
    problems = models.JSONField(default=list)  # [table, row, column, sentence as `iapb.sentences` keeps it, refuses]
    run = models.OneToOneField(Run, on_delete=models.PROTECT, null=True, blank=True, related_name="archive")
    lines = models.JSONField(default=list)  # of the run: [table, row, outcome, columns, sentence]
    given_away_at = models.DateTimeField(null=True, blank=True)  # its key was destroyed

    objects = ProtectedManager(own_archive)
    privacy = Privacy(
        protected="problems lines", plain="id collection sent_by sent_at file examined_at read run given_away_at"
    )

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                name="archive_is_run_after_it_was_examined",
                condition=models.Q(run=None) | models.Q(examined_at__isnull=False),
            ),
        ]


class BroughtIn(Protected):
    """A row that was brought in. It stays after an erasure, so that no later run makes the erased thing anew."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="rows")
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    legacy = models.CharField(max_length=64)  # keyed hash of the legacy id, which may be a name
    object = models.UUIDField()
    subject = models.UUIDField()
    # The row as it came, under the witness's own key: what differs later is told from this.
    row_sealed = models.BinaryField()

    objects = ProtectedManager(brought)
    privacy = Privacy(personal="legacy row_sealed", protected="subject", plain="id run collection kind object")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "kind", "legacy"], name="brought_in_once")]
        indexes = [models.Index(fields=["run", "kind"], name="brought_in_by_run")]
