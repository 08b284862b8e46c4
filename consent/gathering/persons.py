"""What is on record about the people behind the items: consent, status, risk."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from consent.facts import (
    Answer,
    Capacity,
    ConsentFacts,
    GrantFacts,
    Identity,
    LifeStatus,
    Material,
    PersonFacts,
    Purpose,
    RiskFacts,
)
from consent.models import Confirmation, ConsentEvent, ConsentGrant, ConsentRecord, Recipient
from iapb.custody.models import StoredFile
from interviews.models import RiskAssessment, Witness, WitnessStatus

Kind = Confirmation.Kind
_DAYS_A_YEAR = 365.25
# After a pause, what shows that the witness takes it back.
_RESUMING = (ConsentEvent.Kind.GIVEN, ConsentEvent.Kind.RENEWED, ConsentEvent.Kind.WIDENED)


@dataclass(frozen=True)
class Age:
    """What the interview says of the witness's age. `held_on` is the day it was true."""

    at_interview: int | None
    held_on: date
    asked_again_as_adult_on: date | None


@dataclass
class PersonRows:
    """Everything about the people, loaded once."""

    recipient: Recipient
    purpose: Purpose
    request: UUID | None
    witnesses: dict[UUID, Witness]
    statuses: dict[UUID, WitnessStatus]
    risks: dict[UUID, RiskAssessment]
    records: dict[UUID, ConsentRecord]
    grants: dict[UUID, list[ConsentGrant]]  # by record
    paused: set[UUID]  # records, in full or for the purpose asked
    confirmations: dict[tuple[UUID, str], Confirmation]

    @classmethod
    def load(
        cls, subjects: Collection[UUID], recipient: Recipient, purpose: Purpose, request: UUID | None, actor: Any
    ) -> PersonRows:
        ids = list(subjects)
        witnesses = Witness.objects.visible_to(actor).only("code", "identified", "consent_epoch").in_bulk(ids)
        # Dated rows, the newest counts.
        newest = ("witness_id", "-stated_at", "-pk")
        statuses = WitnessStatus.objects.visible_to(actor).filter(witness__within=ids).order_by(*newest)
        risks = RiskAssessment.objects.visible_to(actor).filter(witness__within=ids).order_by(*newest)
        records = ConsentRecord.objects.visible_to(actor).filter(witness__within=ids, superseded_at=None)
        rows = cls(
            recipient=recipient,
            purpose=purpose,
            request=request,
            witnesses=witnesses,
            statuses={row.witness_id: row for row in statuses.distinct("witness_id")},
            risks={row.witness_id: row for row in risks.distinct("witness_id")},
            records={row.witness_id: row for row in records.select_related("form", "proof")},
            grants={},
            paused=set(),
            confirmations={},
        )
        rows._load_grants(actor)
        rows._load_pauses(actor)
        rows._load_confirmations(ids, actor)
        return rows

    def _load_grants(self, actor: Any) -> None:
        asked = [
            self.purpose,
            Purpose.ONWARD_EUROJUST_EUROPOL,
            Purpose.RECONTACT,
        ]
        grants = ConsentGrant.objects.visible_to(actor).filter(
            record__within=[record.pk for record in self.records.values()], purpose__in=asked
        )
        for grant in grants:
            self.grants.setdefault(grant.record_id, []).append(grant)

    def _load_pauses(self, actor: Any) -> None:
        told = ConsentEvent.objects.visible_to(actor).filter(
            record__within=[record.pk for record in self.records.values()],
            purpose__in=["", self.purpose],
            kind__in=[ConsentEvent.Kind.PAUSED, *_RESUMING],
        )
        for event in told.order_by("recorded_at", "pk"):
            if event.kind == ConsentEvent.Kind.PAUSED:
                self.paused.add(event.record_id)
            else:
                self.paused.discard(event.record_id)

    def _load_confirmations(self, ids: list[UUID], actor: Any) -> None:
        found = Confirmation.objects.visible_to(actor).filter(witness__within=ids, recipient=self.recipient)
        for row in found.order_by("recorded_at"):
            witness = self.witnesses.get(row.witness_id)
            current = witness is not None and row.consent_epoch == witness.consent_epoch
            if current and row.request in (None, self.request):
                self.confirmations[row.witness_id, row.kind] = row

    def confirmed_on(self, subject: UUID, kind: str) -> date | None:
        row = self.confirmations.get((subject, kind))
        return row.confirmed_on if row else None

    def answer(self, record: ConsentRecord, purpose: Purpose) -> ConsentGrant | None:
        """The answer for this purpose: one that names the recipient goes before the general one.

        An answer that names another recipient says nothing about this one.
        """
        own = [grant for grant in self.grants.get(record.pk, []) if grant.purpose == purpose]
        named = [grant for grant in own if grant.recipient_id == self.recipient.pk]
        general = [grant for grant in own if grant.recipient_id is None]
        return next(iter(named + general), None)


