"""People, bodies and teams. Who may read what is not here: that is `access`."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.privacy import Privacy


class Role(models.TextChoices):
    PARTNER = "partner", _("Partner")
    ANALYST = "analyst", _("Analyst")
    REVIEWER = "reviewer", _("Reviewer")
    DISCLOSURE_OFFICER = "disclosure_officer", _("Disclosure officer")
    LEGAL_APPROVER = "legal_approver", _("Legal approver")
    SAFETY_APPROVER = "safety_approver", _("Safety approver")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data protection officer")
    CARER = "carer", _("Carer")
    ACCOUNT_ADMINISTRATOR = "account_administrator", _("Account administrator")
    AUDITOR = "auditor", _("Auditor")


class Body(models.Model):
    """An organisation of the Platform: a partner body or the secretariat."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="body")
    created_at = models.DateTimeField(default=timezone.now)
    privacy = Privacy(plain="id name group created_at")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People of any bodies who work on the same material."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="team")
    created_at = models.DateTimeField(default=timezone.now)
    privacy = Privacy(plain="id name group created_at")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def current(self) -> Self:
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), state=Person.State.ACTIVE)


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, email: str | None) -> Person:
        return self.get(email__iexact=email)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in. There is no superuser: the database refuses one."""

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        DEACTIVATED = "deactivated", _("Deactivated")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    state = models.CharField(max_length=12, choices=State.choices, default=State.ACTIVE)
    is_active = models.GeneratedField(expression=Q(state="active"), output_field=models.BooleanField(), db_persist=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="en")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    privacy = Privacy(
        personal="email name password",
        plain="id body state is_active is_superuser language created_at expires_at last_login",
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(name="nobody_is_superuser", condition=Q(is_superuser=False)),
            models.CheckConstraint(name="person_email_in_lower_case", condition=Q(email=Lower("email"))),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def is_current(self) -> bool:
        return self.is_active and (self.expires_at is None or self.expires_at > timezone.now())


class MembershipQuerySet(models.QuerySet["TeamMembership"]):
    def current(self) -> Self:
        return self.filter(ended_at=None)


class TeamMembership(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    privacy = Privacy(plain="id team person added_by added_at ended_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_current_membership_per_team", fields=["team", "person"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="membership_ends_after_start", condition=Q(ended_at=None) | Q(ended_at__gte=F("added_at"))
            ),
        ]


class RoleQuerySet(models.QuerySet["RoleAssignment"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def in_force(self, at: datetime | None = None) -> Self:
        """Now, unless a moment is named."""
        confirmed = Q(confirmed_at__isnull=False) | Q(first_of_installation=True)
        return self.filter(confirmed, ended_at=None, expires_at__gt=at or timezone.now())

    def unconfirmed(self) -> Self:
        return self.filter(confirmed_at=None, first_of_installation=False, ended_at=None, expires_at__gt=timezone.now())

    def expiring(self, until: datetime) -> Self:
        return self.in_force().filter(expires_at__lt=until)

    def to_confirm_by(self, person: Person) -> Self:
        """New roles and renewals that this person may confirm: neither asked by them nor for them, of who accepted."""
        new = Q(confirmed_at=None, first_of_installation=False) & ~Q(granted_by=person)
        renewed = Q(renewal_until__isnull=False) & ~Q(renewal_asked_by=person)
        waiting = self.open().filter(new | renewed, expires_at__gt=timezone.now())
        return waiting.exclude(person=person).exclude(person__state=Person.State.INVITED).order_by("granted_at", "pk")


class RoleAssignment(models.Model):
    """A role counts once a second person has confirmed it, and until it expires."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(_("role"), max_length=32, choices=Role.choices)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # The first two administrators have nobody to confirm them (docs/decisions/two-first-administrators.md).
    first_of_installation = models.BooleanField(default=False)
    first_number = models.PositiveSmallIntegerField(null=True, blank=True)
    expires_at = models.DateTimeField()
    # A longer term counts once a second person has confirmed it; until then the old one runs.
    renewal_until = models.DateTimeField(null=True, blank=True)
    renewal_asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RoleQuerySet.as_manager()
    privacy = Privacy(
        plain="id person role granted_by granted_at confirmed_by confirmed_at first_of_installation first_number"
        " expires_at renewal_until renewal_asked_by ended_at"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_confirmed_by_a_second_person",
                condition=Q(confirmed_by=None) | (~Q(confirmed_by=F("granted_by")) & ~Q(confirmed_by=F("person"))),
            ),
            models.CheckConstraint(
                name="role_confirmation_is_whole",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="role_granted_by_someone",
                condition=Q(granted_by__isnull=False) | Q(first_of_installation=True),
            ),
            models.CheckConstraint(name="role_not_granted_to_self", condition=~Q(granted_by=F("person"))),
            models.CheckConstraint(name="role_expires_after_grant", condition=Q(expires_at__gt=F("granted_at"))),
            models.CheckConstraint(
                name="role_ends_after_grant", condition=Q(ended_at=None) | Q(ended_at__gte=F("granted_at"))
            ),
            models.CheckConstraint(
                name="first_administrator_has_a_number",
                condition=Q(first_of_installation=False, first_number=None)
                | Q(
                    first_of_installation=True,
                    first_number__isnull=False,  # a comparison with nothing would let the row pass
                    first_number__in=[1, 2],
                    role="account_administrator",
                ),
            ),
            models.UniqueConstraint(
                name="two_first_administrators",
                fields=["first_number"],
                condition=Q(first_of_installation=True, ended_at=None),
            ),
            models.CheckConstraint(
                name="role_renewal_is_whole",
                condition=Q(renewal_until=None, renewal_asked_by=None)
                | Q(renewal_until__isnull=False, renewal_asked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="role_renewal_not_asked_by_its_holder",
                condition=Q(renewal_asked_by=None) | ~Q(renewal_asked_by=F("person")),
            ),
            models.UniqueConstraint(
                name="one_open_assignment_per_role", fields=["person", "role"], condition=Q(ended_at=None)
            ),
        ]

    @property
    def in_force(self) -> bool:
        confirmed = self.confirmed_at is not None or self.first_of_installation
        return confirmed and self.ended_at is None and self.expires_at > timezone.now()

    @property
    def waits_for_confirmation(self) -> bool:
        new = self.confirmed_at is None and not self.first_of_installation
        return self.ended_at is None and self.expires_at > timezone.now() and (new or self.renewal_until is not None)

    @property
    def can_be_confirmed(self) -> bool:
        return self.waits_for_confirmation and self.person.state != Person.State.INVITED


