"""Letting consent rest: the witness wants to think, or asks that processing be restricted while a question is open."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consent.access import require_may_withdraw
from consent.actions import epoch
from consent.actions.withdrawals import check_telling, known_purposes, standing_record
from consent.models import ConsentEvent, ConsentRecord
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from interviews.models import Witness

Kind = ConsentEvent.Kind


@transaction.atomic
def pause(
    *,
    witness: Witness,
    purposes: Collection[str] | None,
    channel: str,
    happened_on: date,
    note: str = "",
    by: Person,
) -> ConsentRecord:
    """`purposes` None pauses everything. It ends with a new consent, signed again, and by nothing else."""
    require_may_withdraw(witness, by)
    check_telling(channel, happened_on, note)
    locked = epoch.lock(witness, by)
    consent = standing_record(locked, by)
    if consent.withdrawn_at or consent.invalidated_at:
        raise Invalid(_("This consent does not stand any more; there is nothing left to pause."))
    before = epoch.paused(consent, by)
    wanted = {""} if purposes is None else known_purposes(purposes)
    new = [] if "" in before else sorted(wanted - before)
    for purpose in new:
        told = {"channel": channel.strip(), "note": note.strip(), "happened_on": happened_on}
        epoch.tell(consent, [Kind.PAUSED], purpose=purpose, by=by, **told)
    if new:
        epoch.raise_epoch(locked, by)
    return consent
