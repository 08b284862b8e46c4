"""What witnesses gave: their account, and documents with it."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evidence.models import Item
from evidence.visibility import item_visible, through
from iapb.access.door import Protected, ProtectedManager
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

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        SCREENED = "screened", _("Screened")
        RISK_ASSESSED = "risk_assessed", _("Risk assessed")
        CONSENT_TAKEN = "consent_taken", _("Consent taken")
        SCHEDULED = "scheduled", _("Scheduled")
        IN_PROGRESS = "in_progress", _("In progress")
        STOPPED = "stopped", _("Stopped by the witness")
        COMPLETED = "completed", _("Completed")
        LOCKED = "locked", _("Locked")

    class Unknown(models.TextChoices):
        """What may be unknown for good; a person says so, and it counts as answered."""

        STARTED_AT = "started_at", _("When it began")
        MINUTES = "minutes", _("How long it took")
        BREAKS = "breaks", _("Breaks")
        INTERVIEWERS = "interviewers", _("Who led it")
        AGE = "age_at_interview", _("Age of the witness")

    class AccountType(models.TextChoices):
        FIRST_ACCOUNT = "first_account", _("First account")
        FULL_ACCOUNT = "full_account", _("Full account")
        FOLLOW_UP = "follow_up", _("Follow-up")

    class FollowUpReason(models.TextChoices):
        NEW_EVENTS = "new_events", _("New events")
        CLARIFICATION = "clarification_requested_by_authority", _("An authority asked for clarification")
        PERSON_ASKED = "person_asked", _("The person asked for it")
        CONSENT_RENEWAL_ONLY = "consent_renewal_only", _("Renewal of consent only")

    class Vulnerability(models.TextChoices):
        CHILD = "child", _("Child")
        SGBV = "sgbv", _("Sexual or gender-based violence")
        DISABILITY = "disability", _("Disability or illness")
        ACUTE_DISTRESS = "acute_distress", _("Acute distress")
        DETAINED_RELATIVE = "detained_relative", _("A relative is detained")
        NONE_IDENTIFIED = "none_identified", _("None identified")
        NOT_ASSESSED = "not_assessed", _("Not assessed yet")

    # What must be true before a step is `interviews.actions.states`' to check.
    TRANSITIONS: dict[str, frozenset[str]] = {
        State.PROPOSED: frozenset({State.SCREENED}),
        State.SCREENED: frozenset({State.RISK_ASSESSED}),
        State.RISK_ASSESSED: frozenset({State.CONSENT_TAKEN}),
        State.CONSENT_TAKEN: frozenset({State.SCHEDULED}),
        State.SCHEDULED: frozenset({State.IN_PROGRESS}),
        State.IN_PROGRESS: frozenset({State.STOPPED, State.COMPLETED}),
        State.STOPPED: frozenset({State.LOCKED}),
        State.COMPLETED: frozenset({State.LOCKED}),
        State.LOCKED: frozenset(),
    }

    state = models.CharField(max_length=14, choices=State.choices, default=State.PROPOSED)
    title = models.CharField(_("neutral title, no names"), max_length=200, blank=True)
    held_on = models.DateField(_("date of the interview"))
    started_at = models.TimeField(_("began at"), null=True, blank=True)  # local time of the place
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    ended_on = models.DateField(_("last day"), null=True, blank=True)
    language = models.CharField(_("main language"), max_length=8)
    place_kind = models.CharField(_("kind of place"), max_length=10, choices=PlaceKind.choices)
    country = models.CharField(_("country"), max_length=2, blank=True)
    mode = models.CharField(_("how"), max_length=12, choices=Mode.choices)
    interviewers = ArrayField(models.CharField(max_length=20), default=list)  # codes, never names
    interpreter = models.CharField(_("interpreter (code)"), max_length=20, blank=True)
    account_type = models.CharField(
        _("kind of account"), max_length=14, choices=AccountType.choices, default=AccountType.FULL_ACCOUNT
    )
    follow_up_reason = models.CharField(
        _("why a further account"), max_length=40, choices=FollowUpReason.choices, blank=True
    )
    others_present = ArrayField(
        models.CharField(max_length=60), default=list, blank=True
    )  # codes or roles, never names
    breaks = models.PositiveSmallIntegerField(_("breaks"), null=True, blank=True)
    vulnerability = models.CharField(
        _("vulnerability"), max_length=20, choices=Vulnerability.choices, default=Vulnerability.NOT_ASSESSED
    )
    vulnerability_note = models.TextField(_("what to heed"), blank=True)
    welfare_note = models.TextField(_("how the witness was"), blank=True)
    prior_accounts = models.CharField(
        _("earlier accounts"), max_length=10, choices=PriorAccounts.choices, default=PriorAccounts.NOT_ASKED
    )
    prior_accounts_note = models.TextField(_("which earlier accounts"), blank=True)
    age_at_interview = models.PositiveSmallIntegerField(_("age at the interview"), null=True, blank=True)
    # Asked again as an adult (decision row 10); only the date matters to the decision.
    asked_again_as_adult_on = models.DateField(null=True, blank=True)

    # Who agreed to a further account, never one of its interviewers (G2).
    follow_up_approver = models.CharField(_("further account agreed to by (code)"), max_length=20, blank=True)
    # Costs paid to the witness are told, since nothing else may be paid (G6).
    expenses = models.CharField(_("costs repaid to the witness"), max_length=200, blank=True)
    unknown = ArrayField(models.CharField(max_length=20, choices=Unknown.choices), default=list, blank=True)

    objects = ProtectedManager(item_visible)
    privacy = Privacy(
        protected="title held_on started_at minutes ended_on country prior_accounts_note age_at_interview "
        "asked_again_as_adult_on follow_up_reason others_present breaks vulnerability vulnerability_note welfare_note "
        "expenses unknown follow_up_approver",
        plain="item_ptr state language place_kind mode account_type interviewers interpreter prior_accounts",
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
            models.CheckConstraint(
                name="interview_length_plausible", condition=Q(minutes=None) | Q(minutes__lte=24 * 60)
            ),
        ]


class PriorAccount(Protected):
    """An account the person gave elsewhere, so that nobody is asked the same twice (one full account each)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="earlier_accounts")
    organisation = models.CharField(_("to whom"), max_length=200)
    when = models.CharField(_("when, as the witness remembers"), max_length=60, blank=True)
    kind = models.CharField(_("what kind"), max_length=60, blank=True)
    recorded = models.BooleanField(_("recorded"), null=True, blank=True)
    copy_held = models.BooleanField(_("we hold a copy"), null=True, blank=True)

    objects = ProtectedManager(through("interview__"))
    privacy = Privacy(protected="organisation when kind recorded copy_held", plain="id interview")

    class Meta:
        ordering = ["organisation", "id"]


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
