"""Sessions end after twenty idle minutes and after ten hours, and when their row is gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from iapb.accounts import guesses
from iapb.accounts.actions import sessions
from iapb.accounts.models import Person, RoleAssignment
from iapb.accounts.prepared import ANY_KEY, ANY_TIME, ANYBODY, Prepared
from iapb.accounts.roles import remember_roles

# A request that a page makes by itself says so and does not keep a session awake.
UNATTENDED = "X-Unattended"
SEEN_EVERY = timedelta(seconds=60)


class SessionLimitsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.get(SESSION_KEY):
            _limit(request)
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        guesses.set_cookie(request, response)
        return response


@dataclass(frozen=True)
class Session:
    pk: int
    last_seen_at: datetime
    created_at: datetime
    roles: list[str]

    @property
    def over(self) -> str:
        now = timezone.now()
        if now - self.last_seen_at > settings.SESSION_IDLE:
            return "idle"
        if now - self.created_at > timedelta(seconds=settings.SESSION_COOKIE_AGE):
            return "ten hours"
        return ""


def _limit(request: HttpRequest) -> None:
    person = request.user
    if not isinstance(person, Person):
        return
    session = _session_of(person, request.session.session_key)
    why = session.over if session else "ended elsewhere"
    if why:
        sessions.run_out(request=request, person=person, why=why)
        request.user = AnonymousUser()
    elif session and session.last_seen_at < timezone.now() - SEEN_EVERY and UNATTENDED not in request.headers:
        UserSession.objects.filter(pk=session.pk).update(last_seen_at=timezone.now())


def _session_of(person: Person, key: str | None) -> Session | None:
    """With the roles in force: the two are asked for on every page, so one statement reads both."""
    rows = _SESSIONS.rows({ANYBODY: person.pk, ANY_KEY: key, ANY_TIME: timezone.now()})
    if not rows:
        return None
    [row] = rows
    session = Session(*row)
    remember_roles(person, session.roles)
    return session


def _of_anybody() -> QuerySet[Any, Any]:
    roles = RoleAssignment.objects.in_force(ANY_TIME).filter(person=OuterRef("user")).values("role")
    found = UserSession.objects.filter(session_key=ANY_KEY, user=ANYBODY).annotate(roles=ArraySubquery(roles))
    return found.values_list("pk", "last_seen_at", "created_at", "roles")


_SESSIONS = Prepared(_of_anybody)
