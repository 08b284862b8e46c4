"""What every grant row carries beside guardian's own columns."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Grant(models.Model):
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        abstract = True
