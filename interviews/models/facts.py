"""The facts a decision needs, as partners state them. ``None`` is "unknown", a value of its own.

Witness status and risk are dated rows, newest counts: the history comes for free.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models import Collection, Item
from evidence.visibility import through as through_item
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy
from interviews.models.witnesses import Witness
from interviews.visibility import named_person_visible
from interviews.visibility import through as through_witness


class WitnessStatus(Protected):
    class Status(models.TextChoices):
        REACHABLE = "reachable", _("Reachable")
        UNREACHABLE = "unreachable", _("Cannot be reached")
        DETAINED = "detained", _("Detained")
        MISSING = "missing", _("Missing")
        DEAD = "dead", _("Dead")
        UNKNOWN = "unknown", _("Unknown")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="statuses")
    status = models.CharField(_("status"), max_length=12, choices=Status.choices)
    status_on = models.DateField(_("as of"))
    circumstances_changed = models.BooleanField(_("circumstances changed since consent"), null=True, blank=True)
    circumstances_note = models.TextField(_("what changed"), blank=True)
    open_rights_request = models.BooleanField(_("open rights request"), null=True, blank=True)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through_witness("witness__"))
    privacy = Privacy(
        protected="status status_on circumstances_changed circumstances_note open_rights_request",
        plain="id witness stated_by stated_at",
    )

    class Meta:
        ordering = ["-stated_at"]
        get_latest_by = "stated_at"
        verbose_name_plural = "witness statuses"


class RiskAssessment(Protected):
    class Level(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="risks")
    assessed_on = models.DateField(_("assessed on"))
    level = models.CharField(_("level"), max_length=8, choices=Level.choices)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    raised_since_consent = models.BooleanField(_("raised since consent"), null=True, blank=True)
    assessed_by = models.CharField(_("assessed by"), max_length=200, blank=True)
    note = models.TextField(_("reasons"), blank=True)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through_witness("witness__"))
    privacy = Privacy(
        personal="assessed_by",
        protected="assessed_on level valid_to raised_since_consent note",
        plain="id witness stated_by stated_at",
    )

    class Meta:
        ordering = ["-stated_at"]
        get_latest_by = "stated_at"
        constraints = [
            models.CheckConstraint(
                name="risk_valid_after_assessment", condition=Q(valid_to=None) | Q(valid_to__gte=F("assessed_on"))
            ),
        ]


class MaterialFields(Protected):
    """What an item contains, as far as its partner knows."""

    class Others(models.TextChoices):
        NONE = "none", _("Nobody else can be recognised")
        LISTED = "listed", _("The people listed")
        UNKNOWN = "unknown", _("Unknown")

    # Of consent.facts.SENSITIVE: medical, images_of_body, contact_details. None: unknown.
    contains = ArrayField(models.CharField(max_length=16), null=True, blank=True)
    nothing_else = models.BooleanField(_("nothing but that"), null=True, blank=True)
    carries_name = models.BooleanField(_("names the witness"), null=True, blank=True)
    others = models.CharField(
        _("other identifiable persons"), max_length=8, choices=Others.choices, default=Others.UNKNOWN
    )
    restricted_art18 = models.BooleanField(_("restricted on request"), null=True, blank=True)
    sgbv = models.BooleanField(_("sexual or gender-based violence"), null=True, blank=True)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class MaterialFacts(MaterialFields):
    """The statement that counts."""

    item = models.OneToOneField(Item, on_delete=models.PROTECT, primary_key=True, related_name="material_facts")

    objects = ProtectedManager(through_item("item__"))
    privacy = Privacy(
        protected="contains nothing_else carries_name others restricted_art18 sgbv", plain="item stated_by stated_at"
    )


class EarlierMaterialFacts(MaterialFields):
    """What was stated of an item before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="earlier_material_facts")

    objects = ProtectedManager(through_item("item__"))
    privacy = Privacy(
        protected="contains nothing_else carries_name others restricted_art18 sgbv", plain="id item stated_by stated_at"
    )

    class Meta:
        ordering = ["-stated_at"]
        verbose_name_plural = "earlier material facts"


class NamedPerson(Protected):
    """Others who appear in testimony: co-detainees, relatives, victims. Never an official in that role."""

    class Kind(models.TextChoices):
        CO_DETAINEE = "co_detainee", _("Co-detainee")
        RELATIVE = "relative", _("Relative")
        VICTIM = "victim", _("Other victim")
        HELPER = "helper", _("Helper")
        OFFICIAL = "official", _("Alleged official")
        OTHER = "other", _("Other")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="named_persons")
    pseudonym = models.CharField(_("pseudonym"), max_length=12, unique=True, editable=False)
    kind = models.CharField(_("who"), max_length=12, choices=Kind.choices)
    # Under the key of the witness in whose account the name first stood.
    sealed_under = models.UUIDField(null=True, blank=True)
    name_sealed = models.BinaryField(null=True, blank=True)
    how = models.CharField(_("how they appear, no names"), max_length=300, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(named_person_visible)
    privacy = Privacy(
        personal="name_sealed", protected="sealed_under kind how", plain="id collection pseudonym added_by added_at"
    )

    class Meta:
        ordering = ["pseudonym"]
        constraints = [
            models.CheckConstraint(
                name="named_person_name_has_a_key",
                condition=Q(name_sealed=None) | Q(sealed_under__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym


class Mention(Protected):
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey(NamedPerson, on_delete=models.PROTECT, related_name="mentions")

    objects = ProtectedManager(through_item("item__"))
    privacy = Privacy(plain="id item person")

    class Meta:
        constraints = [models.UniqueConstraint(name="person_mentioned_once_per_item", fields=["item", "person"])]