def person_facts(rows: PersonRows, subject: UUID, age: Age | None, on: date) -> tuple[PersonFacts, ...]:
    witness = rows.witnesses.get(subject)
    if witness is None:
        return ()
    status = rows.statuses.get(subject)
    return (
        PersonFacts(
            subject=subject,
            identified_in_store=witness.identified,
            consent=_consent(rows, subject),
            age_at_interview=age.at_interview if age else None,
            age_now=_age_now(age, on),
            asked_again_as_adult_on=age.asked_again_as_adult_on if age else None,
            status=_life(status),
            protection_reviewed_on=rows.confirmed_on(subject, Kind.PROTECTION_REVIEW),
            circumstances_changed=status.circumstances_changed if status else None,
            risk=_risk(rows, subject),
        ),
    )


def open_rights_request(rows: PersonRows, subject: UUID | None) -> bool | None:
    status = rows.statuses.get(subject) if subject else None
    return status.open_rights_request if status else None


def _life(status: WitnessStatus | None) -> LifeStatus | None:
    if status is None or status.status == WitnessStatus.Status.UNKNOWN:
        return None
    return LifeStatus(status.status)


def _age_now(age: Age | None, on: date) -> int | None:
    """The oldest the person can be: rounded up, so that a child who may have grown up counts as grown."""
    if age is None or age.at_interview is None:
        return None
    return age.at_interview + math.ceil(max((on - age.held_on).days, 0) / _DAYS_A_YEAR)


def _risk(rows: PersonRows, subject: UUID) -> RiskFacts | None:
    risk = rows.risks.get(subject)
    if risk is None:
        return None
    return RiskFacts(
        assessed_on=risk.assessed_on,
        valid_to=risk.valid_to,
        raised_since_consent=risk.raised_since_consent,
        safety_reviewed_on=rows.confirmed_on(subject, Kind.SAFETY_REVIEW),
    )


def _consent(rows: PersonRows, subject: UUID) -> ConsentFacts | None:
    record = rows.records.get(subject)
    # An older record of which nobody knows how it was given counts as not asked.
    if record is None or record.mode == ConsentRecord.Mode.LEGACY_UNKNOWN:
        return None
    onward = rows.answer(record, Purpose.ONWARD_EUROJUST_EUROPOL)
    recontact = rows.answer(record, Purpose.RECONTACT)
    return ConsentFacts(
        form_hash_matches=record.form_sha256 == record.form.sha256,
        proof_present=_stands(record.proof),
        purposes_on_form=frozenset(Purpose(purpose) for purpose in record.form.purposes),
        capacity=Capacity(record.capacity),
        withdrawn_in_full=record.withdrawn_at is not None,
        invalidated_in_full=record.invalidated_at is not None,
        paused=record.pk in rows.paused,
        grant=_grant(rows, subject, record),
        onward_eurojust_europol=_standing(onward),
        recontact=_standing(recontact),
    )


def snapshot(rows: PersonRows, subject: UUID) -> dict[str, Any] | None:
    """What the witness had agreed to for this purpose, to be frozen with the decision. JSON values only."""
    witness, record = rows.witnesses.get(subject), rows.records.get(subject)
    grant = rows.answer(record, rows.purpose) if record else None
    if witness is None or record is None or grant is None:
        return None
    return {
        "witness": witness.code,
        "epoch": witness.consent_epoch,
        "record": str(record.pk),
        "form": record.form.version,
        "given_on": record.given_on.isoformat(),
        "expires_on": grant.expires_on.isoformat() if grant.expires_on else "",
        "purpose": grant.purpose,
        "answer": grant.answer,
        "identity": grant.identity,
        "material": sorted(grant.material),
        "onward_sharing": grant.onward_sharing,
        "contact_first": grant.contact_first,
        "conditions": grant.conditions,
    }


def _stands(proof: StoredFile | None) -> bool:
    return proof is not None and proof.damaged_at is None and proof.state not in {"rejected", "failed"}


def _standing(grant: ConsentGrant | None) -> Answer:
    if grant is None or grant.withdrawn_at or grant.invalidated_at:
        return Answer.NOT_ASKED
    return Answer(grant.answer)


def _grant(rows: PersonRows, subject: UUID, record: ConsentRecord) -> GrantFacts | None:
    grant = rows.answer(record, rows.purpose)
    if grant is None:
        return None
    return GrantFacts(
        answer=Answer(grant.answer),
        identity=Identity(grant.identity),
        material=frozenset(Material(material) for material in grant.material),
        given_on=record.given_on,
        expires_on=grant.expires_on,
        renewal_due=grant.renewal_due,
        contact_first=grant.contact_first,
        onward_sharing=grant.onward_sharing,
        countries_allowed=None if grant.countries_allowed is None else frozenset(grant.countries_allowed),
        countries_denied=frozenset(grant.countries_denied),
        withdrawn=grant.withdrawn_at is not None,
        invalidated=grant.invalidated_at is not None,
        confirmed_for_recipient_on=rows.confirmed_on(subject, Kind.WITNESS_FOR_RECIPIENT),
    )
