"""A lost second factor: one administrator asks, another confirms and hands over the link in person."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.accounts.actions import links
from iapb.accounts.actions.links import Link
from iapb.accounts.errors import Invalid, Refused
from iapb.accounts.models import Person, Recovery
from iapb.accounts.roles import require_administrator
from iapb.ledger import record


@transaction.atomic
def ask(*, person: Person, by: Person) -> Recovery:
    require_administrator(by)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.pk == by.pk:
        raise Invalid(_("Nobody recovers their own account here; ask another administrator."))
    if person.state != Person.State.ACTIVE:
        raise Invalid(_("Only an active account can be recovered."))
    if person.recoveries.filter(confirmed_at=None, withdrawn_at=None).exists():
        raise Invalid(_("A recovery of this account waits for confirmation already."))
    made = Recovery.objects.create(person=person, asked_by=by)
    record("recovery.asked", actor=by.pk, object=person.pk, detail={})
    return made


@transaction.atomic
def confirm(*, recovery: Recovery, by: Person) -> Link:
    locked = Recovery.objects.select_for_update().get(pk=recovery.pk)
    require_can_confirm(by, locked)
    if locked.confirmed_at is not None or locked.withdrawn_at is not None:
        raise Invalid(_("Nothing waits for confirmation here any more."))
    if locked.person.state != Person.State.ACTIVE:
        raise Invalid(_("Only an active account can be recovered."))
    locked.confirmed_by, locked.confirmed_at = by, timezone.now()
    locked.save(update_fields=["confirmed_by", "confirmed_at"])
    link = links.make(person=locked.person, by=by, recovery=locked, lifetime=links.LIFETIME_OF_FIRST)
    record("recovery.confirmed", actor=by.pk, object=locked.person_id, detail={"until": link.expires_at.isoformat()})
    return link


def require_can_confirm(by: Person, recovery: Recovery) -> None:
    require_administrator(by)
    if by.pk in (recovery.asked_by_id, recovery.person_id):
        raise Refused(_("A recovery is confirmed by a second administrator."))


@transaction.atomic
def withdraw(*, recovery: Recovery, by: Person) -> None:
    require_administrator(by)
    locked = Recovery.objects.select_for_update().get(pk=recovery.pk)
    if locked.confirmed_at is not None or locked.withdrawn_at is not None:
        raise Invalid(_("Nothing waits for confirmation here any more."))
    locked.withdrawn_at = timezone.now()
    locked.save(update_fields=["withdrawn_at"])
    record("recovery.withdrawn", actor=by.pk, object=locked.person_id, detail={})
