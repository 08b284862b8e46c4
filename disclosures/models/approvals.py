"""Four eyes. What the actions check, the database refuses as well."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disclosures.models.disclosures import Disclosure
from disclosures.visibility import desk_visible
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy


class Approval(Protected):
    """One person's yes, in one capacity, to exactly the manifest of this hash."""

    class Capacity(models.TextChoices):
        LEGAL = "legal", _("Legal")
        SAFETY = "safety", _("Safety")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="approvals")
    capacity = models.CharField(max_length=8, choices=Capacity.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Copied so that a constraint can see it; a trigger holds it to the disclosure's own.
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    manifest_sha256 = models.CharField(max_length=64)
    note = models.TextField(_("note"), blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_because = models.CharField(max_length=200, blank=True)

    objects = ProtectedManager(desk_visible)
    privacy = Privacy(
        protected="manifest_sha256 note voided_because",
        plain="id disclosure capacity by prepared_by given_at voided_at",
    )

    class Meta:
        ordering = ["given_at"]
        constraints = [
            models.CheckConstraint(name="approver_is_not_the_preparer", condition=~Q(by=F("prepared_by"))),
            models.UniqueConstraint(
                name="one_approval_per_capacity", fields=["disclosure", "capacity"], condition=Q(voided_at=None)
            ),
            models.CheckConstraint(
                name="voided_approval_says_why",
                condition=Q(voided_at=None, voided_because="") | (Q(voided_at__isnull=False) & ~Q(voided_because="")),
            ),
            models.UniqueConstraint(
                name="one_approval_per_person", fields=["disclosure", "by"], condition=Q(voided_at=None)
            ),
        ]
