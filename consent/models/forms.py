"""Versions of the consent form. A version is immutable once a record uses it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.privacy import Privacy


class ConsentForm(models.Model):
    """One version in one language, with its exact text and the purposes it asks one by one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.CharField(_("version"), max_length=20)
    language = models.CharField(_("language"), max_length=8)
    text = models.TextField(_("text"))
    sha256 = models.CharField(max_length=64, editable=False)
    notice_version = models.CharField(_("version of the privacy notice"), max_length=20)
    purposes = ArrayField(models.CharField(max_length=32))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    privacy = Privacy(
        plain="id version language text sha256 notice_version purposes valid_from valid_to approved_by created_at"
    )

    class Meta:
        ordering = ["-valid_from", "version", "language"]
        constraints = [
            models.UniqueConstraint(name="form_version_once_per_language", fields=["version", "language"]),
            models.CheckConstraint(
                name="form_valid_to_after_from", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"
