"""What witnesses gave: their account, and documents with it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evidence.models import Item
from evidence.visibility import item_visible
from iapb.access.door import ProtectedManager
from iapb.privacy import Privacy


class Interview(Item):
    class PlaceKind(models.TextChoices):
        OFFICE = "office", _("Office of the body")
        HOME = "home", _("Home of the witness")
        SHELTER = "shelter", _("Shelter")
        REMOTE = "remote", _("Remote")
        OTHER = "other", _("Other")

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        VIDEO_CALL = "video_call", _("Video call")
        VOICE_CALL = "voice_call", _("Voice call")
        WRITTEN = "written", _("In writing")

    class PriorAccounts(models.TextChoices):
        NONE_KNOWN = "none_known", _("None known, asked")
        SOME = "some", _("Yes, see note")
        NOT_ASKED = "not_asked", _("Not asked yet")

    held_on = models.DateField(_("date of the interview"))
    ended_on = models.DateField(_("last day"), null=True, blank=True)
    language = models.CharField(_("main language"), max_length=8)
    place_kind = models.CharField(_("kind of place"), max_length=10, choices=PlaceKind.choices)
    country = models.CharField(_("country"), max_length=2, blank=True)
    mode = models.CharField(_("how"), max_length=12, choices=Mode.choices)
    interviewers = ArrayField(models.CharField(max_length=20), default=list)  # codes, never names
    interpreter = models.CharField(_("interpreter (code)"), max_length=20, blank=True)
    prior_accounts = models.CharField(
        _("earlier accounts"), max_length=10, choices=PriorAccounts.choices, default=PriorAccounts.NOT_ASKED
    )
    prior_accounts_note = models.TextField(_("which earlier accounts"), blank=True)
    age_at_interview = models.PositiveSmallIntegerField(_("age at the interview"), null=True, blank=True)
    # Asked again as an adult (decision row 10); only the date matters to the decision.
    asked_again_as_adult_on = models.DateField(null=True, blank=True)

    objects = ProtectedManager(item_visible)
    privacy = Privacy(
        protected="held_on ended_on country prior_accounts_note age_at_interview asked_again_as_adult_on",
        plain="item_ptr language place_kind mode interviewers interpreter prior_accounts",
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="interview_ends_after_start", condition=Q(ended_on=None) | Q(ended_on__gte=F("held_on"))
            ),
            models.CheckConstraint(
                name="interview_age_plausible", condition=Q(age_at_interview=None) | Q(age_at_interview__lte=120)
            ),
        ]


class WitnessDocument(Item):
    class DocumentKind(models.TextChoices):
        COURT = "court", _("Court paper")
        MEDICAL = "medical", _("Medical paper")
        OFFICIAL = "official", _("Other official paper")
        PHOTO = "photo", _("Photograph")
        VIDEO = "video", _("Video")
        OTHER = "other", _("Other")

    given_with = models.ForeignKey(Interview, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    document_kind = models.CharField(_("kind of document"), max_length=10, choices=DocumentKind.choices)
    title = models.CharField(_("neutral title, no names"), max_length=200)
    dated_on = models.DateField(_("date on the document"), null=True, blank=True)

    objects = ProtectedManager(item_visible)
    privacy = Privacy(protected="title dated_on", plain="item_ptr given_with document_kind")

    class Meta:
        ordering = ["-created_at"]
