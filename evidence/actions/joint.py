"""Naming the other witnesses of joint material."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence import joint
from evidence.access import require_not_withdrawn, require_own
from evidence.models import Item, ItemFile, JointSubject
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record


@transaction.atomic
def join(*, item: Item, subject: UUID, by: Person) -> None:
    """What was sent in until now opens with the new witness's key too."""
    require(by, Right.REGISTER)
    require_own(item.collection_id, by)
    locked = Item.objects.visible_to(by).select_for_update(of=("self",)).get(pk=item.pk)
    if locked.subject is None or locked.subject == subject:
        raise Invalid(_("This is the witness of the item already. Name another."))
    for one in (locked.subject, subject):
        require_not_withdrawn(one, by)
    known = JointSubject.objects.visible_to(by).filter(item=locked)
    if known.filter(subject=subject).exists():
        return
    for one in (locked.subject, subject):
        if not known.filter(subject=one).exists():
            JointSubject.objects.create(item=locked, subject=one)
    _mark(locked, True)
    for linked in ItemFile.objects.visible_to(by).filter(item=locked).select_related("file"):
        joint.share(linked.file, locked, by)
    record("item.joined", actor=by.pk, object=locked.pk, detail={"subject": str(subject)})


@transaction.atomic
def part(*, item: Item, subject: UUID, by: Person) -> None:
    """Named by mistake. Refused once there are files: their keys are for everybody who was named."""
    require(by, Right.REGISTER)
    require_own(item.collection_id, by)
    locked = Item.objects.visible_to(by).select_for_update(of=("self",)).get(pk=item.pk)
    if ItemFile.objects.visible_to(by).filter(item=locked).exists():
        raise Invalid(_("Files are sealed for everybody who was named, so nobody is taken off any more."))
    rows = JointSubject.objects.visible_to(by).filter(item=locked)
    if subject == locked.subject or not rows.filter(subject=subject).exists():
        raise Invalid(_("This witness is not named beside the witness of the item."))
    rows.filter(subject=subject).delete()
    if not rows.exclude(subject=locked.subject).exists():
        rows.delete()
        _mark(locked, False)
    record("item.parted", actor=by.pk, object=locked.pk, detail={"subject": str(subject)})


def _mark(item: Item, joint: bool) -> None:
    item.joint = joint
    item.save(update_fields=["joint"])
