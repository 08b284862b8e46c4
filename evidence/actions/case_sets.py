"""Case sets: what a case team works on. Administrators make them, those who see the evidence fill them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.actions.names import free_name
from evidence.models import CaseSet, CaseSetItem, CaseSetSubject, Item
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record


@transaction.atomic
def create(*, name: str, purpose: str, by: Person) -> CaseSet:
    require(by, Right.ADMINISTER)
    if not purpose.strip():
        raise Invalid(_("Say what the set is for: it tells who may be given it."), field="purpose")
    made = CaseSet(name=free_name(CaseSet.objects.visible_to(by), name), purpose=purpose.strip(), created_by=by)
    made.save(force_insert=True)
    record("case_set.created", actor=by.pk, object=made.pk, detail={"name": made.name, "purpose": made.purpose})
    return made


@transaction.atomic
def change(*, case_set: CaseSet, name: str, purpose: str, by: Person) -> None:
    require(by, Right.ADMINISTER)
    if not purpose.strip():
        raise Invalid(_("Say what the set is for: it tells who may be given it."), field="purpose")
    others = CaseSet.objects.visible_to(by).exclude(pk=case_set.pk)
    before = (case_set.name, case_set.purpose)
    case_set.name, case_set.purpose = free_name(others, name), purpose.strip()
    if (case_set.name, case_set.purpose) == before:
        return
    case_set.save(update_fields=["name", "purpose"])
    detail = {"name": case_set.name, "purpose": case_set.purpose}
    record("case_set.changed", actor=by.pk, object=case_set.pk, detail=detail)


@transaction.atomic
def add_witness(case_set: CaseSet, subject: UUID, by: Person) -> CaseSetSubject:
    """Every item of the witness, present and to come, opens to whoever was given the set."""
    _require_may_fill(by, case_set)
    if not Item.objects.visible_to(by).filter(subject=subject).exists():
        raise Refused(_("A witness is put into a set only by someone who sees their material."))
    if CaseSetSubject.objects.filter(case_set=case_set, subject=subject).exists():
        raise Invalid(_("This witness is in the set already."))
    made = CaseSetSubject.objects.create(case_set=case_set, subject=subject, added_by=by)
    record("case_set.witness_added", actor=by.pk, object=case_set.pk, detail={"witness": str(subject)})
    return made


@transaction.atomic
def add_item(case_set: CaseSet, item: Item, by: Person) -> CaseSetItem:
    _require_may_fill(by, case_set)
    if not Item.objects.visible_to(by).filter(pk=item.pk).exists():
        raise Refused(_("An item is put into a set only by someone who sees it."))
    if CaseSetItem.objects.filter(case_set=case_set, item=item.pk).exists():
        raise Invalid(_("This item is in the set already."))
    made = CaseSetItem.objects.create(case_set=case_set, item_id=item.pk, added_by=by)
    record("case_set.item_added", actor=by.pk, object=case_set.pk, detail={"item": str(item.pk)})
    return made


@transaction.atomic
def remove_witness(case_set: CaseSet, subject: UUID, by: Person) -> None:
    _require_may_fill(by, case_set)
    removed, _rows = CaseSetSubject.objects.filter(case_set=case_set, subject=subject).delete()
    if not removed:
        raise Invalid(_("This witness is not in the set."))
    record("case_set.witness_removed", actor=by.pk, object=case_set.pk, detail={"witness": str(subject)})


@transaction.atomic
def remove_item(case_set: CaseSet, item: Item, by: Person) -> None:
    _require_may_fill(by, case_set)
    removed, _rows = CaseSetItem.objects.filter(case_set=case_set, item=item.pk).delete()
    if not removed:
        raise Invalid(_("This item is not in the set."))
    record("case_set.item_removed", actor=by.pk, object=case_set.pk, detail={"item": str(item.pk)})


def put_in(*, case_set: CaseSet, reference: str, whole: bool, by: Person) -> None:
    """An item by its reference, alone or with everything of its witness."""
    _require_may_fill(by, case_set)
    item = _named(reference, by)
    if whole:
        add_witness(case_set, _witness_of(item), by)
    else:
        add_item(case_set, item, by)


def take_out(*, case_set: CaseSet, reference: str, whole: bool, by: Person) -> None:
    _require_may_fill(by, case_set)
    item = _named(reference, by)
    if whole:
        remove_witness(case_set, _witness_of(item), by)
    else:
        remove_item(case_set, item, by)


def _named(reference: str, by: Person) -> Item:
    typed = reference.strip()
    found = Item.objects.visible_to(by).filter(reference__in=[typed, typed.upper()]).first()
    if found is None:
        raise Invalid(_("You see no item of this reference."), field="reference")
    return found


def _witness_of(item: Item) -> UUID:
    if item.subject is None:
        raise Invalid(_("This item belongs to no witness. Choose the item alone."), field="whole")
    return item.subject


def _require_may_fill(by: Person, case_set: CaseSet) -> None:
    require(by, Right.CASE_SETS)
    if not CaseSet.objects.visible_to(by).filter(pk=case_set.pk).exists():
        raise Refused(_("You were not given this set."))
