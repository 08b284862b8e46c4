"""Provenance and case work: where an item comes from, and which sets it is worked on in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.visibility import case_set_visible, collection_visible
from iapb.access.door import Protected, ProtectedManager
from iapb.accounts.models import Body
from iapb.privacy import Privacy


class Collection(Protected):
    """Provenance: every item has exactly one, and it never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    body = models.OneToOneField(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="collection")
    closed = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(collection_visible)
    privacy = Privacy(plain="id name body closed created_at")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CaseSet(Protected):
    """Items or witnesses of any collections that a case team works on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    purpose = models.TextField(_("purpose"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(case_set_visible)
    privacy = Privacy(protected="purpose", plain="id name created_by created_at")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CaseSetItem(models.Model):
    case_set = models.ForeignKey(CaseSet, on_delete=models.PROTECT, related_name="members")
    item = models.ForeignKey("evidence.Item", on_delete=models.PROTECT, related_name="case_set_memberships")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    privacy = Privacy(plain="id case_set item added_by added_at")

    class Meta:
        constraints = [models.UniqueConstraint(name="item_once_in_case_set", fields=["case_set", "item"])]


class CaseSetSubject(models.Model):
    """A witness in a set stands for every item of theirs, present and to come."""

    case_set = models.ForeignKey(CaseSet, on_delete=models.PROTECT, related_name="subjects")
    subject = models.UUIDField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    privacy = Privacy(protected="subject", plain="id case_set added_by added_at")

    class Meta:
        constraints = [models.UniqueConstraint(name="subject_once_in_case_set", fields=["case_set", "subject"])]
        indexes = [models.Index(fields=["subject"], condition=Q(subject__isnull=False), name="case_set_by_subject")]
