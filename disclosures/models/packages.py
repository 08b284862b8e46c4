"""What was built from an approved selection, and each time it was handed over."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from disclosures.models.disclosures import Disclosure
from disclosures.visibility import desk_visible
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy


class Package(Protected):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    disclosure = models.OneToOneField(Disclosure, on_delete=models.PROTECT, related_name="package")
    reference = models.CharField(max_length=20, unique=True, editable=False)  # IAPB-P-00041
    # Production numbers, gap free and never used again: IAPB-<recipient>-0001-0001 …
    first_number = models.CharField(max_length=40)
    last_number = models.CharField(max_length=40)
    manifest_sha256 = models.CharField(max_length=64)  # of the selection that was approved
    bag_sha512 = models.CharField(max_length=128)  # of the tag manifest inside
    sealed = models.OneToOneField("custody.StoredFile", on_delete=models.PROTECT, related_name="package")
    recipient_key = models.CharField(max_length=80)
    checkpoint = models.TextField()
    built_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(desk_visible)
    privacy = Privacy(
        protected="manifest_sha256 bag_sha512",
        plain="id reference disclosure first_number last_number sealed recipient_key checkpoint built_at",
    )

    def __str__(self) -> str:
        return self.reference


class Handover(Protected):
    """A download of the package. Each asks the decision again before its first byte."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="handovers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    event = models.UUIDField()

    objects = ProtectedManager(desk_visible)
    privacy = Privacy(plain="id package by at event")

    class Meta:
        ordering = ["at"]
