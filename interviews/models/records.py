"""What belongs to the record of an interview beside its own row: who was trained, what they read, who sat there."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models import Collection
from evidence.visibility import through
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy
from interviews.models.interviews import Interview
from interviews.models.witnesses import Witness
from interviews.visibility import of_own_desk


class Certificate(Protected):
    """A training of an interviewer, who is a code of their body (standards.md 2, G3)."""

    class Kind(models.TextChoices):
        CHILD = "child", _("Interviews with children")
        SGBV = "sgbv", _("Interviews on sexual or gender-based violence")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")
    interviewer = models.CharField(_("interviewer (code)"), max_length=20)
    kind = models.CharField(_("training"), max_length=8, choices=Kind.choices)
    issued_on = models.DateField(_("dated"))
    valid_to = models.DateField(_("valid to"))
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(of_own_desk)
    privacy = Privacy(protected="interviewer kind issued_on valid_to", plain="id collection stated_by stated_at")

    class Meta:
        ordering = ["interviewer", "kind", "-valid_to"]
        constraints = [
            models.CheckConstraint(name="certificate_valid_after_issue", condition=Q(valid_to__gte=F("issued_on"))),
            models.UniqueConstraint(
                name="certificate_stated_once", fields=["collection", "interviewer", "kind", "issued_on", "valid_to"]
            ),
        ]


class Guide(Protected):
    """A guide or a procedure in one version. A text never changes; a change is the next version."""

    class Kind(models.TextChoices):
        GUIDE = "guide", _("Interview guide")
        PROCEDURE = "procedure", _("Procedure")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    version = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=8)
    text = models.TextField(_("text"))
    sha256 = models.CharField(max_length=64)  # of the text in UTF-8
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(of_own_desk)
    privacy = Privacy(protected="title text sha256", plain="id collection kind version language issued_by issued_at")

    class Meta:
        ordering = ["title", "-version"]
        constraints = [
            models.UniqueConstraint(name="guide_version_once", fields=["collection", "title", "version"]),
            models.CheckConstraint(name="guide_has_a_text", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class Acknowledgement(Protected):
    """That an interviewer has read one version: who, when, which."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    guide = models.ForeignKey(Guide, on_delete=models.PROTECT, related_name="acknowledgements")
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")
    interviewer = models.CharField(_("interviewer (code)"), max_length=20)
    read_on = models.DateField(_("read on"))
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(of_own_desk)
    privacy = Privacy(protected="interviewer read_on", plain="id guide collection stated_by stated_at")

    class Meta:
        ordering = ["interviewer"]
        constraints = [
            models.UniqueConstraint(name="guide_acknowledged_once", fields=["guide", "interviewer"]),
        ]


class JointWitness(Protected):
    """Another witness of the same interview. Witnesses are heard apart (standards.md 2, G7); why not is said here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="heard_together")
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="heard_beside")
    reason = models.TextField(_("why they were not heard apart"))
    vulnerability = models.CharField(
        _("vulnerability"),
        max_length=20,
        choices=Interview.Vulnerability.choices,
        default=Interview.Vulnerability.NOT_ASSESSED,
    )
    age_at_interview = models.PositiveSmallIntegerField(_("age at the interview"), null=True, blank=True)
    age_unknown = models.BooleanField(_("nobody knows the age"), default=False)
    # Asked again as an adult (decision row 10), as on the interview itself.
    asked_again_as_adult_on = models.DateField(null=True, blank=True)
    prior_accounts = models.CharField(
        _("earlier accounts"),
        max_length=10,
        choices=Interview.PriorAccounts.choices,
        default=Interview.PriorAccounts.NOT_ASKED,
    )
    prior_accounts_note = models.TextField(_("which earlier accounts"), blank=True)

    objects = ProtectedManager(through("interview__"))
    privacy = Privacy(
        protected="reason vulnerability age_at_interview age_unknown asked_again_as_adult_on prior_accounts_note",
        plain="id interview witness prior_accounts",
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="heard_together_once", fields=["interview", "witness"]),
            models.CheckConstraint(name="heard_together_for_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="joint_witness_age_plausible", condition=Q(age_at_interview=None) | Q(age_at_interview__lte=120)
            ),
            models.CheckConstraint(
                name="age_is_known_or_not", condition=Q(age_unknown=False) | Q(age_at_interview=None)
            ),
        ]


class Presence(Protected):
    """Somebody beside the witness and the interviewers. A code or a role, never a name."""

    class Role(models.TextChoices):
        INTERPRETER = "interpreter", _("Interpreter")
        GUARDIAN = "guardian", _("Guardian")
        SUPPORT = "support", _("Support person")
        LAWYER = "lawyer", _("Lawyer")
        OTHER = "other", _("Somebody else")

    class Relation(models.TextChoices):
        PARENT = "parent", _("Parent")
        RELATIVE = "relative", _("Other relative")
        APPOINTED = "appointed", _("Appointed by a court or an authority")
        INSTITUTION = "institution", _("Of a shelter or school")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="present")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    code = models.CharField(_("code"), max_length=20, blank=True)
    all_the_time = models.BooleanField(_("all the time"), null=True, blank=True)
    # The day of the note in which they bind themselves to confidentiality (G9).
    bound_on = models.DateField(_("bound to confidentiality on"), null=True, blank=True)
    # Of a guardian: what makes them one, and that nothing they want stands against the person heard.
    relation = models.CharField(_("guardian as"), max_length=12, choices=Relation.choices, blank=True)
    no_conflict = models.BooleanField(_("no conflict with the interests of the person heard"), null=True, blank=True)

    objects = ProtectedManager(through("interview__"))
    privacy = Privacy(protected="role code all_the_time bound_on relation no_conflict", plain="id interview")

    class Meta:
        ordering = ["role", "code", "id"]
        constraints = [
            models.CheckConstraint(name="interpreter_is_a_coded_person", condition=~Q(role="interpreter", code="")),
            models.CheckConstraint(
                name="only_a_guardian_has_a_relation",
                condition=Q(role="guardian") | Q(relation="", no_conflict=None),
            ),
        ]
