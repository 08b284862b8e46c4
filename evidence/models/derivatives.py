"""Copies made here of what came in: to be looked at and listened to, never to be proof."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models.collections import Collection
from evidence.models.items import ItemFile
from evidence.visibility import through
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy


class Derivative(Protected):
    """What one derived file is, of which file, and by which tool it was made."""

    class Kind(models.TextChoices):
        SOUND = "sound", _("Sound to listen to")
        FILM = "film", _("Film to look at")
        WAVEFORM = "waveform", _("Waveform")
        THUMBNAIL = "thumbnail", _("Small picture")
        PICTURE = "picture", _("Picture to look at")
        PAGE = "page", _("Page to look at")
        LIKENESS = "likeness", _("What it looks like")
        CLAIMS = "claims", _("What the file says of itself")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item_file = models.OneToOneField(ItemFile, on_delete=models.PROTECT, related_name="derivative")
    parent = models.ForeignKey(ItemFile, on_delete=models.PROTECT, related_name="copies")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.PositiveIntegerField(default=0)  # the page; 0 where there is one only
    width = models.PositiveIntegerField(default=0)  # pixels
    height = models.PositiveIntegerField(default=0)
    duration_ms = models.PositiveBigIntegerField(null=True, blank=True)
    tool = models.CharField(max_length=40)
    tool_version = models.CharField(max_length=40)
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through("parent__item__"))
    privacy = Privacy(
        plain="id item_file parent kind number width height duration_ms tool tool_version closed collection made_at"
    )

    class Meta:
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(name="derivative_once", fields=["parent", "kind", "number"]),
            models.CheckConstraint(name="derivative_names_its_tool", condition=~Q(tool="") & ~Q(tool_version="")),
            models.CheckConstraint(
                name="derivative_pages_are_counted_from_one", condition=Q(kind="page") ^ Q(number=0)
            ),
        ]
