"""When a witness may be seen: with their body's collection, in a set one was given, or through an item."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from evidence.models import CaseSetSubject, Item
from evidence.visibility import item_visible
from iapb.access.rights import Right
from iapb.access.scope import Scope


def witness_visible(scope: Scope, prefix: str = "") -> Q:
    def q(**conditions: Any) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in conditions.items()})

    if Right.READ not in scope.rights:
        return Q(pk__in=[])
    granted = Q(pk__in=[])
    if scope.collections:
        granted |= q(collection__within=scope.collections)
    if scope.subjects:
        granted |= q(pk__within=scope.subjects)
    if scope.case_sets:
        members = CaseSetSubject.objects.filter(case_set__within=scope.case_sets, subject=OuterRef(f"{prefix}pk"))
        granted |= Q(Exists(members))
    if scope.items or scope.case_sets:
        items = Item.objects.unscoped("narrowed to what the scope shows in the next step")
        granted |= Q(Exists(items.filter(item_visible(scope), subject=OuterRef(f"{prefix}pk"))))
    return granted & ~q(pk__within=scope.denied_subjects) if scope.denied_subjects else granted


def through(prefix: str) -> Callable[[Scope], Q]:
    def visible(scope: Scope) -> Q:
        return witness_visible(scope, prefix)

    return visible


def named_person_visible(scope: Scope) -> Q:
    """With the collection, or because an item that mentions them may be seen."""
    if Right.READ not in scope.rights:
        return Q(pk__in=[])
    mentions = apps.get_model("interviews", "Mention").objects.unscoped("narrowed by the item's own rule")
    granted = Q(Exists(mentions.filter(item_visible(scope, "item__"), person=OuterRef("pk"))))
    return granted | Q(collection__within=scope.collections) if scope.collections else granted


def of_own_desk(scope: Scope) -> Q:
    """What a body's people keep of their own work. Who only reads the body's evidence has no use for it."""
    if Right.REGISTER not in scope.rights:
        return Q(pk__in=[])
    own = apps.get_model("evidence", "Collection").objects.unscoped("the body of the one who asks")
    return Q(collection__within=scope.collections) & Q(collection__in=own.filter(body__people=scope.actor).values("pk"))
