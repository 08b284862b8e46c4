"""What an older archive had coded under a code that has no place in the framework: kept as text, and listed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evidence.coding.visibility import coded
from evidence.models import Collection, Item, Text
from iapb.access.door import Protected, ProtectedManager
from iapb.access.scope import Scope
from iapb.privacy import Privacy


def _visible(scope: Scope) -> Q:
    """What such a code means nobody knows here: as for a restricted one, whoever is named on the item sees it.

    Who brought it in sees it as well, as long as they see the item.
    """
    visible = coded(author="brought_by")(scope)
    return visible | (coded(restricted="item__restricted", author="brought_by")(scope) & Q(brought_by=scope.actor))


class LegacyCoding(Protected):
    """Words of a layer and a code's name as it stood in the older archive. No tag, and never counted as one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="legacy_codings")
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="legacy_codings")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()
    code = models.CharField(max_length=200)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(default=timezone.now)
    restricted = models.BooleanField(default=True)
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(_visible)
    privacy = Privacy(
        protected="exact code",
        plain="id item text start end brought_by brought_at restricted closed collection",
    )

    class Meta:
        ordering = ["start", "-end"]
        constraints = [
            models.CheckConstraint(name="legacy_coding_ends_after_start", condition=Q(end__gt=F("start"))),
        ]