class Recovery(models.Model):
    """Someone lost their second factor: two administrators together give a new link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="recoveries")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    privacy = Privacy(plain="id person asked_by asked_at confirmed_by confirmed_at withdrawn_at")

    class Meta:
        constraints = [
            models.CheckConstraint(name="recovery_not_asked_for_self", condition=~Q(asked_by=F("person"))),
            models.CheckConstraint(
                name="recovery_confirmed_by_a_second_person",
                condition=Q(confirmed_by=None) | (~Q(confirmed_by=F("asked_by")) & ~Q(confirmed_by=F("person"))),
            ),
            models.CheckConstraint(
                name="recovery_confirmation_is_whole",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_open_recovery_per_person",
                fields=["person"],
                condition=Q(confirmed_at=None, withdrawn_at=None),
            ),
        ]


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Neither used nor withdrawn; it may have expired."""
        return self.filter(used_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """A one-time link. Only the hash of its token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    recovery = models.OneToOneField(Recovery, on_delete=models.PROTECT, null=True, blank=True, related_name="link")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()
    privacy = Privacy(
        personal="token_hash", plain="id person invited_by recovery created_at expires_at used_at withdrawn_at"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="invitation_expires_later", condition=Q(expires_at__gt=F("created_at"))),
            models.CheckConstraint(
                name="invitation_used_or_withdrawn", condition=Q(used_at=None) | Q(withdrawn_at=None)
            ),
            models.UniqueConstraint(
                name="one_open_invitation_per_person",
                fields=["person"],
                condition=Q(used_at=None, withdrawn_at=None),
            ),
        ]


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def valid(self) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class ApiToken(models.Model):
    """For scripts. Shown once; only its hash is kept."""

    LONGEST = timedelta(days=366)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="api_tokens")
    label = models.CharField(_("label"), max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()
    privacy = Privacy(personal="token_hash", plain="id person label created_at expires_at revoked_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="token_lives_a_year_at_most",
                condition=Q(expires_at__lte=F("created_at") + timedelta(days=366)),
            ),
        ]


class KnownDevice(models.Model):
    """A browser this person has signed in with: its guesses are counted apart from a stranger's.

    So nobody can lock the owner out by guessing from elsewhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="known_devices")
    token_hash = models.CharField(max_length=64)
    last_used_at = models.DateTimeField(default=timezone.now)
    privacy = Privacy(personal="token_hash", plain="id person last_used_at")

    class Meta:
        constraints = [models.UniqueConstraint(name="device_once_per_person", fields=["person", "token_hash"])]
