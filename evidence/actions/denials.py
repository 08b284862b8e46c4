"""Denials close an item, or everything of a witness, to one person, whatever they were given."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence import naming
from evidence.models import Denial, Item
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require, rights_of
from iapb.accounts.models import Person
from iapb.ledger import record


@transaction.atomic
def deny(*, person: Person, reason: str, by: Person, item: Item | None = None, subject: UUID | None = None) -> Denial:
    """Either `item` or `subject` (a witness); both are what `by` sees."""
    require(by, Right.CASE_SETS)
    if (item is None) == (subject is None):
        raise Invalid(_("A denial is about one item or about one witness."))
    if not reason.strip():
        raise Invalid(_("Say why, so that others understand it later."), field="reason")
    seen = Item.objects.visible_to(by)
    if not (seen.filter(pk=item.pk) if item is not None else seen.filter(subject=subject)).exists():
        raise Refused(_("A denial is made only by someone who sees the material."))
    return _make(person, item.pk if item else None, subject, reason, by)


@transaction.atomic
def deny_named(*, person: Person, name: str, reason: str, by: Person) -> Denial:
    """By an administrator, who is told of a conflict and sees nothing: `name` is a reference or a witness's code."""
    require(by, Right.ADMINISTER)
    if not reason.strip():
        raise Invalid(_("Say why, so that others understand it later."), field="reason")
    found = naming.find(name, "name")
    return _make(person, found.item, found.subject, reason, by)


def _make(person: Person, item: UUID | None, subject: UUID | None, reason: str, by: Person) -> Denial:
    if Denial.objects.filter(person=person, item_id=item, subject=subject, ended_at=None, follows=None).exists():
        raise Invalid(_("This is denied to the person already."))
    made = Denial.objects.create(person=person, item_id=item, subject=subject, reason=reason.strip(), denied_by=by)
    detail = {"denial": str(made.pk), "about": str(item or subject), "reason": made.reason}
    record("denial.made", actor=by.pk, object=person.pk, detail=detail)
    return made


@transaction.atomic
def end(*, denial: Denial, by: Person) -> None:
    """By an administrator, or by someone who may make denials; never by the one it is about."""
    if Right.ADMINISTER not in rights_of(by):
        require(by, Right.CASE_SETS)
    locked = Denial.objects.select_for_update().get(pk=denial.pk)
    if locked.person_id == by.pk:
        raise Refused(_("Nobody ends a denial that concerns themselves."))
    if locked.ended_at is not None:
        raise Invalid(_("This denial has ended already."))
    locked.ended_at = timezone.now()
    locked.save(update_fields=["ended_at"])
    record("denial.ended", actor=by.pk, object=locked.person_id, detail={"denial": str(locked.pk)})
