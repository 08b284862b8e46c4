"""What became of a tag when a newer layer took over: it moved, or a person must look (standards.md 7.2)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.models.tags import Tag
from evidence.coding.visibility import coded
from evidence.models import Collection, Item, Text
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy


class Carrying(Protected):
    """One tag of an older layer, and one newer layer. Places and no words: nothing here needs erasing."""

    class State(models.TextChoices):
        MOVED = "moved", _("moved")
        ORPHANED = "orphaned", _("a person must look")
        DROPPED = "dropped", _("taken back")
        OVERTAKEN = "overtaken", _("a still newer text came")

    class Why(models.TextChoices):
        SAME = "same", _("The words are the same.")
        SPELLING = "spelling", _("Only spelling or punctuation is different.")
        CHANGED = "changed", _("Words within were heard otherwise.")
        ENDS = "ends", _("Where it begins or ends is not sure.")
        GONE = "gone", _("Its words are not in the newer text.")
        LITTLE = "little", _("Few of its words are left.")
        BROKEN = "broken", _("A sentence within is new or lost, or another one is like it.")
        DENIAL = "denial", _("A word such as “not” came or went.")
        SPEAKER = "speaker", _("Another person says it in the newer text.")
        INSIDE = "inside", _("It began or ended inside a word that was changed.")

    class Reason(models.TextChoices):
        GONE = "gone", _("The words are not in the newer text")
        OTHERWISE = "otherwise", _("The newer text no longer says this")
        NEVER = "never", _("The tag was wrong before")

    TRANSITIONS = {
        State.MOVED: set(),
        State.ORPHANED: {State.MOVED, State.DROPPED, State.OVERTAKEN},
        State.DROPPED: set(),
        State.OVERTAKEN: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="carryings")
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="carryings")  # the newer one
    state = models.CharField(max_length=9, choices=State.choices)
    why = models.CharField(max_length=8, choices=Why.choices)
    candidates = models.JSONField(default=list, blank=True)  # [start, end] in code points, the likeliest first
    moved_to = models.ForeignKey(Tag, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=9, choices=Reason.choices, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    # Who decided; nobody where the house moved it by itself. `seen_by`: who looked at what was moved with other words.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")  # of the tag
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    restricted = models.BooleanField(default=False)  # as the tag's code
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(coded())
    privacy = Privacy(
        plain="id tag text state why candidates moved_to reason at decided_by decided_at seen_by author item "
        "restricted closed collection"
    )

    class Meta:
        ordering = ["tag__start", "id"]
        constraints = [
            models.UniqueConstraint(name="tag_carried_once_to_a_text", fields=["tag", "text"]),
            models.CheckConstraint(
                name="carrying_moved_names_the_tag",
                condition=Q(state="moved", moved_to__isnull=False) | (~Q(state="moved") & Q(moved_to=None)),
            ),
            models.CheckConstraint(
                name="carrying_dropped_says_why",
                condition=(Q(state="dropped", decided_by__isnull=False) & ~Q(reason=""))
                | (~Q(state="dropped") & Q(reason="")),
            ),
            models.CheckConstraint(
                name="carrying_decision_is_whole",
                condition=Q(decided_by=None, decided_at=None) | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["item"], name="carrying_waits", condition=Q(state="orphaned")),
            models.Index(
                fields=["item"],
                name="carrying_to_look_at",
                condition=Q(state="moved", seen_by=None, decided_by=None, why__in=["changed", "denial"]),
            ),
        ]
