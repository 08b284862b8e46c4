"""What every change of consent does, in one transaction: lock, event, epoch, news."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F

from consent import signals
from consent.models import ConsentEvent, ConsentGrant, ConsentRecord
from consent.words import Answer, Purpose
from evidence import signals as evidence_signals
from evidence.actions import items
from iapb.accounts.models import Person
from iapb.custody.models import StoredFile
from iapb.ledger import record
from interviews.models import Witness

Kind = ConsentEvent.Kind


def lock(witness: Witness, by: Person) -> Witness:
    """Everything about one witness's consent happens one after the other."""
    return Witness.objects.visible_to(by).select_for_update(of=("self",)).get(pk=witness.pk)


def in_force(witness: Witness, by: Person) -> ConsentRecord | None:
    records = ConsentRecord.objects.visible_to(by).filter(witness=witness, superseded_at=None)
    return records.select_related("form").first()


def tell(
    consent: ConsentRecord,
    kinds: Iterable[str],
    *,
    happened_on: date,
    by: Person,
    purpose: str = "",
    channel: str = "",
    note: str = "",
    proof: StoredFile | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    for kind in kinds:
        ConsentEvent.objects.create(
            record=consent,
            kind=kind,
            purpose=purpose,
            channel=channel,
            note=note,
            proof=proof,
            happened_on=happened_on,
            by=by,
        )
        told = {"record": str(consent.pk), "purpose": purpose, "on": happened_on.isoformat(), **(detail or {})}
        record(f"consent.{kind}", actor=by.pk, object=consent.witness_id, detail=told)


def raise_epoch(witness: Witness, by: Person) -> None:
    """What was approved under the old number is void. Items and news follow in the same transaction: a process
    killed after the commit would otherwise leave a disclosure standing that holds what was taken back."""
    Witness.objects.visible_to(by).filter(pk=witness.pk).update(consent_epoch=F("consent_epoch") + 1)
    witness.refresh_from_db(fields=["consent_epoch"])
    _follow(witness, by)
    signals.consent_changed.send(Witness, witness_id=witness.pk)


def paused(consent: ConsentRecord, by: Person) -> set[str]:
    """The purposes that rest under this record; the empty one is everything. Only a new record ends it."""
    told = ConsentEvent.objects.visible_to(by).filter(record=consent, kind=Kind.PAUSED)
    return set(told.values_list("purpose", flat=True))


def may_keep(consent: ConsentRecord, by: Person) -> bool:
    """Whether the account may still be kept and worked on under this record."""
    if consent.withdrawn_at or consent.invalidated_at or paused(consent, by) & {"", Purpose.STORE_ANALYSE}:
        return False
    kept = ConsentGrant.objects.visible_to(by).filter(record=consent, purpose=Purpose.STORE_ANALYSE, recipient=None)
    grant = kept.first()
    return grant is None or not (grant.withdrawn_at or grant.invalidated_at or grant.answer == Answer.NO)


def _follow(witness: Witness, by: Person) -> None:
    consent = in_force(witness, by)
    if consent is None:
        return
    change = items.show_again if may_keep(consent, by) else items.hide_withdrawn
    if change(subject=witness.pk, by=by):
        evidence_signals.items_hidden.send(Witness, subject=witness.pk)
