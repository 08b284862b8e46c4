"""Who asks: one person for every line of the oracle's list, and how each comes in."""

from __future__ import annotations

import time
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from iapb.accounts.actions import tokens
from iapb.accounts.actions.sessions import SECOND_FACTOR
from iapb.accounts.models import ApiToken, Body, Person, Role, RoleAssignment
from tests.cast import PASSWORD, make_person, signed_in
from tests.matrix.asking import Browser
from tests.oracles import routes

_NAMES = {
    routes.PARTNER: "Petra", routes.ANALYST: "Anton", routes.REVIEWER: "Reva", routes.OFFICER: "Olga",
    routes.LEGAL: "Lena", routes.SAFETY: "Sara", routes.STEWARD: "Dora", routes.READING_STEWARD: "Dina",
    routes.CARER: "Carl", routes.ADMIN: "Adele", routes.AUDITOR: "Udo", routes.PARTNER_B: "Zbriarholm",
    routes.OTHER_ANALYST: "Otto", routes.EXPIRED_GRANT: "Egon", routes.EXPIRED_ROLE: "Rolf",
    routes.UNCONFIRMED_ROLE: "Uma",
    routes.NOT_ENROLLED: "Nils", "invited": "Ines", "suspended": "Susa", "deactivated": "Dima",
    "expired_person": "Emil", "revoked_token": "Rita", "expired_token": "Tess", "token_of_suspended": "Svea",
}  # fmt: skip
_STATES = {
    "invited": "invited",
    "suspended": "suspended",
    "deactivated": "deactivated",
    "token_of_suspended": "suspended",
}
_PARTNERS = (routes.PARTNER, routes.PARTNER_B)
_TOKEN_ONLY = ("revoked_token", "expired_token", "token_of_suspended")


def make_people(first: Body, second: Body, secretariat: Body) -> dict[str, Person]:
    people = {}
    for actor, name in _NAMES.items():
        # Who lost the way in had every reason to come in before: a partner of the first body.
        role = routes.ROLE_OF.get(actor, "partner") or "analyst"
        body = second if actor == routes.PARTNER_B else first if role == "partner" else secretariat
        role = routes.STEWARD if role == routes.READING_STEWARD else role
        counts = actor not in (routes.EXPIRED_ROLE, routes.UNCONFIRMED_ROLE)
        person = make_person(name, *([role] if counts else []), body=body)
        if not counts:
            _role_that_does_not_count(person, expired=actor == routes.EXPIRED_ROLE)
        people[actor] = person
    return people


def _role_that_does_not_count(person: Person, *, expired: bool) -> None:
    granter, confirmer = Person.objects.filter(name__startswith="Confirmer").order_by("name")
    now = timezone.now()
    confirmed = {"confirmed_by": confirmer, "confirmed_at": now} if expired else {}
    RoleAssignment.objects.create(
        person=person, role=Role.ANALYST, granted_by=granter, granted_at=now - timedelta(days=9),
        expires_at=now + timedelta(days=-1 if expired else 30), **confirmed,
    )  # fmt: skip


def make_tokens(people: dict[str, Person]) -> dict[str, str]:
    until = timezone.now() + timedelta(days=30)
    made = {actor: tokens.make(label=f"script of {actor}", until=until, by=person) for actor, person in people.items()}
    ApiToken.objects.filter(person=people["revoked_token"]).update(revoked_at=timezone.now())
    ApiToken.objects.filter(person=people["expired_token"]).update(
        created_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(days=1)
    )
    return made


def give_passwords(people: dict[str, Person]) -> None:
    """One hash for all: nobody here guesses."""
    Person.objects.filter(pk__in=[person.pk for person in people.values()]).update(password=make_password(PASSWORD))


def close_accounts(people: dict[str, Person]) -> None:
    """Last, once their cookies and tokens exist."""
    for actor, state in _STATES.items():
        Person.objects.filter(pk=people[actor].pk).update(state=state)
    Person.objects.filter(pk=people["expired_person"].pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def come_in(actor: str, person: Person | None, token: str | None) -> Browser:
    """A browser as this person left it: signed in with a code that stays fresh for the length of a walk.

    On a busy machine a walk takes longer than the five minutes after which a code is asked for again.
    """
    if person is None:
        return Browser(Client())
    if actor in _TOKEN_ONLY:
        return Browser(Client(), {"Authorization": f"Token {token}"})
    client = signed_in(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time() + 7200}]
    session["account_authentication_methods_user"] = str(person.pk)
    if actor == routes.NOT_ENROLLED:
        del session[SECOND_FACTOR]
    session.save()
    return Browser(client)


def another_session_of(person: Person) -> int:
    """Another browser of theirs: what a session in an address names."""
    key = signed_in(person).session.session_key
    return UserSession.objects.get(session_key=key).pk
