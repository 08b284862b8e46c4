"""Frozen layers of an item, and their working copy in segments."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models.collections import Collection
from evidence.models.items import Item
from evidence.visibility import through
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy


class Text(Protected):
    """A layer never changes; a correction is a new layer. Its bytes are a stored file."""

    class Kind(models.TextChoices):
        TRANSCRIPT = "transcript", _("Transcript")
        TRANSLATION = "translation", _("Translation")
        OCR = "ocr", _("Text read from a scan")
        BODY = "body", _("Text")

    class Maker(models.TextChoices):
        HUMAN = "human", _("Made by a person")
        MACHINE = "machine", _("Machine draft, not checked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="texts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    language = models.CharField(max_length=8)
    maker = models.CharField(max_length=8, choices=Maker.choices)
    engine = models.CharField(max_length=80, blank=True)
    engine_version = models.CharField(max_length=80, blank=True)
    source = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="derived")
    file = models.OneToOneField("custody.StoredFile", on_delete=models.PROTECT, related_name="text_layer")
    sha256 = models.CharField(max_length=64)  # of the normalised text that tags point into
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through("item__"))
    privacy = Privacy(
        protected="sha256",
        plain="id item kind language maker engine engine_version source file checked_by checked_at closed "
        "collection created_by created_at",
    )

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="machine_text_names_engine",
                condition=Q(maker="human") | (~Q(engine="") & ~Q(engine_version="")),
            ),
            models.CheckConstraint(
                name="text_check_is_whole",
                condition=Q(checked_by=None, checked_at=None) | Q(checked_by__isnull=False, checked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="translation_names_its_source", condition=~Q(kind="translation") | Q(source__isnull=False)
            ),
        ]


class Segment(Protected):
    """A paragraph, answer or cue: the working copy, rebuildable from the layer's file."""

    class Doubt(models.TextChoices):
        LANGUAGE = "language", _("Another language than the stated one is heard here, so the machine wrote nothing.")
        UNHEARD = "unheard", _("Somebody speaks here, and the machine made out no words.")
        UNSURE = "unsure", _("The machine is unsure of its words here. Listen before you use them.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="segments")
    number = models.PositiveIntegerField()
    content = models.TextField()
    start = models.PositiveIntegerField()  # code points from the start of the layer's normalised text
    speaker = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, blank=True)
    start_ms = models.PositiveIntegerField(null=True, blank=True)
    end_ms = models.PositiveIntegerField(null=True, blank=True)
    # Of machines alone: why to look here first, and what the house's glossary did (evidence.rendering).
    doubt = models.CharField(max_length=8, choices=Doubt.choices, blank=True, default="", db_default="")
    rendered = models.JSONField(default=list, db_default=[], blank=True)
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(through("text__item__"))
    privacy = Privacy(
        protected="content speaker rendered",
        plain="id text number start language start_ms end_ms doubt closed collection",
    )

    class Meta:
        ordering = ["text", "number"]
        constraints = [
            models.UniqueConstraint(name="segment_number_once", fields=["text", "number"]),
            models.CheckConstraint(
                name="segment_ends_after_start",
                condition=Q(end_ms=None) | Q(start_ms=None) | Q(end_ms__gte=F("start_ms")),
            ),
        ]
        indexes = [models.Index(fields=["text", "start"], name="segment_by_start")]


class SegmentSource(Protected):
    """Which segments of the original a translated segment renders (n:m)."""

    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="sources")
    source = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="renderings")
    sure = models.BooleanField(default=True)  # False: proposed by length alone, for a person to judge
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(through("segment__text__item__"))
    privacy = Privacy(plain="id segment source sure closed collection")

    class Meta:
        constraints = [models.UniqueConstraint(name="segment_source_once", fields=["segment", "source"])]


class DraftPart(Protected):
    """What a machine has written of a long work, kept until the layer is whole and then deleted.

    So that a worker that dies in the second hour of a recording costs minutes. Part 0 is the plan.
    Like segments a working copy: the witness's own name is replaced already.
    """

    made_of = models.UUIDField()  # the file or text that is being worked on
    engine = models.CharField(max_length=200)  # with all that its words depend on: another one begins anew
    number = models.PositiveIntegerField()
    content = models.JSONField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through("item__"))
    privacy = Privacy(protected="content", plain="id made_of engine number item closed collection made_at")

    class Meta:
        constraints = [models.UniqueConstraint(name="draft_part_once", fields=["made_of", "engine", "number"])]
