"""Who codes what, twice where it is drawn; the two codings compared; what was decided between them."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.models.framework import Code
from evidence.coding.models.tags import Tag
from evidence.coding.visibility import comparison_visible, rule_visible, settlement_visible, work_visible
from evidence.models import Collection, Item, Text
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy

ONE_IN = 10  # standards.md 11: a random 10 % is coded twice


def new_seed() -> str:
    return secrets.token_hex(16)


def _person(**more: Any) -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **more)


class _OfItem(Protected):
    """The columns every part of an item carries for the door and the policies."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    restricted = models.BooleanField(default=False)  # a code in it is need-to-know
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    PLAIN = "id item restricted closed collection"

    class Meta:
        abstract = True


class Draw(models.Model):
    """A lot of ten pieces of work in the order they were handed in, of which one is coded a second time.

    The seed is made when the lot is opened and stays on record: whoever doubts the draw recomputes it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seed = models.CharField(max_length=64, default=new_seed)
    size = models.PositiveSmallIntegerField(default=ONE_IN)
    taken = models.PositiveSmallIntegerField(default=0)
    open = models.BooleanField(default=True)
    opened_at = models.DateTimeField(default=timezone.now)
    privacy = Privacy(plain="id seed size taken open opened_at")

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.UniqueConstraint(name="one_open_draw", fields=["open"], condition=Q(open=True)),
            models.CheckConstraint(name="draw_gives_no_more_than_it_has", condition=Q(taken__lte=F("size"))),
        ]

    @property
    def drawn_place(self) -> int:
        return int(self.hashed("place"), 16) % self.size

    def hashed(self, name: object) -> str:
        """SHA-256 of "seed:name": any order by it is random, and the same for everybody who has the seed."""
        return hashlib.sha256(f"{self.seed}:{name}".encode()).hexdigest()


class Work(_OfItem):
    """A layer given to one person to code: the whole of it, or some passages."""

    class Kind(models.TextChoices):
        FIRST = "first", _("first coding")
        SECOND = "second", _("second coding, blind")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for somebody")
        OPEN = "open", _("Being coded")
        OFFERED = "offered", _("Offered to a colleague")
        HANDED_IN = "handed_in", _("Handed in")
        TAKEN_BACK = "taken_back", _("Taken back")

    TRANSITIONS = {
        State.WAITING: {State.OPEN, State.TAKEN_BACK},
        # Put back for somebody else, or offered: it stays with its coder until the colleague has accepted.
        State.OPEN: {State.HANDED_IN, State.TAKEN_BACK, State.OFFERED, State.WAITING},
        State.OFFERED: {State.OPEN, State.TAKEN_BACK, State.WAITING},
        State.HANDED_IN: set(),
        State.TAKEN_BACK: set(),
    }

    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    coder = _person(null=True, blank=True)
    offered_to = _person(null=True, blank=True)
    holders = ArrayField(models.UUIDField(), default=list)  # everyone it was ever given to, the coder last
    # Segments to be coded; empty: all of them.
    passages = ArrayField(models.UUIDField(), default=list)
    first = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Nobody else sees what its coder does, and its coder sees nothing of others, until it is handed in.
    blind = models.BooleanField(default=False)
    given_by = _person(null=True, blank=True)  # nobody: it was drawn, and its coder must not learn whose it is
    given_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # why it was handed over or taken back
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = ProtectedManager(work_visible)
    privacy = Privacy(
        protected="reason passages",
        plain=f"{_OfItem.PLAIN} text kind state coder offered_to holders first blind given_by given_at ended_at draw "
        "place",
    )

    class Meta:
        verbose_name = _("coding work")
        ordering = ["given_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="work_has_a_coder",
                condition=Q(state="waiting", coder=None) | Q(state="taken_back") | Q(coder__isnull=False),
            ),
            models.CheckConstraint(
                name="work_end_is_whole",
                condition=Q(state__in=["waiting", "open", "offered"], ended_at=None)
                | Q(state__in=["handed_in", "taken_back"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="work_offer_is_whole",
                condition=Q(state="offered", offered_to__isnull=False) | (~Q(state="offered") & Q(offered_to=None)),
            ),
            models.CheckConstraint(
                name="work_offered_to_another", condition=Q(offered_to=None) | ~Q(offered_to=F("coder"))
            ),
            models.CheckConstraint(
                name="second_coding_names_the_first",
                condition=Q(kind="first", first=None, blind=False) | Q(kind="second", first__isnull=False),
            ),
            models.CheckConstraint(
                name="work_draw_is_whole",
                condition=Q(draw=None, place=None) | Q(draw__isnull=False, place__isnull=False),
            ),
            models.UniqueConstraint(name="place_drawn_once", fields=["draw", "place"]),
            models.UniqueConstraint(
                name="text_coded_first_by_one", fields=["text"], condition=Q(kind="first") & ~Q(state="taken_back")
            ),
        ]
        indexes = [
            models.Index(fields=["item"], name="work_blind", condition=Q(blind=True)),
            models.Index(fields=["coder", "state"], name="work_by_coder"),
        ]


class Comparison(_OfItem):
    """Two codings of one layer, and the state of what is decided between them."""

    class Basis(models.TextChoices):
        DRAWN = "drawn", _("drawn at random")
        CODES = "codes", _("codes that are always coded twice")

    class State(models.TextChoices):
        BLIND = "blind", _("Being coded a second time")
        TO_SETTLE = "to_settle", _("To be settled")
        SETTLED = "settled", _("Settled")

    TRANSITIONS = {State.BLIND: {State.TO_SETTLE}, State.TO_SETTLE: {State.SETTLED}, State.SETTLED: set()}

    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    first = models.OneToOneField(Work, on_delete=models.PROTECT, related_name="+")
    second = models.OneToOneField(Work, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=5, choices=Basis.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.BLIND)
    made_at = models.DateTimeField(default=timezone.now)
    # What is measured, once it is settled: places and codes, no words (compared.packed).
    measured = models.JSONField(default=dict, blank=True)
    settled_by = _person(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager(comparison_visible)
    privacy = Privacy(
        protected="measured", plain=f"{_OfItem.PLAIN} text first second basis state made_at settled_by settled_at"
    )

    class Meta:
        verbose_name = _("comparison of two codings")
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="comparison_settled_is_whole",
                condition=(~Q(state="settled") & Q(settled_by=None, settled_at=None))
                | Q(state="settled", settled_by__isnull=False, settled_at__isnull=False),
            ),
            models.CheckConstraint(name="comparison_has_two_sides", condition=~Q(first=F("second"))),
        ]


class Settlement(_OfItem):
    """What was decided about one difference. It names the tags it settles and those it made."""

    class Decision(models.TextChoices):
        FIRST = "first", _("as coder A")
        SECOND = "second", _("as coder B")
        BOTH = "both", _("both")
        OTHER = "other", _("another code, or other words")
        NONE = "none", _("neither")
        AGREED = "agreed", _("both agreed")

    comparison = models.ForeignKey(Comparison, on_delete=models.PROTECT, related_name="settlements")
    decision = models.CharField(max_length=6, choices=Decision.choices)
    reason = models.TextField(blank=True)
    by = _person()
    at = models.DateTimeField(default=timezone.now)
    client_key = models.UUIDField(default=uuid.uuid4)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = _person(null=True, blank=True)

    objects = ProtectedManager(settlement_visible)
    privacy = Privacy(
        protected="reason", plain=f"{_OfItem.PLAIN} comparison decision by at client_key undone_at undone_by"
    )

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(name="settlement_sent_once", fields=["by", "client_key"]),
            models.CheckConstraint(
                name="settlement_undone_is_whole",
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]


class SettledTag(_OfItem):
    """A tag that a settlement settles, or one that it made: many to many."""

    class Part(models.TextChoices):
        SETTLED = "settled", _("settled")
        MADE = "made", _("made")

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="tags")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="settlements")
    part = models.CharField(max_length=7, choices=Part.choices)
    standing = models.BooleanField(default=True)  # False: the settlement was undone

    objects = ProtectedManager(settlement_visible)
    privacy = Privacy(plain=f"{_OfItem.PLAIN} settlement tag part standing")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="tag_settled_once", fields=["tag"], condition=Q(part="settled", standing=True)
            ),
            models.UniqueConstraint(name="tag_once_in_settlement", fields=["settlement", "tag"]),
        ]


class RuleQuestion(Protected):
    """A rule or a definition that was not clear, what is proposed, and what was decided: the log of rule changes."""

    class State(models.TextChoices):
        OPEN = "open", _("To be decided")
        ADOPTED = "adopted", _("Adopted")
        DECLINED = "declined", _("Declined")

    TRANSITIONS = {State.OPEN: {State.ADOPTED, State.DECLINED}, State.ADOPTED: set(), State.DECLINED: set()}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("code"))
    comparison = models.ForeignKey(Comparison, on_delete=models.PROTECT, related_name="+")
    unclear = models.TextField(_("what was not clear"))
    proposal = models.TextField(_("what is proposed"))
    raised_by = _person()
    raised_at = models.DateTimeField(default=timezone.now)
    client_key = models.UUIDField(default=uuid.uuid4)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    rule = models.TextField(_("the rule from now on"), blank=True)
    decided_by = _person(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    restricted = models.BooleanField(default=False)
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(rule_visible)
    privacy = Privacy(
        protected="unclear proposal",
        plain="id code comparison raised_by raised_at client_key state rule decided_by decided_at item restricted "
        "closed collection",
    )

    class Meta:
        verbose_name = _("question about a rule")
        ordering = ["-raised_at", "id"]
        constraints = [
            models.UniqueConstraint(name="rule_question_sent_once", fields=["raised_by", "client_key"]),
            models.CheckConstraint(
                name="rule_decision_is_whole",
                condition=Q(state="open", decided_by=None, decided_at=None)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="rule_decided_by_another", condition=Q(decided_by=None) | ~Q(decided_by=F("raised_by"))
            ),
        ]
