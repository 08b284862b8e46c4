"""Which roles a person holds now, and who administers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from iapb.accounts.errors import Refused
from iapb.accounts.models import Person, Role, RoleAssignment


def roles_of(actor: Any) -> frozenset[str]:
    """Roles in force: confirmed by a second person, not ended, not expired. Read once a request."""
    if not isinstance(actor, Person) or not actor.is_current():
        return frozenset()
    cached = getattr(actor, "_roles_in_force", None)
    if cached is None:
        remember_roles(actor, RoleAssignment.objects.in_force().filter(person=actor).values_list("role", flat=True))
        cached = actor._roles_in_force  # type: ignore[attr-defined]
    return cached


def remember_roles(actor: Person, found: Iterable[str]) -> None:
    """As they were read with the session of this request."""
    actor._roles_in_force = frozenset(found)  # type: ignore[attr-defined]


def forget_roles(actor: Person) -> None:
    if hasattr(actor, "_roles_in_force"):
        del actor._roles_in_force


def require_administrator(actor: Any) -> None:
    if Role.ACCOUNT_ADMINISTRATOR not in roles_of(actor):
        raise Refused(_("Your role does not allow you to manage people, bodies, teams and grants."))


def administrators() -> list[Person]:
    """People who administer today. Below three, the loss of one stops confirmations."""
    in_force = RoleAssignment.objects.in_force().filter(role=Role.ACCOUNT_ADMINISTRATOR)
    return list(Person.objects.current().filter(roles__in=in_force).distinct())
