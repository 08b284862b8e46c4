"""The coding framework: versions, and codes whose ids are never re-used or renamed."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from iapb.privacy import Privacy


class FrameworkVersion(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scheme = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    current = models.BooleanField(default=False)
    rules = ArrayField(models.TextField(), default=list)
    single_choice = ArrayField(models.CharField(max_length=40), default=list)
    sha256 = models.CharField(max_length=64)  # of the file it was loaded from
    loaded_at = models.DateTimeField(default=timezone.now)
    privacy = Privacy(plain="id scheme version current rules single_choice sha256 loaded_at")

    class Meta:
        ordering = ["-loaded_at"]
        constraints = [
            models.UniqueConstraint(name="framework_version_once", fields=["scheme", "version"]),
            models.UniqueConstraint(name="one_current_framework", fields=["scheme"], condition=Q(current=True)),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.version}"


class Code(models.Model):
    """One code of one version. Across versions a code is known by its id, `code`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=40)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField()
    assignable = models.BooleanField()
    label_en = models.CharField(_("label"), max_length=200)
    label_ru = models.CharField(max_length=200)
    label_be = models.CharField(max_length=200)
    definition = models.TextField()
    applies_to = ArrayField(models.CharField(max_length=20))
    handling = ArrayField(models.CharField(max_length=20), default=list)
    maps = ArrayField(models.CharField(max_length=80), default=list)
    retired_at = models.DateField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")
    privacy = Privacy(
        plain="id framework code parent position assignable label_en label_ru label_be definition applies_to "
        "handling maps retired_at replaced_by"
    )

    class Meta:
        ordering = ["framework", "position"]
        constraints = [
            models.UniqueConstraint(name="code_once_in_version", fields=["framework", "code"]),
            models.CheckConstraint(
                name="code_not_replaced_by_itself", condition=Q(replaced_by=None) | ~Q(replaced_by=F("pk"))
            ),
            models.CheckConstraint(
                name="replaced_code_is_retired", condition=Q(replaced_by=None) | Q(retired_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        language = (translation.get_language() or "en")[:2]
        return getattr(self, f"label_{language}", None) or self.label_en

    @property
    def category(self) -> str:
        return self.code.split(".")[0]

    @property
    def restricted(self) -> bool:
        """Need-to-know (sexual violence under the Murad Code among it): only people named on an item."""
        return bool({"restricted", "sgbv"} & set(self.handling))
