"""What an actor was given, resolved once a request from the grant rows.

Grants stand beside Collection, CaseSet and Item in evidence, which this room
cannot import: the models are found by name.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Group
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone

from iapb.access.rights import Actor, Right, rights_of, rights_of_roles, roles_of, subjects_read
from iapb.accounts.models import Body, Person, TeamMembership
from iapb.accounts.prepared import ANY_TIME, ANYBODY, Prepared

KINDS = ("Collection", "CaseSet", "Item")


@dataclass(frozen=True)
class Scope:
    actor: UUID | None = None
    collections: tuple[UUID, ...] = ()
    case_sets: tuple[UUID, ...] = ()
    items: tuple[UUID, ...] = ()
    named_items: tuple[UUID, ...] = ()  # given to the person by name: the only key to restricted items
    subjects: tuple[UUID, ...] = ()  # witnesses open for a reason on record
    denied_items: tuple[UUID, ...] = ()
    denied_subjects: tuple[UUID, ...] = ()
    roles: frozenset[str] = frozenset()
    rights: frozenset[Right] = field(default_factory=frozenset)

    @property
    def someone(self) -> bool:
        return self.actor is not None


def scope_of(actor: Actor) -> Scope:
    if isinstance(actor, AnonymousUser) or not isinstance(actor, Person) or not actor.is_current():
        return Scope()
    cached = getattr(actor, "_scope", None)
    if cached is None:
        cached = actor._scope = _resolve(actor)
    return cached


def forget(actor: Actor) -> None:
    """For long-lived processes: the next question reads the grants again."""
    for name in ("_scope", "_roles_in_force", "_subjects_read"):
        if hasattr(actor, name):
            delattr(actor, name)


def group_ids(person: Person) -> list[int]:
    return list(Group.objects.filter(_joined(person.pk, "pk")).values_list("pk", flat=True))


def _joined(person: UUID, name: str) -> Q:
    """Of their body, and of the teams they are in today. By lists: over joins it was planned three times as long."""
    teams = TeamMembership.objects.filter(person=person, ended_at=None).values("team__group")
    own = Body.objects.filter(people=person).values("group")
    return Q(**{f"{name}__in": teams}) | Q(**{f"{name}__in": own})


def _resolve(person: Person) -> Scope:
    """One statement for everything: each page asks this."""
    found: dict[str, set[UUID]] = defaultdict(set)
    for kind, pk in _everything(person):
        found[kind].add(pk)
    rights, by_role = rights_of(person), rights_of_roles(person)
    if Right.READ in rights - by_role:
        # Who reads for a reason reads only that: no grant opens more to them.
        for kind in (*KINDS, "named"):
            found.pop(kind, None)
    return Scope(
        actor=person.pk,
        collections=tuple(found["Collection"]),
        case_sets=tuple(found["CaseSet"]),
        items=tuple(found["Item"] | found["named"]),
        named_items=tuple(found["named"]),
        subjects=subjects_read(person) if Right.DECIDE_RIGHTS in by_role else (),
        denied_items=tuple(found["denied item"]),
        denied_subjects=tuple(found["denied subject"]),
        roles=roles_of(person),
        rights=rights,
    )


def _everything(person: Person) -> list[tuple[str, UUID]]:
    return _EVERYTHING.rows({ANYBODY: person.pk, ANY_TIME: timezone.now()})


def _of_anybody() -> models.QuerySet[Any]:
    denied = apps.get_model("evidence", "Denial").objects.filter(person=ANYBODY, ended_at=None)
    parts = [
        _as("denied item", denied.exclude(item=None), "item_id"),
        _as("denied subject", denied.exclude(subject=None), "subject"),
        *(_as("named" if kind == "Item" else kind, _to_person(kind)) for kind in KINDS),
        *(_as(kind, _to_group(kind)) for kind in KINDS),
    ]
    return parts[0].union(*parts[1:])


_EVERYTHING = Prepared(_of_anybody)


def _as(kind: str, rows: models.QuerySet[Any], column: str = "content_object_id") -> Any:
    return rows.annotate(what=Value(kind, models.TextField())).values_list("what", column)


def _to_person(kind: str) -> models.QuerySet[Any]:
    return _current(f"{kind}PersonGrant").filter(user=ANYBODY)


def _to_group(kind: str) -> models.QuerySet[Any]:
    return _current(f"{kind}GroupGrant").filter(_joined(ANYBODY, "group"))


def _current(model: str) -> models.QuerySet[Any]:
    current = Q(expires_at__gt=ANY_TIME)
    return apps.get_model("evidence", model).objects.filter(current)
