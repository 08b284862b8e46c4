"""How often somebody may guess.

Ten wrong guesses an hour count against an account, whoever makes them and from
wherever. A browser its owner has signed in with before has ten of its own, so a
stranger who guesses all day cannot lock the owner out.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from iapb.accounts.models import KnownDevice, Person

COOKIE = "known"
COOKIE_AGE = 366 * 24 * 3600
KNOWN_FOR = 8  # browsers per person; the longest unused is forgotten first


def use_one(request: HttpRequest, *, kind: str, email: str) -> RateLimitUsage | None:
    """Counts one guess at `kind` ("password", "code"). None: there are none left this hour."""
    person = Person.objects.filter(email=email.strip().lower()).only("pk").first()
    device = _device(request, person)
    if device is not None:
        return _consume(request, f"{kind}:device:{device.pk}", {"guess": "10/h/key"})
    whose = f"person:{person.pk}" if person else f"nobody:{email.strip().lower()}"
    return _consume(request, f"{kind}:{whose}", {"guess": settings.ACCOUNT_RATE_LIMITS["login_failed"]})


def _consume(request: HttpRequest, key: str, config: dict[str, str]) -> RateLimitUsage | None:
    return ratelimit.consume(request, app="allauth.account", action="guess", key=key, config=config)


def _device(request: HttpRequest, person: Person | None) -> KnownDevice | None:
    cookie = request.COOKIES.get(COOKIE, "")
    # Asked for strangers too, so that the answer takes the same time.
    pk = person.pk if person else None
    return KnownDevice.objects.filter(person=pk, token_hash=_hash(cookie)).first() if cookie else None


def remember(request: HttpRequest, person: Person) -> None:
    """This browser has signed in: from now on its guesses are its own. The cookie is set on the way out."""
    cookie = request.COOKIES.get(COOKIE) or secrets.token_urlsafe(32)
    KnownDevice.objects.update_or_create(
        person=person, token_hash=_hash(cookie), defaults={"last_used_at": timezone.now()}
    )
    kept = person.known_devices.order_by("-last_used_at").values_list("pk", flat=True)[:KNOWN_FOR]
    person.known_devices.exclude(pk__in=list(kept)).delete()
    request.known_device = cookie  # type: ignore[attr-defined]


def set_cookie(request: HttpRequest, response: HttpResponse) -> None:
    if cookie := getattr(request, "known_device", None):
        response.set_cookie(
            COOKIE,
            cookie,
            max_age=COOKIE_AGE,
            path="/sign-in/",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )


def _hash(cookie: str) -> str:
    return sha256(cookie.encode()).hexdigest()
