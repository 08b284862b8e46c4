"""What a witness answered. Rows, not columns: history, form version and day stay."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models.forms import ConsentForm
from consent.models.recipients import Recipient
from consent.words import Answer, Capacity, Identity, Purpose
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy
from interviews.models import Witness
from interviews.visibility import through


class ConsentRecord(Protected):
    class Mode(models.TextChoices):
        WET_SIGNATURE = "wet_signature", _("Signed on paper")
        E_SIGNATURE = "e_signature", _("Signed electronically")
        RECORDED_ORAL = "recorded_oral", _("Said on a recording")
        SECURE_MESSAGE = "secure_message", _("By secure message")
        LEGACY_UNKNOWN = "legacy_unknown", _("Older record, unknown")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="consents")
    form = models.ForeignKey(ConsentForm, on_delete=models.PROTECT, related_name="records")
    form_sha256 = models.CharField(max_length=64)  # of the form as shown that day; must still match
    language = models.CharField(_("language used"), max_length=8)
    read_aloud = models.BooleanField(_("read aloud"), default=False)
    interpreter = models.CharField(_("interpreter (code)"), max_length=20, blank=True)
    mode = models.CharField(_("how it was given"), max_length=16, choices=Mode.choices)
    taken_by = models.CharField(_("taken by (code)"), max_length=20)
    given_on = models.DateField(_("given on"))
    given_at = models.TimeField(_("at"), null=True, blank=True)  # local time of the place
    place_kind = models.CharField(_("kind of place"), max_length=10, blank=True)
    capacity = models.CharField(_("capacity"), max_length=24, choices=Capacity.choices)
    proof = models.ForeignKey(
        "custody.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="consent_records"
    )
    copy_given = models.BooleanField(_("copy given"), null=True, blank=True)
    questions = models.TextField(_("questions asked"), blank=True)
    pressure_checked = models.BooleanField(_("checked that nobody presses the witness"), default=False)
    pressure_note = models.TextField(_("note on pressure"), blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # in full
    invalidated_at = models.DateTimeField(null=True, blank=True)  # in full
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through("witness__"))
    privacy = Privacy(
        protected="questions pressure_note given_on withdrawn_at invalidated_at capacity",
        plain="id witness form form_sha256 given_at language read_aloud interpreter mode taken_by place_kind proof "
        "copy_given pressure_checked superseded_at recorded_by recorded_at",
    )

    class Meta:
        ordering = ["-recorded_at"]
        get_latest_by = "recorded_at"
        constraints = [
            models.UniqueConstraint(
                name="one_record_in_force_per_witness", fields=["witness"], condition=Q(superseded_at=None)
            ),
        ]


class ConsentGrant(Protected):
    """The answer to one purpose, for all recipients of that purpose or one named."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(ConsentRecord, on_delete=models.PROTECT, related_name="grants")
    purpose = models.CharField(_("purpose"), max_length=32, choices=Purpose.choices)
    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, null=True, blank=True, related_name="consent_grants"
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices)
    identity = models.CharField(_("identity"), max_length=14, choices=Identity.choices, default=Identity.PSEUDONYMOUS)
    material = ArrayField(models.CharField(max_length=20), default=list)
    countries_allowed = ArrayField(models.CharField(max_length=2), null=True, blank=True)  # None: no allow list
    countries_denied = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    onward_sharing = models.BooleanField(_("may be passed on"), default=False)
    contact_first = models.BooleanField(_("contact me before each use"), default=False)
    conditions = models.TextField(_("conditions in the witness's words"), blank=True)
    expires_on = models.DateField(_("holds until"), null=True, blank=True)
    renewal_due = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    invalidated_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager(through("record__witness__"))
    privacy = Privacy(
        protected="answer identity material countries_allowed countries_denied onward_sharing contact_first "
        "conditions expires_on renewal_due withdrawn_at invalidated_at",
        plain="id record purpose recipient",
    )

    class Meta:
        ordering = ["purpose"]
        constraints = [
            models.UniqueConstraint(
                name="one_answer_per_purpose", fields=["record", "purpose", "recipient"], nulls_distinct=False
            ),
        ]


class ConsentEvent(Protected):
    class Kind(models.TextChoices):
        PRESENTED = "presented", _("Presented")
        GIVEN = "given", _("Given")
        REFUSED = "refused", _("Refused")
        RENEWED = "renewed", _("Renewed")
        NARROWED = "narrowed", _("Narrowed")
        WIDENED = "widened", _("Widened")
        PAUSED = "paused", _("Paused")
        WITHDRAWN_PART = "withdrawn_part", _("Withdrawn in part")
        WITHDRAWN_FULL = "withdrawn_full", _("Withdrawn in full")
        LAPSED = "lapsed", _("Lapsed")
        INVALIDATED = "invalidated", _("Invalidated")
        SUPERSEDED = "superseded", _("Superseded")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(ConsentRecord, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    purpose = models.CharField(max_length=32, choices=Purpose.choices, blank=True)
    channel = models.CharField(_("channel"), max_length=40, blank=True)
    note = models.TextField(_("note"), blank=True)
    proof = models.ForeignKey(
        "custody.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="consent_events"
    )
    happened_on = models.DateField(_("on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through("record__witness__"))
    privacy = Privacy(protected="kind purpose note happened_on", plain="id record channel proof by recorded_at")

    class Meta:
        ordering = ["recorded_at"]


class Confirmation(Protected):
    """A dated yes that lifts a hold, for one recipient: never a standing permission."""

    class Kind(models.TextChoices):
        WITNESS_FOR_RECIPIENT = "witness_for_recipient", _("The witness agrees to this recipient")
        WITNESS_SGBV = "witness_sgbv", _("The witness agrees to the use of this sensitive account")
        SGBV_FOCAL_POINT = "sgbv_focal_point", _("Signed by the focal point for sexual and gender-based violence")
        SAFETY_REVIEW = "safety_review", _("Safety reviewed")
        PROTECTION_REVIEW = "protection_review", _("Reviewed by the protection officer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="confirmations")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="confirmations")
    # A confirmation about sensitive content counts for one request only.
    request = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=24, choices=Kind.choices)
    confirmed_on = models.DateField(_("on"))
    reason = models.TextField(_("reason"))
    # What the witness said or signed; reviews by officers of ours need none.
    proof = models.ForeignKey(
        "custody.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="confirmations"
    )
    # Counts only while nothing about consent has changed since.
    consent_epoch = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(through("witness__"))
    privacy = Privacy(
        protected="reason confirmed_on kind", plain="id witness recipient request proof consent_epoch by recorded_at"
    )

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="sgbv_confirmation_names_request",
                condition=~Q(kind__in=["witness_sgbv", "sgbv_focal_point"]) | Q(request__isnull=False),
            ),
            models.CheckConstraint(name="confirmation_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="word_of_the_witness_has_a_proof",
                condition=~Q(kind__in=["witness_for_recipient", "witness_sgbv"]) | Q(proof__isnull=False),
            ),
        ]
