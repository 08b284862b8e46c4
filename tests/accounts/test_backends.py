"""Whose session or token a request carries: read by statements that are planned once a connection."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from iapb.access.rights import roles_of
from iapb.accounts.backends import PeopleBackend, bearer_of
from iapb.accounts.models import ApiToken, Person, RoleAssignment
from iapb.accounts.session_store import SessionStore
from tests.cast import make_person, signed_in

pytestmark = pytest.mark.django_db
BACKEND = PeopleBackend()


def planned() -> int:
    """Of this statement alone: that of tokens joins them to the same rows."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_prepared_statements where statement ~ 'FROM .accounts_person. WHERE'")
        return cursor.fetchone()[0]


def bearer(person: Person, **fields: object) -> Person | None:
    word = uuid4().hex
    values = {"label": "script", "expires_at": timezone.now() + timedelta(days=1), **fields}
    ApiToken.objects.create(person=person, token_hash=sha256(word.encode()).hexdigest(), **values)
    return bearer_of(sha256(word.encode()).hexdigest())


def test_person_when_read_then_as_kept_with_the_roles_in_force() -> None:
    person = make_person("Lena", "analyst", "reviewer", language="be")
    found = BACKEND.get_user(person.pk)
    kept = Person.objects.get(pk=person.pk)
    assert {**vars(found), "_state": None, "_roles_in_force": None} == {
        **vars(kept), "_state": None, "_roles_in_force": None,
    }  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        assert roles_of(found) == {"analyst", "reviewer"}
    assert not asked.captured_queries


def test_statement_when_asked_often_then_planned_once_and_answers_of_each_asking() -> None:
    people = [make_person(f"Person {number}", role) for number, role in enumerate(["analyst", "partner"] * 4)]
    assert [roles_of(BACKEND.get_user(one.pk)) for one in people] == [{"analyst"}, {"partner"}] * 4
    assert planned() == 1
    over = timezone.now() - timedelta(seconds=1)
    RoleAssignment.objects.filter(person=people[0]).update(granted_at=over - timedelta(days=1), expires_at=over)
    assert not roles_of(BACKEND.get_user(people[0].pk))


def test_statement_when_asked_then_counted_as_any_other() -> None:
    with CaptureQueriesContext(connection) as asked:
        BACKEND.get_user(uuid4())
    assert len(asked.captured_queries) == 1


def test_person_when_shut_out_or_unknown_then_nobody() -> None:
    person = make_person("Lena", "analyst")
    Person.objects.filter(pk=person.pk).update(state=Person.State.SUSPENDED)
    assert BACKEND.get_user(person.pk) is None
    assert BACKEND.get_user(uuid4()) is None


def test_bearer_when_token_stands_then_its_person_with_their_roles() -> None:
    person, other = make_person("Lena", "analyst"), make_person("Olga", "partner")
    assert bearer(person) == person
    assert roles_of(bearer(other)) == {"partner"}


@pytest.mark.parametrize(
    "fields",
    [{"revoked_at": timezone.now()}, {"expires_at": timezone.now() - timedelta(seconds=1)}],
    ids=["revoked", "expired"],
)
def test_bearer_when_token_is_over_then_nobody(fields: dict[str, object]) -> None:
    assert bearer(make_person("Lena", "analyst"), **fields) is None
    assert bearer_of("") is None


def test_session_when_read_then_told_whose_it_is_and_a_strangers_key_tells_nothing() -> None:
    person = make_person("Lena", "analyst")
    browser = signed_in(person)
    kept = SessionStore(browser.session.session_key)
    assert kept["_auth_user_id"] == str(person.pk)
    assert kept.standing.person == person.pk
    assert not kept.standing.over
    stranger = SessionStore("a" * 32)
    assert not stranger.keys()
    assert stranger.standing is None
