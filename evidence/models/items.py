"""The one base table of everything that can be granted, tagged, found, kept and disclosed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models.collections import Collection
from evidence.visibility import item_visible
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy


class Item(Protected):
    class Kind(models.TextChoices):
        INTERVIEW = "interview", _("Interview")
        WITNESS_DOCUMENT = "witness_document", _("Witness document")
        OPEN_SOURCE = "open_source", _("Open-source item")
        ANALYTIC = "analytic", _("Analytic product")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # For people: IAPB-I-02775. From a sequence, never re-used.
    reference = models.CharField(max_length=20, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="items")
    closed = models.BooleanField(default=True)
    subject = models.UUIDField(null=True, blank=True, db_index=True)  # the witness, as an opaque id
    restricted = models.BooleanField(_("restricted"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(item_visible)
    privacy = Privacy(protected="subject", plain="id reference kind collection closed restricted created_by created_at")

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="closed_item_has_a_subject",
                condition=models.Q(closed=False) | models.Q(subject__isnull=False) | models.Q(kind="analytic"),
            ),
        ]
        indexes = [models.Index(fields=["collection", "-created_at"], name="item_by_collection")]

    def __str__(self) -> str:
        return self.reference
