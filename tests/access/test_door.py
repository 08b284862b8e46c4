"""The door: a protected model cannot be read without saying for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.db import ProgrammingError, connection
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils import timezone

from evidence.models import Collection, CollectionGroupGrant, Denial, Item, ItemPersonGrant
from iapb.access.door import DoorClosed
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from tests.cast import make_body, make_person

pytestmark = pytest.mark.django_db


def permission(model: str) -> Permission:
    return Permission.objects.get(codename=f"view_{model}")


def give_collection(collection: Collection, person: Person, until: timedelta = timedelta(days=1)) -> None:
    CollectionGroupGrant.objects.create(
        content_object=collection, group=person.body.group, permission=permission("collection"),
        granted_by=person, expires_at=timezone.now() + until,
    )  # fmt: skip


def make_item(collection: Collection, by: Person, **fields: object) -> Item:
    item = Item(
        reference=f"T-{uuid4().hex[:12]}", kind="interview", collection=collection, subject=uuid4(),
        created_by=by, **fields,
    )  # fmt: skip
    item.save(force_insert=True)
    return item


@pytest.fixture
def two_bodies() -> tuple[Person, Person, Item, Item]:
    people, items = [], []
    for name in ("Alice", "Zoe"):
        person = make_person(name, "partner", body=make_body(f"Body of {name} {uuid4()}"))
        collection_id = uuid4()
        set_actor(person.pk)
        # The grant comes first: the policy lets nobody write into a collection they were not given.
        with connection.cursor() as cursor:
            cursor.execute("set constraints all deferred")
        collection = Collection(id=collection_id, name=f"Collection of {name} {collection_id}", body=person.body)
        give_collection(collection, person)
        collection.save(force_insert=True)
        items.append(make_item(collection, person))
        people.append(person)
    set_actor(people[0].pk)
    return people[0], people[1], items[0], items[1]


CLOSED_READS: list[Callable[[], object]] = [
    lambda: list(Item.objects.all()),
    lambda: Item.objects.count(),
    lambda: Item.objects.exists(),
    lambda: Item.objects.first(),
    lambda: Item.objects.get(pk=uuid4()),
    lambda: Item.objects.filter(kind="interview").update(kind="interview"),
    lambda: Item.objects.filter(kind="interview").delete(),
    lambda: Item.objects.values_list("pk", flat=True)[0],
    lambda: list(Item.objects.iterator()),
    lambda: Item.objects.aggregate(),
    lambda: Item.objects.in_bulk([uuid4()]),
    lambda: Item.objects.raw("select 1"),
    lambda: get_object_or_404(Item, pk=uuid4()),
    lambda: Item.objects.explain(),
    lambda: list(Item.objects.dates("created_at", "day")),
]


@pytest.mark.parametrize("number", range(len(CLOSED_READS)))
def test_read_when_nobody_is_named_then_raises(number: int) -> None:
    with pytest.raises(DoorClosed):
        CLOSED_READS[number]()


def test_read_when_granted_then_only_own(two_bodies: tuple[Person, Person, Item, Item]) -> None:
    alice, zoe, hers, others = two_bodies
    assert list(Item.objects.visible_to(alice)) == [hers]
    set_actor(zoe.pk)
    assert list(Item.objects.visible_to(zoe)) == [others]
    assert Item.objects.visible_to(AnonymousUser()).count() == 0


def test_combine_when_one_operand_is_closed_then_raises(two_bodies: tuple[Person, Person, Item, Item]) -> None:
    visible, closed = Item.objects.visible_to(two_bodies[0]), Item.objects.all()
    for combine in (
        lambda: visible | closed,
        lambda: closed | visible,
        lambda: visible & closed,
        lambda: visible ^ closed,
        lambda: visible.union(closed),
        lambda: visible.intersection(closed),
        lambda: visible.difference(closed),
        lambda: list(Denial.objects.filter(item__in=closed)),
        lambda: list(visible.filter(pk__in=closed)),
    ):
        with pytest.raises(DoorClosed):
            combine()
    assert list(visible | visible) == [two_bodies[2]]
    assert list(visible.filter(pk__in=visible)) == [two_bodies[2]]


def test_read_when_grant_expired_then_nothing(two_bodies: tuple[Person, Person, Item, Item]) -> None:
    alice, _, hers, _ = two_bodies
    CollectionGroupGrant.objects.filter(group=alice.body.group).update(expires_at=timezone.now() - timedelta(seconds=1))
    forget(alice)
    assert not Item.objects.visible_to(alice).exists()
    assert not Item.objects.unscoped("the policy must refuse on its own").filter(pk=hers.pk).exists()


def test_read_when_asked_over_a_reverse_relation_then_the_same_rule(
    two_bodies: tuple[Person, Person, Item, Item],
) -> None:
    alice, _, hers, others = two_bodies
    with pytest.raises(DoorClosed):
        list(hers.collection.items.all())
    with pytest.raises(DoorClosed):
        hers.collection.items.count()
    assert list(hers.collection.items.visible_to(alice)) == [hers]
    assert list(hers.collection.items.filter(kind="interview").visible_to(alice)) == [hers]
    assert not others.collection.items.visible_to(alice).exists()
    hidden = Item.objects.unscoped("a test marks the item").filter(pk=hers.pk)
    hidden.update(restricted=True)
    assert not hers.collection.items.visible_to(alice).exists()


def test_prefetch_when_opened_for_an_actor_then_only_theirs(two_bodies: tuple[Person, Person, Item, Item]) -> None:
    alice, _, hers, _ = two_bodies
    opened = Collection.objects.visible_to(alice).prefetch_related(
        Prefetch("items", queryset=Item.objects.visible_to(alice))
    )
    assert [list(one.items.all()) for one in opened] == [[hers]]
    with pytest.raises(DoorClosed):
        list(Collection.objects.visible_to(alice).prefetch_related("items"))


def test_read_when_denied_then_denial_beats_grant(two_bodies: tuple[Person, Person, Item, Item]) -> None:
    alice, zoe, hers, _ = two_bodies
    Denial.objects.create(person=alice, subject=hers.subject, reason="conflict of interest", denied_by=zoe)
    forget(alice)
    assert not Item.objects.visible_to(alice).exists()


def test_read_when_restricted_then_only_a_named_grant_opens(two_bodies: tuple[Person, Person, Item, Item]) -> None:
    alice, _, hers, _ = two_bodies
    Item.objects.unscoped("a test marks the item").filter(pk=hers.pk).update(restricted=True)
    forget(alice)
    assert not Item.objects.visible_to(alice).exists()
    ItemPersonGrant.objects.create(
        content_object=hers, user=alice, permission=permission("item"), granted_by=alice,
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    forget(alice)
    assert list(Item.objects.visible_to(alice)) == [hers]


def test_read_when_role_ended_then_a_grant_alone_shows_nothing(two_bodies: tuple[Person, Person, Item, Item]) -> None:
    alice = two_bodies[0]
    alice.roles.update(ended_at=timezone.now())
    forget(alice)
    assert not Item.objects.visible_to(alice).exists()


def test_read_when_the_door_is_open_then_the_policy_shows_only_own(
    two_bodies: tuple[Person, Person, Item, Item],
) -> None:
    _, zoe, hers, others = two_bodies
    everything = Item.objects.unscoped("the second wall alone")
    assert set(everything) == {hers}
    set_actor(zoe.pk)
    assert set(everything.all()) == {others}
    set_actor(None)
    assert not everything.all().exists()


def test_write_when_collection_not_given_then_the_policy_refuses(
    two_bodies: tuple[Person, Person, Item, Item],
) -> None:
    alice, _, _, others = two_bodies
    with pytest.raises(ProgrammingError, match="row-level security"):
        make_item(others.collection, alice)


def test_generic_guardian_tables_stay_empty() -> None:
    with connection.cursor() as cursor:
        for table in ("guardian_userobjectpermission", "guardian_groupobjectpermission"):
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,)
