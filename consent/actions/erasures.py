"""Erasure: one person decides, another confirms, then the key is destroyed and what was derived goes with it."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.actions import epoch
from consent.models import Erasure
from consent.standing import State, standing_of
from iapb import jobs
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require, rights_of
from iapb.accounts.models import Person
from iapb.ledger import record
from interviews.models import Witness, WitnessStatus

_SHORTEST, _LONGEST = 20, 4000
_NOT_STANDING = {State.NONE, State.REFUSED, State.WITHDRAWN, State.INVALIDATED}


@transaction.atomic
def ask(*, witness: Witness, decision: str, by: Person) -> Erasure:
    """Only where the consent does not stand any more, or the witness asked. A second click finds the first."""
    require(by, Right.DECIDE_RIGHTS)
    decision = decision.strip()
    if not _SHORTEST <= len(decision) <= _LONGEST:
        raise Invalid(
            _("Write the decision: why it is erased, and why no legal claim or court needs it. No names."), "decision"
        )
    locked = epoch.lock(witness, by)
    if known := Erasure.objects.visible_to(by).filter(witness=locked, dropped_at=None).first():
        return known
    if standing_of(locked.pk, by).state not in _NOT_STANDING and not _asked_for(locked, by):
        raise Invalid(_("The consent stands and no rights request is open: there is no ground to erase."))
    erasure = Erasure(
        witness=locked, code=locked.code, decision=decision, consent_epoch=locked.consent_epoch, asked_by=by
    )
    erasure.save(force_insert=True)
    detail = {"erasure": str(erasure.pk), "decision": decision}
    record("erasure.asked", actor=by.pk, object=locked.pk, detail=detail)
    return erasure


@transaction.atomic
def drop(*, erasure: Erasure, by: Person) -> None:
    require_may_decide(by)
    locked = _locked(erasure, by)
    locked.dropped_at = timezone.now()
    locked.save(update_fields=["dropped_at"])
    record("erasure.dropped", actor=by.pk, object=locked.witness_id, detail={"erasure": str(locked.pk)})


@transaction.atomic
def confirm(*, erasure: Erasure, by: Person) -> Erasure:
    """It cannot be taken back: a job destroys the key. Raises where the consent changed since the decision."""
    require_may_confirm(erasure, by)
    locked = _locked(erasure, by)
    with connection.cursor() as cursor:
        cursor.execute("select consent_epoch_for_erasure(%s)", [locked.pk])
        (now,) = cursor.fetchone()
    if now != locked.consent_epoch:
        raise Invalid(_("Something about the consent changed since this was decided. Drop it and decide anew."))
    locked.confirmed_by, locked.confirmed_at = by, timezone.now()
    locked.save(update_fields=["confirmed_by", "confirmed_at"])
    record("erasure.confirmed", actor=by.pk, object=locked.witness_id, detail={"erasure": str(locked.pk)})
    jobs.ask("erase_witness", locked.pk, by=by)
    return locked


def require_may_decide(by: Person) -> None:
    if Right.APPROVE_LEGAL not in rights_of(by):
        require(by, Right.DECIDE_RIGHTS)


def require_may_confirm(erasure: Erasure, by: Person) -> None:
    require_may_decide(by)
    if erasure.asked_by_id == by.pk:
        raise Refused(_("You decided this; another person must confirm it."))


def _locked(erasure: Erasure, by: Person) -> Erasure:
    locked = Erasure.objects.visible_to(by).select_for_update(of=("self",)).get(pk=erasure.pk)
    if not locked.is_open:
        raise Invalid(_("This was confirmed or dropped already."))
    return locked


def _asked_for(witness: Witness, by: Person) -> bool:
    newest = WitnessStatus.objects.visible_to(by).filter(witness=witness).first()
    return newest is not None and newest.open_rights_request is True
