"""Who sees what was brought in: whoever may bring something into the collection."""

from __future__ import annotations

from django.db.models import Q

from iapb.access.rights import Right
from iapb.access.scope import Scope


def of_collection(scope: Scope) -> Q:
    if Right.REGISTER not in scope.rights or not scope.collections:
        return Q(pk__in=[])
    return Q(collection__within=scope.collections)
