"""What was built from an approved selection, each time it was handed over, and that it arrived."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import Channel
from disclosures.models.disclosures import Disclosure
from disclosures.visibility import desk_visible
from evidence.models import Item
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy


class Package(Protected):
    """Exists once it lies sealed in the vault; its numbers are taken by the same transaction, so none is lost."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    disclosure = models.OneToOneField(Disclosure, on_delete=models.PROTECT, related_name="package")
    reference = models.CharField(max_length=20, unique=True, editable=False)  # IAPB-P-00041
    # Production numbers, gap free and never used again: IAPB-<recipient>-0001-0001 …
    series = models.CharField(max_length=6)  # the recipient's code
    first_position = models.PositiveIntegerField()
    last_position = models.PositiveIntegerField()
    manifest_sha256 = models.CharField(max_length=64)  # of the selection that was approved
    contents_sha512 = models.CharField(max_length=128)  # of contents-sha512.txt inside; stands in the ledger
    files = models.PositiveIntegerField()  # inside, without what describes them
    size = models.PositiveBigIntegerField()  # of these, in bytes
    sealed = models.OneToOneField("custody.StoredFile", on_delete=models.PROTECT, related_name="package")
    recipient_key = models.CharField(max_length=80)
    checkpoint = models.TextField()
    built_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(desk_visible)
    privacy = Privacy(
        protected="manifest_sha256 contents_sha512",
        plain="id reference disclosure series first_position last_position files size sealed recipient_key "
        "checkpoint built_at",
    )

    class Meta:
        ordering = ["-built_at"]
        constraints = [
            models.UniqueConstraint(name="package_numbers_once", fields=["series", "first_position"]),
            models.CheckConstraint(
                name="package_numbers_run_upwards",
                condition=Q(first_position__gte=1) & Q(last_position__gte=F("first_position")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PackageItem(Protected):
    """Under which numbers an item left."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    first_number = models.CharField(max_length=40, unique=True)
    last_number = models.CharField(max_length=40)
    files = models.PositiveIntegerField()

    objects = ProtectedManager(desk_visible)
    privacy = Privacy(plain="id package item first_number last_number files")

    class Meta:
        ordering = ["first_number"]
        constraints = [models.UniqueConstraint(name="item_once_in_package", fields=["package", "item"])]


class Handover(Protected):
    """One hand-over: to whom and how. The package has left once the first byte went, and only then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="handovers")
    to = models.CharField(_("handed to"), max_length=200)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    event = models.UUIDField(null=True, blank=True)

    objects = ProtectedManager(desk_visible)
    privacy = Privacy(personal="to", plain="id package channel by at left_at event")

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="handover_left_with_its_event",
                condition=Q(left_at=None, event=None) | Q(left_at__isnull=False, event__isnull=False),
            ),
        ]


class ReceiptConfirmation(Protected):
    """The recipient's word that exactly this file arrived."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    package = models.OneToOneField(Package, on_delete=models.PROTECT, related_name="confirmation")
    sha256 = models.CharField(max_length=64)  # as the recipient computed it over the sealed file
    signer = models.CharField(_("who confirmed it"), max_length=200)
    confirmed_on = models.DateField(_("confirmed on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(desk_visible)
    privacy = Privacy(personal="signer", protected="sha256", plain="id package confirmed_on by at")
