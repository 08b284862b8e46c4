"""Who sees what was brought in: whoever may bring something into the collection."""

from __future__ import annotations

from django.db.models import Q

from iapb.access.rights import Right
from iapb.access.scope import Scope

# Who brings something in: rows of one table refer to rows that others brought.
BROUGHT = {Right.REGISTER, Right.TAG, Right.PREPARE}


def of_collection(scope: Scope) -> Q:
    if not scope.rights & BROUGHT or not scope.collections:
        return Q(pk__in=[])
    return Q(collection__within=scope.collections)


def brought(scope: Scope) -> Q:
    """Not even that something was disclosed before is told to whoever is not of the desk."""
    desk = Q() if Right.SEE_DISCLOSURES in scope.rights else ~Q(kind__startswith="past_")
    return of_collection(scope) & desk


def own_run(scope: Scope) -> Q:
    """What a run brought is told to whoever began it: others of the collection need not learn of it."""
    return of_collection(scope) & Q(started_by=scope.actor)


def own_archive(scope: Scope) -> Q:
    """Whoever sent it. Its rows hold names: not even a colleague reads what is told of them."""
    return of_collection(scope) & Q(sent_by=scope.actor)
