"""What an actor was given, resolved once a request from the grant rows.

Grants stand beside Collection, CaseSet and Item in evidence, which this room
cannot import: the models are found by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from iapb.access.rights import Actor, Right, rights_of, roles_of
from iapb.accounts.models import Body, Person, Team


@dataclass(frozen=True)
class Scope:
    actor: UUID | None = None
    collections: tuple[UUID, ...] = ()
    case_sets: tuple[UUID, ...] = ()
    items: tuple[UUID, ...] = ()
    named_items: tuple[UUID, ...] = ()  # given to the person by name: the only key to restricted items
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
    for name in ("_scope", "_roles_in_force"):
        if hasattr(actor, name):
            delattr(actor, name)


def group_ids(person: Person) -> list[int]:
    teams = Team.objects.filter(memberships__person=person, memberships__ended_at=None)
    bodies = Body.objects.filter(pk=person.body_id) if person.body_id else Body.objects.none()
    return list(teams.values_list("group_id", flat=True).union(bodies.values_list("group_id", flat=True)))


def _resolve(person: Person) -> Scope:
    groups = group_ids(person)
    named = _granted("Item", person, [])
    denied = apps.get_model("evidence", "Denial").objects.filter(person=person, ended_at=None)
    pairs = list(denied.values_list("item_id", "subject"))
    return Scope(
        actor=person.pk,
        collections=_granted("Collection", person, groups),
        case_sets=_granted("CaseSet", person, groups),
        items=_granted("Item", person, groups),
        named_items=named,
        denied_items=tuple(item for item, _ in pairs if item),
        denied_subjects=tuple(subject for _, subject in pairs if subject),
        roles=roles_of(person),
        rights=rights_of(person),
    )


def _granted(model: str, person: Person, groups: list[int]) -> tuple[UUID, ...]:
    current = Q(expires_at__gt=timezone.now())
    to_person = apps.get_model("evidence", f"{model}PersonGrant").objects.filter(current, user=person)
    ids = to_person.values_list("content_object_id", flat=True)
    if groups:
        to_group = apps.get_model("evidence", f"{model}GroupGrant").objects.filter(current, group__in=groups)
        ids = ids.union(to_group.values_list("content_object_id", flat=True))
    return tuple(ids)
