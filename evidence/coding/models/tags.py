"""A code on words of a text layer, or on a part of a file. Tags may overlap and nest; a span may carry many codes."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.models.framework import Code
from evidence.coding.visibility import coded
from evidence.models import Collection, Item, ItemFile, Segment, Text
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy

CONTEXT = 32  # characters of prefix and suffix, as in standards.md 7.2
WHOLE = 10_000  # a page or picture is so many wide and high, whatever copy of it is looked at

_WORDS = Q(text__isnull=False, segment__isnull=False, start__isnull=False, end__isnull=False)
_NO_WORDS = Q(text=None, segment=None, start=None, end=None, exact="", prefix="", suffix="")
_NO_TIME = Q(from_ms=None, until_ms=None)
_NO_BOX = Q(left=None, top=None, width=None, height=None)


class Tag(Protected):
    """Of words: position and quote (W3C Web Annotation), code points within the layer, end exclusive.

    Of a file: a stretch of a recording, or a page or a box of a picture or document. Of these three one.
    """

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("suggested")
        CONFIRMED = "confirmed", _("confirmed")
        ADJUDICATED = "adjudicated", _("adjudicated")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="tags")
    text = models.ForeignKey(Text, on_delete=models.PROTECT, null=True, related_name="tags")
    text_sha256 = models.CharField(max_length=64, blank=True)  # the layer the span was measured on
    # Where it starts.
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, null=True, related_name="tags")
    file = models.ForeignKey(ItemFile, on_delete=models.PROTECT, null=True, related_name="tags")
    from_ms = models.PositiveIntegerField(null=True)
    until_ms = models.PositiveIntegerField(null=True)
    page = models.PositiveIntegerField(null=True)  # of a document, from 1; none for a picture
    left = models.PositiveIntegerField(null=True)
    top = models.PositiveIntegerField(null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="tags")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    exact = models.TextField(blank=True)
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
    # The tag of an older layer that this one goes on from; and, on that one, that it has gone on: it stays where it was
    # put, and counts no more (docs/decisions/re-anchoring.md).
    moved_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    passed_on = models.BooleanField(default=False, db_default=False)
    # Under a code that was parted or retired: the tag a person put in its place. This one was taken back with that.
    recoded_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="recoded_from")
    restricted = models.BooleanField(default=False)  # copied from the code
    # A decision between two coders stands over it (models.quality): kept as it was, counted no more.
    settled = models.BooleanField(default=False, db_default=False)
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(coded())
    privacy = Privacy(
        protected="text_sha256 exact prefix suffix",
        plain="id item text segment file from_ms until_ms page left top width height code start end state author "
        "client_key created_at retracted_at retracted_by moved_from passed_on recoded_as restricted settled closed "
        "collection",
    )

    class Meta:
        ordering = ["start", "-end", "created_at"]
        constraints = [
            models.CheckConstraint(
                name="tag_has_one_target",
                condition=(_WORDS & Q(file=None, page=None) & _NO_TIME & _NO_BOX)
                | (Q(file__isnull=False, from_ms__isnull=False, page=None) & _NO_WORDS & _NO_BOX)
                | (Q(file__isnull=False) & (Q(page__isnull=False) | Q(left__isnull=False)) & _NO_WORDS & _NO_TIME),
            ),
            models.CheckConstraint(name="tag_ends_after_start", condition=Q(end__gt=F("start"))),
            models.CheckConstraint(
                name="tag_time_is_a_stretch",
                condition=_NO_TIME | Q(from_ms__isnull=False, until_ms__isnull=False, until_ms__gt=F("from_ms")),
            ),
            models.CheckConstraint(
                name="tag_box_lies_on_its_page",
                condition=_NO_BOX
                | Q(
                    left__isnull=False,
                    top__isnull=False,
                    width__isnull=False,
                    height__isnull=False,
                    width__gt=0,
                    height__gt=0,
                    left__lte=WHOLE - F("width"),
                    top__lte=WHOLE - F("height"),
                ),
            ),
            models.CheckConstraint(name="tag_pages_count_from_one", condition=Q(page=None) | Q(page__gte=1)),
            models.CheckConstraint(
                name="tag_retraction_is_whole",
                condition=Q(retracted_at=None, retracted_by=None)
                | Q(retracted_at__isnull=False, retracted_by__isnull=False),
            ),
            models.UniqueConstraint(name="tag_moves_on_once", fields=["moved_from"]),
            models.CheckConstraint(
                name="tag_moves_from_another", condition=Q(moved_from=None) | ~Q(moved_from=F("id"))
            ),
            models.CheckConstraint(
                name="tag_recoded_is_history",
                condition=Q(recoded_as=None) | (Q(retracted_at__isnull=False) & ~Q(recoded_as=F("id"))),
            ),
            models.UniqueConstraint(name="tag_sent_once", fields=["author", "client_key"]),
            models.UniqueConstraint(
                name="tag_once_on_span",
                fields=["author", "text", "code", "start", "end"],
                condition=Q(retracted_at=None),
            ),
            models.UniqueConstraint(
                name="tag_once_on_part",
                fields=["author", "file", "code", "from_ms", "until_ms", "page", "left", "top", "width", "height"],
                condition=Q(retracted_at=None, file__isnull=False),
                nulls_distinct=False,
            ),
        ]
        indexes = [
            # Holds all that the facets of a search ask of a tag, so that they read no tag itself.
            models.Index(
                fields=["text", "start", "end"],
                include=["id", "code", "restricted", "item", "author", "settled", "passed_on"],
                name="tag_by_span",
                condition=Q(retracted_at=None),
            ),
            models.Index(fields=["item"], name="tag_by_item", condition=Q(retracted_at=None)),
        ]

    @property
    def quoted(self) -> str:
        """Its words; of a file, which part of it."""
        if self.text_id:
            return self.exact
        if self.from_ms is not None and self.until_ms is not None:
            return f"{clock(self.from_ms)}–{clock(self.until_ms)}"
        page = _("page %(number)s") % {"number": self.page} if self.page else _("picture")
        return str(page) if self.left is None else _("%(page)s, a part of it") % {"page": page}


def clock(milliseconds: int) -> str:
    """1:02:03, or 2:03 within the first hour."""
    seconds = milliseconds // 1000
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
