"""The coding framework: versions, and codes whose ids are never re-used or renamed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from iapb.privacy import Privacy

NEED_TO_KNOW = frozenset({"restricted", "sgbv"})


def label_column() -> str:
    """In which column a code's label stands in the reader's language."""
    language = (translation.get_language() or "en")[:2]
    return f"label_{language}" if language in ("ru", "be") else "label_en"


def _person() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


class FrameworkVersion(models.Model):
    """Sealed by its hash: while `sha256` is empty the codes can be changed, afterwards the database refuses it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", _("Waiting for a second person")
        PUBLISHED = "published", _("Published")
        DISCARDED = "discarded", _("Discarded")

    # What must be true before a step is `evidence.coding.framework.publishing`'s to check.
    TRANSITIONS: dict[str, frozenset[str]] = {
        State.DRAFT: frozenset({State.PROPOSED, State.DISCARDED}),
        State.PROPOSED: frozenset({State.DRAFT, State.PUBLISHED, State.DISCARDED}),
        State.PUBLISHED: frozenset(),
        State.DISCARDED: frozenset(),
    }
    OPEN = (State.DRAFT, State.PROPOSED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scheme = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PUBLISHED)
    current = models.BooleanField(default=False)
    rules = ArrayField(models.TextField(), default=list)
    single_choice = ArrayField(models.CharField(max_length=40), default=list)
    sha256 = models.CharField(max_length=64, blank=True)  # of the file it was loaded from, or of its YAML
    loaded_at = models.DateTimeField(default=timezone.now)  # or begun, where people made it
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    purpose = models.TextField(blank=True)
    started_by = _person()
    proposed_by = _person()
    proposed_at = models.DateTimeField(null=True, blank=True)
    published_by = _person()
    published_at = models.DateTimeField(null=True, blank=True)
    privacy = Privacy(
        plain="id scheme version state current rules single_choice sha256 loaded_at based_on purpose started_by "
        "proposed_by proposed_at published_by published_at"
    )

    class Meta:
        verbose_name = _("framework version")
        ordering = ["-loaded_at"]
        constraints = [
            models.UniqueConstraint(
                name="framework_version_once", fields=["scheme", "version"], condition=~Q(state="discarded")
            ),
            models.UniqueConstraint(name="one_current_framework", fields=["scheme"], condition=Q(current=True)),
            models.UniqueConstraint(
                name="one_open_framework_draft", fields=["scheme"], condition=Q(state__in=["draft", "proposed"])
            ),
            models.CheckConstraint(
                name="current_framework_is_published", condition=Q(current=False) | Q(state="published")
            ),
            models.CheckConstraint(name="framework_draft_is_not_sealed", condition=Q(state="published") | Q(sha256="")),
            models.CheckConstraint(
                name="framework_published_by_another",
                condition=Q(published_by=None)
                | Q(proposed_by__isnull=False, published_at__isnull=False, state="published")
                & ~Q(published_by=F("proposed_by"))
                & ~Q(published_by=F("started_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.version}"


class Code(models.Model):
    """One code of one version. Across versions a code is known by its id, `code`."""

    # What it says beside its labels: left where it is by pages that name a code a hundred times.
    AT_LENGTH = (
        "definition", "applies_to", "maps", "split_into", "alt_labels", "hidden_labels", "include_note",
        "exclude_note", "examples",
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=40)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField()
    assignable = models.BooleanField()
    label_en = models.CharField(_("label"), max_length=200)
    label_ru = models.CharField(max_length=200)
    label_be = models.CharField(max_length=200)
    definition = models.TextField()
    applies_to = ArrayField(models.CharField(max_length=20))
    handling = ArrayField(models.CharField(max_length=20), default=list)
    maps = ArrayField(models.CharField(max_length=80), default=list)
    retired_at = models.DateField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")
    # Ids of the codes a retired one was parted into: which of them a tag belongs to, a person says.
    split_into = ArrayField(models.CharField(max_length=40), default=list)
    # Other labels by language, {"ru": ["…"]}; hidden ones are found and never shown (misspellings).
    alt_labels = models.JSONField(default=dict)
    hidden_labels = models.JSONField(default=dict)
    include_note = models.TextField(blank=True)
    exclude_note = models.TextField(blank=True)
    examples = ArrayField(models.TextField(), default=list)  # invented, never a witness's words
    # Of a need-to-know code: the roles that may place it, besides being named on the item. Empty: every role that tags.
    use_roles = ArrayField(models.CharField(max_length=30), default=list)
    colour = models.CharField(max_length=7, blank=True)  # "#rrggbb", for programs that show one
    picture = models.ForeignKey("CodePicture", on_delete=models.PROTECT, null=True, blank=True, related_name="codes")
    picture_alt = models.CharField(max_length=300, blank=True)
    privacy = Privacy(
        plain="id framework code parent position assignable label_en label_ru label_be definition applies_to "
        "handling maps retired_at replaced_by split_into alt_labels hidden_labels include_note exclude_note examples "
        "use_roles colour picture picture_alt"
    )

    class Meta:
        ordering = ["framework", "position"]
        constraints = [
            models.UniqueConstraint(name="code_once_in_version", fields=["framework", "code"]),
            models.CheckConstraint(
                name="code_not_replaced_by_itself", condition=Q(replaced_by=None) | ~Q(replaced_by=F("pk"))
            ),
            models.CheckConstraint(
                name="replaced_code_is_retired", condition=Q(replaced_by=None) | Q(retired_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        language = (translation.get_language() or "en")[:2]
        return getattr(self, f"label_{language}", None) or self.label_en

    @property
    def category(self) -> str:
        return self.code.split(".")[0]

    @property
    def restricted(self) -> bool:
        """Need-to-know (sexual violence under the Murad Code among it): only people named on an item."""
        return not NEED_TO_KNOW.isdisjoint(self.handling)


class CodePicture(models.Model):
    """A small picture beside a code, made anew pixel by pixel when it came in. Vocabulary, never evidence."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    png = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=200)  # where it is from, and by what right
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    privacy = Privacy(plain="id sha256 png width height origin added_by added_at")


class FrameworkChange(models.Model):
    """One step in a draft, with what stood there before, so that it can be undone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    codes = ArrayField(models.CharField(max_length=40))  # touched
    before = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    client_key = models.UUIDField(default=uuid.uuid4)  # the same form sent twice is one change
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = _person()
    privacy = Privacy(plain="id framework number kind codes before by at client_key undone_at undone_by")

    class Meta:
        ordering = ["framework", "number"]
        constraints = [
            models.UniqueConstraint(name="framework_change_once", fields=["framework", "number"]),
            models.UniqueConstraint(name="framework_change_sent_once", fields=["framework", "client_key"]),
            models.CheckConstraint(
                name="framework_undoing_is_whole",
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]


class CodeNow(models.Model):
    """Under which code of the current version the tags of a code are found. The database keeps it."""

    code = models.OneToOneField(Code, on_delete=models.DO_NOTHING, primary_key=True, related_name="standing")
    now = models.ForeignKey(Code, on_delete=models.DO_NOTHING, related_name="+")
    privacy = Privacy(plain="code now")
