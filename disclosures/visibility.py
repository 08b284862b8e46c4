"""The disclosure desk is the secretariat's: partners and analysts do not learn who asked for what."""

from __future__ import annotations

from django.db.models import Q

from iapb.access.rights import Right
from iapb.access.scope import Scope


def desk_visible(scope: Scope) -> Q:
    return Q() if Right.SEE_DISCLOSURES in scope.rights else Q(pk__in=[])
