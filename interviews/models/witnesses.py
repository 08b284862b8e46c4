"""Witnesses: a code everywhere, the identity sealed under the witness's own key."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models import Collection
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy
from interviews.visibility import witness_visible


class Witness(Protected):
    class Sex(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")
        OTHER = "other", _("Stated otherwise")
        UNKNOWN = "unknown", _("Unknown")

    # The id is the opaque subject that items, keys and consent carry.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Drawn at random: neither order nor date of registration can be read from it.
    code = models.CharField(_("code"), max_length=7, unique=True, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="witnesses")
    sex = models.CharField(_("sex as stated"), max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    languages = ArrayField(models.CharField(max_length=8), default=list)
    name_sealed = models.BinaryField()
    birth_date_sealed = models.BinaryField(null=True, blank=True)
    contact_sealed = models.BinaryField(null=True, blank=True)
    relatives_sealed = models.BinaryField(null=True, blank=True)
    # Keyed hashes of the name in its spellings with the birth year: "already heard elsewhere?"
    blind_indexes = ArrayField(models.CharField(max_length=64), default=list)
    identified = models.BooleanField(default=True)  # False: the source person is not known to the store
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now)
    # Rises with every event that touches consent; what was approved before is void.
    consent_epoch = models.PositiveIntegerField(default=0)

    objects = ProtectedManager(witness_visible)
    privacy = Privacy(
        personal="name_sealed birth_date_sealed contact_sealed relatives_sealed blind_indexes",
        protected="sex languages",
        plain="id code collection identified registered_by registered_at consent_epoch",
    )

    class Meta:
        ordering = ["-registered_at"]
        verbose_name_plural = "witnesses"
        constraints = [
            models.CheckConstraint(
                name="witness_code_has_five_digits", condition=models.Q(code__regex=r"^W-[1-9][0-9]{4}$")
            ),
        ]
        indexes = [GinIndex(fields=["blind_indexes"], name="witness_by_blind_index")]

    def __str__(self) -> str:
        return self.code
