"""Grant rows, stored by guardian on direct foreign keys, each with an expiry.

Written only by `iapb.access.grant`, read only by `iapb.access.scope`: guardian's
own checker ignores the expiry and is never asked. A revoked grant is a deleted
row; that it existed is told by the ledger.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from evidence.models.collections import CaseSet, Collection
from evidence.models.items import Item
from iapb.access.models import Grant
from iapb.privacy import Privacy


def _once(kind: str, whom: str, column: str) -> list[models.BaseConstraint]:
    """Given again, the end of the one grant moves: two rows would have to be revoked twice."""
    return [models.UniqueConstraint(name=f"{kind}_granted_once_to_{whom}", fields=["content_object", column])]


_PERSON = Privacy(plain="id permission user content_object granted_by granted_at expires_at")
_GROUP = Privacy(plain="id permission group content_object granted_by granted_at expires_at")


class CollectionPersonGrant(Grant, UserObjectPermissionBase):
    content_object = models.ForeignKey(Collection, on_delete=models.PROTECT)
    privacy = _PERSON

    class Meta:
        constraints = _once("collection", "person", "user")


class CollectionGroupGrant(Grant, GroupObjectPermissionBase):
    content_object = models.ForeignKey(Collection, on_delete=models.PROTECT)
    privacy = _GROUP

    class Meta:
        constraints = _once("collection", "group", "group")


class CaseSetPersonGrant(Grant, UserObjectPermissionBase):
    content_object = models.ForeignKey(CaseSet, on_delete=models.PROTECT)
    privacy = _PERSON

    class Meta:
        constraints = _once("caseset", "person", "user")


class CaseSetGroupGrant(Grant, GroupObjectPermissionBase):
    content_object = models.ForeignKey(CaseSet, on_delete=models.PROTECT)
    privacy = _GROUP

    class Meta:
        constraints = _once("caseset", "group", "group")


class ItemPersonGrant(Grant, UserObjectPermissionBase):
    content_object = models.ForeignKey(Item, on_delete=models.PROTECT)
    privacy = _PERSON

    class Meta:
        constraints = _once("item", "person", "user")


class ItemGroupGrant(Grant, GroupObjectPermissionBase):
    content_object = models.ForeignKey(Item, on_delete=models.PROTECT)
    privacy = _GROUP

    class Meta:
        constraints = _once("item", "group", "group")


class Reading(models.Model):
    """What the data protection officer opened for a reason: everything of one witness, for some hours."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject = models.UUIDField()
    reason = models.TextField()
    opened_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    privacy = Privacy(protected="subject reason", plain="id person opened_at expires_at ended_at")

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(name="reading_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="reading_ends_after_start", condition=Q(expires_at__gt=F("opened_at"))),
        ]


class Denial(models.Model):
    """Beats every grant. On one item, or on everything of one witness."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.UUIDField(null=True, blank=True)
    reason = models.TextField()
    denied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    denied_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Made and ended by the database with the denial of a witness, for each joint item of theirs.
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    privacy = Privacy(protected="subject reason", plain="id person item denied_by denied_at ended_at follows")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="denial_of_item_or_subject",
                condition=Q(item__isnull=False, subject=None) | Q(item=None, subject__isnull=False),
            ),
            models.CheckConstraint(
                name="denial_ends_after_start", condition=Q(ended_at=None) | Q(ended_at__gte=F("denied_at"))
            ),
        ]
