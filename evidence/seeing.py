"""Who, of all people, sees an item: the door asked the other way round, in one statement.

For lists of people to choose from and for mails that something waits. What a person may read is decided by the door
alone (evidence.visibility); a test holds the two against each other.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils import timezone

from evidence.models import (
    CaseSetGroupGrant,
    CaseSetItem,
    CaseSetPersonGrant,
    CaseSetSubject,
    CollectionGroupGrant,
    CollectionPersonGrant,
    Denial,
    Item,
    ItemGroupGrant,
    ItemPersonGrant,
)
from iapb.access.rights import RIGHTS_OF, Right
from iapb.accounts.models import Person, RoleAssignment, TeamMembership


def people_who_see(item: Item, right: Right, *, named: bool = False) -> Any:
    """A queryset of people whose role gives `right` and to whom the item was given; `named`: to them by name.

    Nobody for what was withdrawn, whoever may still read it.
    """
    if item.withdrawn_at is not None:
        return Person.objects.none()
    roles = [role for role, rights in RIGHTS_OF.items() if {right, Right.READ} <= rights]
    holding = RoleAssignment.objects.in_force().filter(role__in=roles).values("person")
    people = Person.objects.current().filter(_given(item), pk__in=holding)
    if item.restricted or named:
        people = people.filter(pk__in=_current(ItemPersonGrant, item.pk).values("user"))
    denied = Denial.objects.filter(Q(item=item) | Q(subject=item.subject, subject__isnull=False), ended_at=None)
    return people.exclude(pk__in=denied.values("person")).order_by("name", "pk")


def _given(item: Item) -> Q:
    sets = CaseSetItem.objects.filter(item=item).values("case_set")
    of_subject = CaseSetSubject.objects.filter(subject=item.subject).values("case_set")
    persons = (
        _current(CollectionPersonGrant, item.collection_id), _current(ItemPersonGrant, item.pk),
        _current(CaseSetPersonGrant, sets), _current(CaseSetPersonGrant, of_subject),
    )  # fmt: skip
    groups = (
        _current(CollectionGroupGrant, item.collection_id), _current(ItemGroupGrant, item.pk),
        _current(CaseSetGroupGrant, sets), _current(CaseSetGroupGrant, of_subject),
    )  # fmt: skip
    return _any(Q(pk__in=one.values("user")) for one in persons) | _any(_joined(one) for one in groups)


def _joined(grants: Any) -> Q:
    given = grants.values("group")
    teams = TeamMembership.objects.filter(ended_at=None, team__group__in=given)
    return Q(body__group__in=given) | Q(pk__in=teams.values("person"))


def _current(model: Any, to: Any) -> Any:
    return model.objects.filter(content_object__in=to if hasattr(to, "query") else [to], expires_at__gt=timezone.now())


def _any(conditions: Any) -> Q:
    return reduce(or_, conditions)
