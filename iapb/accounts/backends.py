"""Who may sign in is decided as everywhere; whose session or token it is, and with which roles, each request asks."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils import timezone

from iapb.accounts.models import Person, RoleAssignment
from iapb.accounts.prepared import ANY_KEY, ANY_TIME, ANYBODY, Prepared
from iapb.accounts.roles import remember_roles

_COLUMNS = [field.attname for field in Person._meta.concrete_fields]


class PeopleBackend(AuthenticationBackend):
    def get_user(self, user_id: UUID) -> Person | None:
        person = _person(_OF_ID, ANYBODY, user_id)
        return person if person and self.user_can_authenticate(person) else None


def bearer_of(token_hash: str) -> Person | None:
    """Of a token neither revoked nor over."""
    return _person(_OF_TOKEN, ANY_KEY, token_hash)


def _person(statement: Prepared, stand_in: Hashable, meant: Hashable) -> Person | None:
    rows = statement.rows({stand_in: meant, ANY_TIME: timezone.now()})
    if not rows:
        return None
    *values, roles = rows[0]
    person = Person.from_db("default", _COLUMNS, values)
    remember_roles(person, roles)
    return person


def _of_anybody() -> QuerySet[Any, Any]:
    return _with_roles(Person.objects.filter(pk=ANYBODY))


def _of_any_token() -> QuerySet[Any, Any]:
    standing = {"api_tokens__revoked_at": None, "api_tokens__expires_at__gt": ANY_TIME}
    return _with_roles(Person.objects.filter(api_tokens__token_hash=ANY_KEY, **standing))


def _with_roles(people: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    roles = RoleAssignment.objects.in_force(ANY_TIME).filter(person=OuterRef("pk")).values("role")
    return people.values_list(*_COLUMNS, ArraySubquery(roles))


_OF_ID, _OF_TOKEN = Prepared(_of_anybody), Prepared(_of_any_token)
