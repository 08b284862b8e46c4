"""What analysts ask the partner body about a passage, and what is answered.

A question knows the words it is about and nothing else: no tag, no code, no fact, no note, no case set.
docs/decisions/talk.md
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.models.carrying import Carrying
from evidence.coding.models.tags import CONTEXT
from evidence.coding.visibility import draft_visible, message_visible, question_visible
from evidence.models import Collection, Item, Segment, Text
from iapb.access.door import Protected, ProtectedManager
from iapb.accounts.models import Body
from iapb.privacy import Privacy

LONGEST_MESSAGE = 4000


def whole_place() -> Q:
    return Q(now_text=None, now_segment=None, now_start=None, now_end=None) | Q(
        now_text__isnull=False, now_segment__isnull=False, now_start__isnull=False, now_end__gt=F("now_start")
    )


class Question(Protected):
    """About words of a layer, to the body that brought the item."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for an answer")
        ANSWERED = "answered", _("Answered")
        SETTLED = "settled", _("Closed")
        TAKEN_BACK = "taken_back", _("Taken back")

    TRANSITIONS: dict[str, frozenset[str]] = {
        State.ASKED: frozenset({State.ANSWERED, State.SETTLED, State.TAKEN_BACK}),
        State.ANSWERED: frozenset({State.ASKED, State.SETTLED}),
        State.SETTLED: frozenset(),
        State.TAKEN_BACK: frozenset(),
    }
    EVENTS: dict[str, str] = {
        State.ASKED: "question.asked_on",
        State.ANSWERED: "question.answered",
        State.SETTLED: "question.settled",
        State.TAKEN_BACK: "question.taken_back",
    }
    OPEN_STATES = frozenset({State.ASKED, State.ANSWERED})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")  # asked, as the item's collection is its
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    text_sha256 = models.CharField(max_length=64)
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="+")  # where the words start
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()
    prefix = models.CharField(max_length=CONTEXT, blank=True)
    suffix = models.CharField(max_length=CONTEXT, blank=True)
    # Where these words stand in a newer layer, once that is sure. Places and no words: nothing here needs erasing.
    now_text = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    now_segment = models.ForeignKey(Segment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    now_start = models.PositiveIntegerField(null=True, blank=True)
    now_end = models.PositiveIntegerField(null=True, blank=True)
    # A newer layer in which their place is not sure: the question stays where it stands.
    doubt_text = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=8, choices=Carrying.Why.choices, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    client_key = models.UUIDField(default=uuid.uuid4)
    asked_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)  # when something was last said
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(question_visible)
    privacy = Privacy(
        protected="text_sha256 exact prefix suffix",
        plain="id item body text segment start end now_text now_segment now_start now_end doubt_text why state asker "
        "client_key asked_at touched_at ended_by ended_at closed collection",
    )

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(name="question_sent_once", fields=["asker", "client_key"]),
            models.CheckConstraint(name="question_ends_after_start", condition=Q(end__gt=F("start"))),
            models.CheckConstraint(
                name="question_end_is_whole",
                condition=Q(state__in=["asked", "answered"], ended_by=None, ended_at=None)
                | Q(state__in=["settled", "taken_back"], ended_by__isnull=False, ended_at__isnull=False),
            ),
            models.CheckConstraint(name="question_stands_in_a_whole_place", condition=whole_place()),
            models.CheckConstraint(
                name="question_says_why_it_moved_or_stayed",
                condition=(Q(now_text=None, doubt_text=None) & Q(why=""))
                | (~Q(now_text=None, doubt_text=None) & ~Q(why="")),
            ),
        ]
        indexes = [
            models.Index(fields=["item"], name="question_by_item"),
            models.Index(fields=["body"], name="question_waits", condition=Q(state="asked")),
            models.Index(fields=["asker"], name="question_answered", condition=Q(state="answered")),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    @property
    def has_moved(self) -> bool:
        return self.now_text_id not in (None, self.text_id)

    @property
    def stands_in(self) -> uuid.UUID:
        """The layer in which its words stand now; with `stands_from` and `stands_to` their place."""
        found: uuid.UUID = self.now_text_id or self.text_id
        return found

    @property
    def stands_from(self) -> int:
        return self.start if self.now_start is None else self.now_start

    @property
    def stands_to(self) -> int:
        return self.end if self.now_end is None else self.now_end


class QuestionMessage(Protected):
    """One turn. Never changed; whoever wrote it can strike it out."""

    class Side(models.TextChoices):
        TEAM = "team", _("The analysis team")
        BODY = "body", _("The partner")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(max_length=4, choices=Side.choices)
    words = models.TextField(max_length=LONGEST_MESSAGE)  # emptied when the witness is erased
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    client_key = models.UUIDField(default=uuid.uuid4)
    said_at = models.DateTimeField(default=timezone.now)
    struck_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager(message_visible)
    privacy = Privacy(protected="words", plain="id question side author client_key said_at struck_at")

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [models.UniqueConstraint(name="question_message_sent_once", fields=["author", "client_key"])]


class TalkDraft(Protected):
    """What a person has typed about an item and not sent yet: theirs alone. It rests as what it will become rests."""

    class Form(models.TextChoices):
        ASK = "ask", _("a question to the partner")
        ANSWER = "answer", _("an answer")
        COMMENT = "comment", _("a comment")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=7, choices=Form.choices)
    about = models.UUIDField()  # the item, the question, or the first note of a thread
    content = models.JSONField(default=dict)  # the form's fields
    saved_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(draft_visible)
    privacy = Privacy(protected="content", plain="id by item form about saved_at")

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(name="one_talk_draft_per_form", fields=["by", "form", "about"])]
