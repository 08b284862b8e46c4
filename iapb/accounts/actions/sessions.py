"""Sessions begin, are listed and end. A session whose row is gone is dead on its next request."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.accounts.errors import Refused
from iapb.accounts.models import ApiToken, KnownDevice, Person
from iapb.ledger import record

SECOND_FACTOR = "second_factor"


@transaction.atomic
def begin(*, request: HttpRequest, person: Person) -> None:
    """Called once the password and, where one is enrolled, the second factor were right."""
    with_code = any(entry.get("method") == "mfa" for entry in get_authentication_records(request, person))
    request.session[SECOND_FACTOR] = with_code
    request.session.save()
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": person,
            "ip": get_adapter(request).get_client_ip(request),
            "user_agent": request.headers.get("User-Agent", "")[:200],
            "created_at": timezone.now(),
            "last_seen_at": timezone.now(),
        },
    )
    record("person.signed_in", actor=person.pk, object=person.pk, detail={"second_factor": with_code})


@transaction.atomic
def leave(*, request: HttpRequest, person: Person) -> None:
    """Sign-out: the library ends the session itself."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    record("person.signed_out", actor=person.pk, object=person.pk, detail={})


@transaction.atomic
def run_out(*, request: HttpRequest, person: Person, why: str) -> None:
    """The session was idle too long, too old, or ended from elsewhere."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    request.session.flush()
    record("session.ended", actor=person.pk, object=person.pk, detail={"why": why, "sessions": 1})


@transaction.atomic
def end(*, session: UserSession, by: Person) -> None:
    if session.user_id != by.pk:
        raise Refused(_("Only your own sessions can be ended here."))
    session.end()
    record("session.ended", actor=by.pk, object=by.pk, detail={"why": "own wish", "sessions": 1})


@transaction.atomic
def end_others(*, session_key: str, by: Person) -> int:
    """All of the actor's own sessions but the one they are using."""
    others = list(UserSession.objects.filter(user=by).exclude(session_key=session_key))
    for session in others:
        session.end()
    if others:
        record("session.ended", actor=by.pk, object=by.pk, detail={"why": "own wish", "sessions": len(others)})
    return len(others)


def end_everything(*, person: Person, why: str, by: Person) -> None:
    """Sessions, tokens and known browsers of a person, inside the transaction of the action that needs it."""
    sessions = list(UserSession.objects.filter(user=person))
    for session in sessions:
        session.end()
    if sessions:
        record("session.ended", actor=by.pk, object=person.pk, detail={"why": why, "sessions": len(sessions)})
    KnownDevice.objects.filter(person=person).delete()
    for token in ApiToken.objects.valid().filter(person=person):
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record("token.revoked", actor=by.pk, object=person.pk, detail={"token": str(token.pk), "why": why})
