"""What a machine proposes for words of a layer: no statement until a named person accepts it (design.md rule 7)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.models.framework import Code
from evidence.coding.models.tags import CONTEXT, Tag
from evidence.coding.visibility import coded
from evidence.models import Collection, Item, Segment, Text
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy


class Suggestion(Protected):
    class Kind(models.TextChoices):
        CODE = "code", _("code")
        DATE = "date", _("date")
        FACILITY = "facility", _("facility")
        PLACE = "place", _("place")
        BODY = "body", _("State body")
        OFFICIAL = "official", _("official")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed by a machine")
        ACCEPTED = "accepted", _("accepted")
        CHANGED = "changed", _("accepted with another code or other words")
        REFUSED = "refused", _("refused")

    class Because(models.TextChoices):
        LEXICON = "lexicon", _("These words speak for the code.")
        AS_WRITTEN = "as_written", _("The date stands there as it is.")
        YEAR = (
            "year_settled",
            _("The year was left out: it follows from the date before it and the day of the account."),
        )
        MONTH = "month_before", _("A day alone is of the month mentioned before it.")
        STEP = "step", _("Counted from the last day mentioned before it.")
        NAME = "name", _("People call the place so.")
        TOWN = "town", _("The town stands for its place of detention.")
        KIND = "kind", _("There is one of its kind.")
        KIND_TOWN = "kind_and_town", _("Kind and town name it.")
        KIND_NUMBER = "kind_and_number", _("Kind and number name it.")
        DISTRICT = "district", _("Kind and district name it.")
        REGISTER = "register", _("A name of the register.")
        RANK = "rank_or_post", _("A name beside a rank or a post.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="suggestions")
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="suggestions")
    text_sha256 = models.CharField(max_length=64)
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="suggestions")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, null=True, blank=True, related_name="suggestions")
    value = models.CharField(max_length=200)  # the code, the key of a register, a date as ISO, a name as it stands
    others = ArrayField(models.CharField(max_length=80), default=list, blank=True)  # keys that are as right
    precision = models.CharField(max_length=9, blank=True)  # of a date
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()
    prefix = models.CharField(max_length=CONTEXT, blank=True)
    suffix = models.CharField(max_length=CONTEXT, blank=True)
    because = models.CharField(max_length=16, choices=Because.choices)
    cue = models.TextField(blank=True)  # the words that made the rule speak
    language = models.CharField(max_length=8, blank=True)  # of the segment: precision is told by language
    engine = models.CharField(max_length=80)
    engine_version = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, null=True, blank=True, related_name="suggestions")
    created_at = models.DateTimeField(default=timezone.now)
    restricted = models.BooleanField(default=False)  # copied from the code
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(coded(author=None))
    privacy = Privacy(
        protected="text_sha256 exact prefix suffix cue value",
        plain="id kind item text segment code others precision start end because language engine engine_version state "
        "decided_by decided_at tag created_at restricted closed collection",
    )

    class Meta:
        ordering = ["start", "-end", "kind"]
        constraints = [
            models.CheckConstraint(name="suggestion_ends_after_start", condition=Q(end__gt=F("start"))),
            models.CheckConstraint(
                name="suggestion_decision_is_whole",
                condition=Q(state="proposed", decided_by=None, decided_at=None, tag=None)
                | (~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="suggestion_of_a_code_names_it",
                condition=Q(kind="code", code__isnull=False) | (~Q(kind="code") & Q(code=None)),
            ),
            models.CheckConstraint(
                name="accepted_code_is_a_tag",
                condition=~Q(kind="code") | ~Q(state__in=["accepted", "changed"]) | Q(tag__isnull=False),
            ),
            models.CheckConstraint(name="refused_suggestion_has_no_tag", condition=~Q(state="refused") | Q(tag=None)),
            # Asked for again, the same words get the same proposal once: what was decided stays decided.
            models.UniqueConstraint(name="suggestion_once", fields=["text", "kind", "value", "start", "end"]),
        ]
        indexes = [models.Index(fields=["item", "state"], name="suggestion_by_item")]
