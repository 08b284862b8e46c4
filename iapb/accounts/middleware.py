"""Sessions end after twenty idle minutes and after ten hours, and when their row is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from iapb.accounts import guesses
from iapb.accounts.actions import sessions
from iapb.accounts.models import Person

# A request that a page makes by itself says so and does not keep a session awake.
UNATTENDED = "X-Unattended"
SEEN_EVERY = timedelta(seconds=60)


class SessionLimitsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.get(SESSION_KEY):
            # The person, no longer the promise of one: a page asks for them a hundred times.
            request.user = get_user(request)
            _limit(request)
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        guesses.set_cookie(request, response)
        return response


def _limit(request: HttpRequest) -> None:
    person = request.user
    if not isinstance(person, Person):
        return
    session = request.session.standing
    why = session.over if session and session.person == person.pk else "ended elsewhere"
    if why:
        sessions.run_out(request=request, person=person, why=why)
        request.user = AnonymousUser()
    elif session and session.last_seen_at < timezone.now() - SEEN_EVERY and UNATTENDED not in request.headers:
        UserSession.objects.filter(pk=session.pk).update(last_seen_at=timezone.now())
