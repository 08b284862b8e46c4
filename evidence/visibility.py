"""When an item may be seen. Everything that belongs to an item asks the same question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from iapb.access.lookups import InWords
from iapb.access.rights import Right
from iapb.access.scope import Scope


def item_visible(scope: Scope, prefix: str = "") -> Q:
    """Granted by collection, set or itself; denials beat grants; restriction yields only to a named grant."""

    def q(**conditions: Any) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in conditions.items()})

    # Reading evidence takes a right as well as a grant: an administrator's team grant shows nothing.
    if Right.READ not in scope.rights:
        return Q(pk__in=[])
    granted = Q(pk__in=[])
    if scope.collections:
        granted |= q(collection__within=scope.collections)
    if scope.items:
        granted |= q(id__within=scope.items)
    if scope.subjects:
        granted |= q(subject__within=scope.subjects)
    if scope.case_sets:
        granted |= _in_case_sets(scope, prefix)
    visible = granted & (q(restricted=False) | q(id__within=scope.named_items))
    if scope.denied_items:
        visible &= ~q(id__within=scope.denied_items)
    if scope.denied_subjects:
        visible &= q(subject=None) | ~q(subject__within=scope.denied_subjects)
    if not scope.rights & _STEWARDS:
        visible &= q(withdrawn_at=None) | _taken_by_own_body(scope, prefix)
    return visible


# Consent withdrawn (docs/decisions/withdrawn-items.md): the desk must still refuse and pull back,
# the data steward decides, the body that took the account tells the witness. Everyone else is blind.
_STEWARDS = {Right.DECIDE_RIGHTS, Right.SEE_DISCLOSURES}


def _taken_by_own_body(scope: Scope, prefix: str) -> Q:
    if Right.CONSENT not in scope.rights:
        return Q(pk__in=[])
    return Q(InWords(_OWN_BODY, [scope.actor], collection=f"{prefix}collection"))


def _in_case_sets(scope: Scope, prefix: str) -> Q:
    sets = [str(pk) for pk in scope.case_sets]
    return Q(InWords(_IN_CASE_SETS, [sets, sets], item=f"{prefix}id", subject=f"{prefix}subject"))


_OWN_BODY = """({collection} IN (SELECT own.id FROM evidence_collection own
    JOIN accounts_person one ON one.body_id = own.body_id WHERE one.id = %s))"""
_IN_CASE_SETS = """(EXISTS (SELECT FROM evidence_casesetitem member
        WHERE member.case_set_id = ANY (%s::uuid[]) AND member.item_id = {item})
    OR EXISTS (SELECT FROM evidence_casesetsubject member
        WHERE member.case_set_id = ANY (%s::uuid[]) AND member.subject = {subject}))"""


def through(prefix: str) -> Callable[[Scope], Q]:
    """The same rule for a model that reaches its item over `prefix`, e.g. ``through("item__")``."""

    def visible(scope: Scope) -> Q:
        return item_visible(scope, prefix)

    return visible


def collection_visible(scope: Scope) -> Q:
    """Administrators give grants on collections, so they see their names; nothing inside."""
    if Right.ADMINISTER in scope.rights:
        return Q()
    return Q(pk__within=scope.collections)


def case_set_visible(scope: Scope) -> Q:
    if Right.ADMINISTER in scope.rights:
        return Q()
    return Q(pk__within=scope.case_sets)
