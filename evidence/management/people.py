"""Who acts where something is measured on throw-away services."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.utils import timezone

from evidence.models import Collection, CollectionGroupGrant
from iapb.access.transaction import set_actor
from iapb.accounts.models import Body, Person, Role, RoleAssignment


@transaction.atomic
def a_partner() -> Person:
    """A body with its collection, and one of its people. Nobody of them can sign in."""
    now, group = timezone.now(), Group.objects.create(name=f"bench {uuid4()}")
    body = Body.objects.create(name=f"bench {uuid4()}", group=group)
    people = [
        Person.objects.create(email=f"{uuid4()}@example.org", name="bench", password="!", body=body) for _ in range(3)
    ]
    RoleAssignment.objects.create(
        person=people[0], role=Role.PARTNER, granted_by=people[1], confirmed_by=people[2], confirmed_at=now,
        expires_at=now + timedelta(days=1),
    )  # fmt: skip
    set_actor(people[0].pk)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")
    collection = Collection(id=uuid4(), name=f"bench {uuid4()}", body=body)
    CollectionGroupGrant.objects.create(
        content_object=collection, group=group, granted_by=people[0], expires_at=now + timedelta(days=1),
        permission=Permission.objects.get(codename="view_collection"),
    )  # fmt: skip
    collection.save(force_insert=True)
    return people[0]
