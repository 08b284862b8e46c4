"""What an actor was given, and since when no longer."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import timezone

from evidence.models import Collection, CollectionPersonGrant
from iapb.access.rights import Right, rights_of, roles_of
from iapb.access.scope import forget, group_ids, scope_of
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person, RoleAssignment
from tests.cast import make_body, make_person, make_team

pytestmark = pytest.mark.django_db


def given(person: Person, until: timedelta) -> Collection:
    set_actor(person.pk)
    collection = Collection(name=f"C {uuid4()}")
    grant = CollectionPersonGrant(
        content_object=collection, user=person, permission=Permission.objects.get(codename="view_collection"),
        granted_by=person, granted_at=timezone.now() - timedelta(days=9),
        expires_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")
    grant.content_object_id = collection.pk
    CollectionPersonGrant.objects.bulk_create([grant])
    collection.save(force_insert=True)
    CollectionPersonGrant.objects.filter(pk=grant.pk).update(expires_at=timezone.now() + until)
    return collection


def test_scope_when_grant_is_in_force_then_holds_it() -> None:
    person = make_person("Alice", "analyst")
    collection = given(person, timedelta(minutes=1))
    assert scope_of(person).collections == (collection.pk,)


def test_scope_when_grant_expired_then_holds_nothing() -> None:
    person = make_person("Alice", "analyst")
    given(person, timedelta(seconds=-1))
    assert scope_of(person).collections == ()


def test_scope_when_asked_again_then_revocation_counts_from_the_next_request() -> None:
    person = make_person("Alice", "analyst")
    collection = given(person, timedelta(minutes=1))
    assert scope_of(person).collections == (collection.pk,)
    CollectionPersonGrant.objects.filter(user=person).delete()
    assert scope_of(Person.objects.get(pk=person.pk)).collections == ()


@pytest.mark.parametrize("state", ["invited", "suspended", "deactivated"])
def test_scope_when_person_is_not_active_then_empty(state: str) -> None:
    person = make_person("Alice", "analyst")
    given(person, timedelta(minutes=1))
    Person.objects.filter(pk=person.pk).update(state=state)
    again = Person.objects.get(pk=person.pk)
    assert not scope_of(again).someone
    assert roles_of(again) == frozenset()


def test_rights_when_role_is_unconfirmed_then_none() -> None:
    person, granter = make_person("Alice"), make_person("Gregor")
    assignment = RoleAssignment.objects.create(
        person=person, role="analyst", granted_by=granter, expires_at=timezone.now() + timedelta(days=1)
    )
    assert rights_of(person) == frozenset()
    forget(person)
    RoleAssignment.objects.filter(pk=assignment.pk).update(
        confirmed_by=make_person("Carla"), confirmed_at=timezone.now()
    )
    assert Right.TAG in rights_of(person)


def test_rights_when_role_expired_then_none() -> None:
    person = make_person("Alice", "analyst")
    RoleAssignment.objects.filter(person=person).update(
        granted_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(seconds=1)
    )
    assert rights_of(person) == frozenset()


def test_scope_when_membership_ended_then_team_grants_are_gone() -> None:
    person = make_person("Alice", "analyst", body=make_body(f"B {uuid4()}"))
    team = make_team(f"T {uuid4()}", person)
    assert set(group_ids(person)) == {team.group_id, person.body.group_id}
    team.memberships.update(ended_at=timezone.now())
    assert set(group_ids(person)) == {person.body.group_id}
