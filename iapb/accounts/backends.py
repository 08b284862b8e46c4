"""Who may sign in is decided as everywhere; whose session it is, and with which roles, each request asks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils import timezone

from iapb.accounts.models import Person, RoleAssignment
from iapb.accounts.prepared import ANY_TIME, ANYBODY, Prepared
from iapb.accounts.roles import remember_roles

_COLUMNS = [field.attname for field in Person._meta.concrete_fields]


class PeopleBackend(AuthenticationBackend):
    def get_user(self, user_id: UUID) -> Person | None:
        rows = _ANYBODY.rows({ANYBODY: user_id, ANY_TIME: timezone.now()})
        if not rows:
            return None
        *values, roles = rows[0]
        person = Person.from_db("default", _COLUMNS, values)
        remember_roles(person, roles)
        return person if self.user_can_authenticate(person) else None


def _of_anybody() -> QuerySet[Any, Any]:
    roles = RoleAssignment.objects.in_force(ANY_TIME).filter(person=OuterRef("pk")).values("role")
    return Person.objects.filter(pk=ANYBODY).values_list(*_COLUMNS, ArraySubquery(roles))


_ANYBODY = Prepared(_of_anybody)
