"""What is being typed: a working copy of a text that is not a layer yet, in one person's hands at a time."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models import Collection, Item, ItemFile, Segment, Text
from evidence.visibility import through
from iapb.access.door import Protected, ProtectedManager
from iapb.accounts.models import Body
from iapb.privacy import Privacy

LONGEST_SPEAKER = 40


class Work(Protected):
    """A transcript or a translation from its first word to the check by a second person.

    Each handing in freezes its words as a layer; the working copy goes once the layer is checked.
    """

    class Kind(models.TextChoices):
        TRANSCRIPT = "transcript", _("Transcript")
        TRANSLATION = "translation", _("Translation")

    class State(models.TextChoices):
        TYPING = "typing", _("Being typed")
        HANDED_IN = "handed_in", _("Waits for a second person")
        SENT_BACK = "sent_back", _("Sent back with a comment")
        CHECKED = "checked", _("Checked by a second person")
        GIVEN_UP = "given_up", _("Given up")

    TRANSITIONS: dict[str, frozenset[str]] = {
        State.TYPING: frozenset({State.HANDED_IN, State.GIVEN_UP}),
        # Taken back by who handed it in, as long as nobody has answered.
        State.HANDED_IN: frozenset({State.CHECKED, State.SENT_BACK, State.TYPING}),
        State.SENT_BACK: frozenset({State.HANDED_IN, State.GIVEN_UP}),
        State.CHECKED: frozenset(),
        State.GIVEN_UP: frozenset(),
    }
    EVENTS: dict[str, str] = {
        State.TYPING: "transcript.taken_back",
        State.HANDED_IN: "transcript.handed_in",
        State.SENT_BACK: "transcript.sent_back",
        State.CHECKED: "transcript.checked",
        State.GIVEN_UP: "transcript.given_up",
    }
    # Words may be changed.
    OPEN_STATES = frozenset({State.TYPING, State.SENT_BACK})
    # Nothing follows: another correction is another work.
    OVER_STATES = frozenset({State.CHECKED, State.GIVEN_UP})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="works")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    language = models.CharField(max_length=8)
    # What is listened to or looked at; a translation of a letter has none.
    file = models.ForeignKey(ItemFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The layer it corrects, or the machine's draft it goes out from.
    began_from = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Of a translation: what it renders.
    source = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.TYPING)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    # Everyone who has had it in hand: none of them may check it.
    typists = ArrayField(models.UUIDField(), default=list)
    speakers = ArrayField(models.CharField(max_length=LONGEST_SPEAKER), default=list, blank=True)
    # What was frozen last.
    layer = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    comment = models.TextField(blank=True)  # why it came back
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through("item__"))
    privacy = Privacy(
        protected="speakers comment",
        plain="id item kind language file began_from source state holder body typists layer sent_back_by checked_by "
        "closed collection started_at touched_at",
    )

    class Meta:
        ordering = ["-touched_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="translation_work_names_its_source",
                condition=Q(kind="transcript", source=None) | Q(kind="translation", source__isnull=False),
            ),
            models.CheckConstraint(
                name="transcript_work_is_about_something",
                condition=Q(kind="translation") | Q(file__isnull=False) | Q(began_from__isnull=False),
            ),
            models.CheckConstraint(
                name="work_checked_means_by_whom",
                condition=Q(state="checked", checked_by__isnull=False) | (~Q(state="checked") & Q(checked_by=None)),
            ),
            models.CheckConstraint(
                name="handed_in_work_has_a_layer",
                condition=~Q(state__in=["handed_in", "sent_back", "checked"]) | Q(layer__isnull=False),
            ),
            # One person at a time, one copy at a time.
            models.UniqueConstraint(
                name="one_open_work_per_recording",
                fields=["item", "file"],
                condition=Q(kind="transcript", state__in=["typing", "handed_in", "sent_back"]),
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                name="one_open_work_per_translation",
                fields=["source", "language"],
                condition=Q(kind="translation", state__in=["typing", "handed_in", "sent_back"]),
            ),
        ]

    def may_become(self, state: str) -> bool:
        return state in self.TRANSITIONS[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    @property
    def is_over(self) -> bool:
        return self.state in self.OVER_STATES

    @property
    def is_translation(self) -> bool:
        return self.kind == self.Kind.TRANSLATION


class WorkSegment(Protected):
    """A row of the editor. The witness's own name is replaced before it rests here, as in a layer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # chosen by the page
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="segments")
    place = models.BigIntegerField()  # in what order they stand; gaps are left for those that come between
    content = models.TextField(blank=True)
    speaker = models.CharField(max_length=LONGEST_SPEAKER, blank=True)
    start_ms = models.PositiveIntegerField(null=True, blank=True)
    end_ms = models.PositiveIntegerField(null=True, blank=True)
    # Rises with every change: a change that was made on another version is a clash.
    version = models.PositiveIntegerField(default=1)
    gone = models.BooleanField(default=False)  # joined or deleted; kept so that it can be undone
    # Of a translation: which segments of the original this renders.
    sources = ArrayField(models.UUIDField(), default=list, blank=True)
    # Why to listen here first, as a machine's draft said; empty once a person has changed the words.
    doubt = models.CharField(max_length=8, choices=Segment.Doubt.choices, blank=True, default="")
    remark = models.CharField(max_length=500, blank=True)  # of who checks
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(through("work__item__"))
    privacy = Privacy(
        protected="content speaker remark",
        plain="id work place start_ms end_ms version gone sources doubt closed collection",
    )

    class Meta:
        ordering = ["work", "place", "id"]
        constraints = [
            models.CheckConstraint(
                name="work_segment_ends_after_start",
                condition=Q(end_ms=None) | Q(start_ms=None) | Q(end_ms__gte=F("start_ms")),
            ),
        ]


class WorkChange(Protected):
    """That a change has arrived, under the key its page gave it: sent again after a lost line, it is the same one."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="changes")
    key = models.UUIDField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    # Made on an older version: nothing was changed, and its words stand in a clash.
    beside = models.BooleanField(default=False)
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(through("work__item__"))
    privacy = Privacy(plain="id work key by made_at beside closed collection")

    class Meta:
        constraints = [models.UniqueConstraint(name="work_change_once", fields=["work", "key"])]


class Clash(Protected):
    """What was typed on an older version of a segment: kept beside the newer one until a person has chosen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="clashes")
    segment = models.ForeignKey(WorkSegment, on_delete=models.PROTECT, related_name="clashes")
    content = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(through("work__item__"))
    privacy = Privacy(protected="content", plain="id work segment by made_at settled_at settled_by closed collection")

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="clash_settling_is_whole",
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
            )
        ]
