"""A code on words of a text layer. Tags may overlap and nest; a span may carry many codes."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.models.framework import Code
from evidence.coding.visibility import coded
from evidence.models import Collection, Item, Segment, Text
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy

CONTEXT = 32  # characters of prefix and suffix, as in standards.md 7.2


class Tag(Protected):
    """Position and quote (W3C Web Annotation): code points within the layer, end exclusive."""

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("suggested")
        CONFIRMED = "confirmed", _("confirmed")
        ADJUDICATED = "adjudicated", _("adjudicated")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="tags")
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="tags")
    text_sha256 = models.CharField(max_length=64)  # the layer the span was measured on
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="tags")  # where it starts
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="tags")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()
    prefix = models.CharField(max_length=CONTEXT, blank=True)
    suffix = models.CharField(max_length=CONTEXT, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.CONFIRMED)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Chosen by the page: the same tag sent again after a lost line is the same tag.
    client_key = models.UUIDField(default=uuid.uuid4)
    created_at = models.DateTimeField(default=timezone.now)
    retracted_at = models.DateTimeField(null=True, blank=True)
    retracted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    restricted = models.BooleanField(default=False)  # copied from the code
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(coded())
    privacy = Privacy(
        protected="text_sha256 exact prefix suffix",
        plain="id item text segment code start end state author client_key created_at retracted_at retracted_by "
        "restricted closed collection",
    )

    class Meta:
        ordering = ["start", "-end", "created_at"]
        constraints = [
            models.CheckConstraint(name="tag_ends_after_start", condition=Q(end__gt=F("start"))),
            models.CheckConstraint(
                name="tag_retraction_is_whole",
                condition=Q(retracted_at=None, retracted_by=None)
                | Q(retracted_at__isnull=False, retracted_by__isnull=False),
            ),
            models.UniqueConstraint(name="tag_sent_once", fields=["author", "client_key"]),
            models.UniqueConstraint(
                name="tag_once_on_span",
                fields=["author", "text", "code", "start", "end"],
                condition=Q(retracted_at=None),
            ),
        ]
        indexes = [
            # Holds all that the facets of a search ask of a tag, so that they read no tag itself.
            models.Index(
                fields=["text", "start", "end"],
                include=["id", "code", "restricted", "item"],
                name="tag_by_span",
                condition=Q(retracted_at=None),
            ),
            models.Index(fields=["item"], name="tag_by_item", condition=Q(retracted_at=None)),
        ]
