"""People, bodies and teams. Who may read what is not here: that is `access`."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.db import models
from django.db.models import F, Q
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


class PersonManager(BaseUserManager["Person"]):
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
    language = models.CharField(max_length=2, default="en")
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
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def is_current(self) -> bool:
        return self.is_active and (self.expires_at is None or self.expires_at > timezone.now())


class TeamMembership(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    privacy = Privacy(plain="id team person added_by added_at ended_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_current_membership_per_team", fields=["team", "person"], condition=Q(ended_at=None)
            ),
        ]


class RoleAssignment(models.Model):
    """A role counts once a second person has confirmed it, and until it expires."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=32, choices=Role.choices)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    first_of_installation = models.BooleanField(default=False)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    privacy = Privacy(
        plain="id person role granted_by granted_at confirmed_by confirmed_at first_of_installation expires_at ended_at"
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
            models.UniqueConstraint(
                name="one_first_administrator",
                fields=["first_of_installation"],
                condition=Q(first_of_installation=True),
            ),
            models.UniqueConstraint(
                name="one_open_assignment_per_role", fields=["person", "role"], condition=Q(ended_at=None)
            ),
        ]


class Invitation(models.Model):
    """A one-time link. Only the hash of its token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    privacy = Privacy(personal="token_hash", plain="id person invited_by created_at expires_at used_at withdrawn_at")


class ApiToken(models.Model):
    """For scripts. Shown once; only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="api_tokens")
    label = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    privacy = Privacy(personal="token_hash", plain="id person label created_at expires_at revoked_at")
