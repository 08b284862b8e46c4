"""What people who code write to each other: beside a tag, a fact or a passage, or about an item as a whole.

One thread for each thing. docs/decisions/talk.md
"""

from __future__ import annotations

import uuid
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evidence.coding.models.facts import (
    FACT_KINDS,
    Act,
    Departure,
    DetentionPeriod,
    Fact,
    Harm,
    Incident,
    Intervention,
    Involvement,
)
from evidence.coding.models.tags import CONTEXT, Tag
from evidence.coding.visibility import mention_visible, note_visible
from evidence.models import Collection, Item, Segment, Text
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy

LONGEST_NOTE = 2000
FACTS = tuple(FACT_KINDS.values())
# A note names one of these at most; one that names none is about the item as a whole.
NAMED = ("tag", *FACTS, "text")


def one_at_most(names: tuple[str, ...]) -> Q:
    def only(chosen: str | None) -> Q:
        return Q(**{f"{name}__isnull": name != chosen for name in names})

    return reduce(or_, map(only, (None, *names)))


def whole_passage() -> Q:
    return Q(text=None, segment=None, start=None, end=None) | Q(
        text__isnull=False, segment__isnull=False, start__isnull=False, end__isnull=False, end__gt=F("start")
    )


def _above(model: type[models.Model]) -> models.ForeignKey:
    return models.ForeignKey(model, on_delete=models.PROTECT, null=True, blank=True, related_name="notes")


class Note(Protected):
    """Never changed: whoever wrote it takes it back and writes another. Seen by who codes and sees what it is about."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    tag = _above(Tag)
    incident = _above(Incident)
    act = _above(Act)
    involvement = _above(Involvement)
    detention = _above(DetentionPeriod)
    departure = _above(Departure)
    harm = _above(Harm)
    intervention = _above(Intervention)
    # A passage, anchored as tags are: position and quote, code points within the layer, end exclusive.
    text = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text_sha256 = models.CharField(max_length=64, blank=True, default="")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    exact = models.TextField(blank=True, default="")
    prefix = models.CharField(max_length=CONTEXT, blank=True, default="")
    suffix = models.CharField(max_length=CONTEXT, blank=True, default="")
    words = models.TextField(max_length=LONGEST_NOTE)  # emptied, as the quote, when the witness is erased
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Chosen by the page: the same note sent again after a lost line is the same note.
    client_key = models.UUIDField(default=uuid.uuid4)
    created_at = models.DateTimeField(default=timezone.now)
    retracted_at = models.DateTimeField(null=True, blank=True)
    restricted = models.BooleanField(default=False)  # copied from the tag or the fact
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(note_visible)
    privacy = Privacy(
        protected="text_sha256 exact prefix suffix words",
        plain="id item tag incident act involvement detention departure harm intervention text segment start end "
        "author client_key created_at retracted_at restricted closed collection",
    )

    class Meta:
        # As it was called while notes stood on tags alone: functions of the database know it by this name.
        db_table = "coding_tagnote"
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(name="tag_note_sent_once", fields=["author", "client_key"]),
            models.CheckConstraint(name="note_is_about_one_thing", condition=one_at_most(NAMED)),
            models.CheckConstraint(name="note_names_a_whole_passage", condition=whole_passage()),
        ]
        indexes = [models.Index(fields=["item"], name="note_by_item")]

    @property
    def fact(self) -> Fact | None:
        return next((getattr(self, name) for name in FACTS if getattr(self, f"{name}_id")), None)


class Mention(Protected):
    """That a note calls a colleague: it waits for them until they have read it. Seen by who sees the note."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager(mention_visible)
    privacy = Privacy(plain="id note person read_at")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="mentioned_once_in_a_note", fields=["note", "person"])]
        indexes = [models.Index(fields=["person"], name="mention_waits", condition=Q(read_at=None))]
