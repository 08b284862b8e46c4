"""The cast: the same people in every test, made through the database the way actions make them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from iapb.accounts.actions.sessions import SECOND_FACTOR
from iapb.accounts.models import Body, Person, Role, RoleAssignment, Team, TeamMembership

PASSWORD = "a long enough pass phrase"


def make_body(name: str) -> Body:
    return Body.objects.create(name=name, group=Group.objects.create(name=f"body {uuid4()}"))


def make_team(name: str, *people: Person) -> Team:
    team = Team.objects.create(name=name, group=Group.objects.create(name=f"team {uuid4()}"))
    for person in people:
        TeamMembership.objects.create(team=team, person=person, added_by=person)
    return team


def make_person(name: str, *roles: str, body: Body | None = None, **fields: Any) -> Person:
    """A person whose roles are confirmed. The confirming two are made once and hold no role."""
    email = f"{name.lower().replace(' ', '.')}.{uuid4().hex[:6]}@example.org"
    person = Person.objects.create(email=email, name=name, body=body, password="!", **fields)
    granter, confirmer = _confirmers()
    for role in roles:
        RoleAssignment.objects.create(
            person=person,
            role=Role(role),
            granted_by=granter,
            confirmed_by=confirmer,
            confirmed_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=365),
        )
    return person


def _confirmers() -> tuple[Person, Person]:
    return tuple(
        Person.objects.get_or_create(
            email=f"confirmer{n}@example.org", defaults={"name": f"Confirmer {n}", "password": "!"}
        )[0]
        for n in (1, 2)
    )


def signed_in(person: Person) -> Client:
    """A browser in which this person has signed in with password and code."""
    client = Client()
    client.force_login(person, backend="iapb.accounts.backends.PeopleBackend")
    return client


def _stand_for_the_whole_sign_in(sender: object, request: HttpRequest, user: Person, **kwargs: object) -> None:
    # force_login brings a request without an address; a real sign-in is left to the house.
    if "REMOTE_ADDR" in request.META:
        return
    request.session[SECOND_FACTOR] = True
    request.session.save()
    UserSession.objects.create(user=user, session_key=request.session.session_key, ip="127.0.0.1", user_agent="test")


user_logged_in.connect(_stand_for_the_whole_sign_in)


@pytest.fixture
def person(db: None) -> Callable[..., Person]:
    return make_person
