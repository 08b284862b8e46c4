"""Who may receive evidence, and what stands between us and them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.access.door import Protected, ProtectedManager
from iapb.access.rights import Right
from iapb.access.scope import Scope
from iapb.privacy import Privacy


def recipient_visible(scope: Scope) -> Q:
    """The secretariat's register: partners and analysts do not learn who asks for evidence."""
    return Q() if Right.SEE_DISCLOSURES in scope.rights else Q(pk__in=[])


class Recipient(Protected):
    class Class(models.TextChoices):
        NATIONAL_PROSECUTOR = "national_prosecutor", _("National prosecutor or court")
        ICC = "icc", _("International Criminal Court")
        UN_MECHANISM = "un_mechanism", _("United Nations mechanism")
        LAWYER_OWN_CASE = "lawyer_own_case", _("Lawyer of the witness")
        LAWYER_THIRD_PARTY = "lawyer_third_party", _("Independent lawyer")
        CSO = "cso", _("Human-rights organisation or researcher")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    # Stands in the production numbers of what they get: IAPB-LT1-0000-0001.
    code = models.CharField(_("short code"), max_length=6, unique=True)
    recipient_class = models.CharField(_("class"), max_length=24, choices=Class.choices)
    contact = models.CharField(_("whom we speak to"), max_length=200, blank=True)
    state = models.CharField(_("State"), max_length=2, blank=True)  # ISO 3166; empty for an organisation
    international_organisation = models.BooleanField(_("international organisation"), default=False)
    in_eea = models.BooleanField(_("in the European Economic Area"), null=True, blank=True)
    blocked = models.BooleanField(_("blocked"), null=True, blank=True)
    state_blocked = models.BooleanField(_("State blocked (sanctions or security)"), null=True, blank=True)
    block_reason = models.TextField(_("why blocked"), blank=True)
    needs_names = models.BooleanField(_("needs names"), null=True, blank=True)
    accepts_caveats = models.BooleanField(_("accepts handling caveats"), null=True, blank=True)
    age_public_key = models.CharField(_("age public key"), max_length=80, blank=True)
    key_checked_how = models.CharField(_("how the key was checked"), max_length=200, blank=True)
    key_enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    key_enrolled_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(recipient_visible)
    privacy = Privacy(
        personal="contact",
        protected="name block_reason",
        plain="id code recipient_class state international_organisation in_eea blocked state_blocked needs_names "
        "accepts_caveats age_public_key key_checked_how key_enrolled_by key_enrolled_at created_by created_at",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="recipient_has_state_or_is_international",
                condition=Q(international_organisation=True, state="")
                | (Q(international_organisation=False) & Q(state__regex=r"^[A-Z]{2}$")),
            ),
            models.CheckConstraint(name="recipient_code_is_short", condition=Q(code__regex=r"^[A-Z0-9]{2,6}$")),
            models.CheckConstraint(
                name="recipient_key_was_checked",
                condition=Q(age_public_key="", key_enrolled_by=None, key_enrolled_at=None)
                | (
                    Q(key_enrolled_by__isnull=False, key_enrolled_at__isnull=False)
                    & ~Q(age_public_key="")
                    & ~Q(key_checked_how="")
                ),
            ),
            models.CheckConstraint(
                name="blocked_recipient_says_why",
                condition=Q(block_reason__gt="")
                | ((Q(blocked=None) | Q(blocked=False)) & (Q(state_blocked=None) | Q(state_blocked=False))),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Agreement(Protected):
    """Memorandum of understanding or the like: its terms travel into the approval."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="agreements")
    title = models.CharField(_("title"), max_length=200)
    terms = models.TextField(_("terms"))
    onward_sharing = models.BooleanField(_("allows onward sharing"), default=False)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)  # before its time; holds no more from that day
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(recipient_visible)
    privacy = Privacy(
        protected="title terms",
        plain="id recipient onward_sharing valid_from valid_to ended_on recorded_by recorded_at",
    )

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="agreement_valid_to_after_from", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
        ]


class Channel(Protected):
    """An approved way of handing over, e.g. an enrolled key and the portal or courier used."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="channels")
    description = models.CharField(_("how"), max_length=200)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    objects = ProtectedManager(recipient_visible)
    privacy = Privacy(protected="description", plain="id recipient proposed_by approved_by approved_on ended_on")

    class Meta:
        ordering = ["-approved_on", "description", "id"]
        constraints = [
            models.CheckConstraint(
                name="channel_approved_by_another", condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="channel_approval_is_whole",
                condition=Q(approved_by=None, approved_on=None)
                | Q(approved_by__isnull=False, approved_on__isnull=False),
            ),
        ]


class TransferBasis(Protected):
    class Ground(models.TextChoices):
        ART_45 = "art_45", _("Adequacy decision (art. 45)")
        ART_46 = "art_46", _("Safeguards (art. 46)")
        ART_49_1_A = "art_49_1_a", _("Explicit consent to this transfer (art. 49(1)(a))")
        ART_49_1_D = "art_49_1_d", _("Important public interest (art. 49(1)(d))")
        ART_49_1_E = "art_49_1_e", _("Legal claims (art. 49(1)(e))")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="transfer_bases")
    ground = models.CharField(_("ground"), max_length=12, choices=Ground.choices)
    instrument = models.CharField(_("instrument"), max_length=200)
    assessed_on = models.DateField(_("assessed on"))
    risk_text_sha256 = models.CharField(max_length=64, blank=True)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    valid_to = models.DateField(_("valid to"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(recipient_visible)
    privacy = Privacy(
        plain="id recipient ground instrument assessed_on risk_text_sha256 countries valid_to ended_on approved_by "
        "recorded_at"
    )

    class Meta:
        ordering = ["-valid_to"]
        verbose_name_plural = "transfer bases"
        constraints = [
            models.CheckConstraint(
                name="transfer_basis_valid_after_assessment", condition=Q(valid_to__gte=F("assessed_on"))
            ),
        ]
