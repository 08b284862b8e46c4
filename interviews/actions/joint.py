"""Witnesses who are heard in one interview. The rule is to hear them apart; each is asked and assessed alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.access import require_own
from evidence.actions import joint
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record
from interviews.days import no_longer_than, not_in_future
from interviews.models import Interview, JointWitness, Witness

_SHORTEST_REASON = 10
_MOST_TOGETHER = 5


@dataclass(frozen=True)
class Beside:
    """What is asked of everybody who is heard, of one who is heard together with another."""

    reason: str  # why not apart
    vulnerability: str = Interview.Vulnerability.NOT_ASSESSED
    age_at_interview: int | None = None
    age_unknown: bool = False
    asked_again_as_adult_on: date | None = None
    prior_accounts: str = Interview.PriorAccounts.NOT_ASKED
    prior_accounts_note: str = ""


@transaction.atomic
def hear_together(*, interview: Interview, witness: Witness, beside: Beside, by: Person) -> JointWitness:
    """Names another witness, or changes what is said of one who is named."""
    require(by, Right.REGISTER)
    locked = _locked(interview, by)
    require_own(witness.collection_id, by)
    _check(beside)
    rows = JointWitness.objects.visible_to(by).filter(interview=locked)
    row = rows.filter(witness=witness).first()
    said = asdict(beside) | {"reason": beside.reason.strip(), "prior_accounts_note": beside.prior_accounts_note.strip()}
    if row is None:
        if rows.count() >= _MOST_TOGETHER - 1:
            raise Invalid(_("At most five people are heard together. Hear them apart."))
        joint.join(item=locked, subject=witness.pk, by=by)
        row = JointWitness(interview=locked, witness=witness, **said)
        row.save(force_insert=True)
        record(
            "interview.heard_together",
            actor=by.pk,
            object=locked.pk,
            detail={"witness": str(witness.pk), **_told(said)},
        )
        return row
    if changed := [name for name, value in said.items() if getattr(row, name) != value]:
        for name in changed:
            setattr(row, name, said[name])
        row.save(update_fields=changed)
        detail = {"witness": str(witness.pk), "fields": sorted(changed)}
        record("interview.heard_together_changed", actor=by.pk, object=locked.pk, detail=detail)
    return row


@transaction.atomic
def take_off(*, row: JointWitness, by: Person) -> None:
    """Named by mistake, and nothing was sent in yet."""
    require(by, Right.REGISTER)
    locked = _locked(row.interview, by)
    joint.part(item=locked, subject=row.witness_id, by=by)
    JointWitness.objects.visible_to(by).filter(pk=row.pk).delete()


def _locked(interview: Interview, by: Person) -> Interview:
    require_own(interview.collection_id, by)
    locked = Interview.objects.visible_to(by).select_for_update(of=("self",)).get(pk=interview.pk)
    if locked.state == Interview.State.LOCKED:
        raise Invalid(_("The record of this interview is locked; nothing in it is changed."))
    return locked


def _check(beside: Beside) -> None:
    if len(beside.reason.strip()) < _SHORTEST_REASON:
        raise Invalid(_("Say why they cannot be heard apart: that is the rule."), "reason")
    no_longer_than(beside.reason, 2000, "reason")
    no_longer_than(beside.prior_accounts_note, 5000, "prior_accounts_note")
    for name, choices in (("vulnerability", Interview.Vulnerability), ("prior_accounts", Interview.PriorAccounts)):
        if getattr(beside, name) not in choices.values:
            raise Invalid(_("Choose one of the answers offered."), name)
    if beside.age_at_interview is not None and not 0 <= beside.age_at_interview <= 120:
        raise Invalid(_("The age must lie between 0 and 120."), "age_at_interview")
    if beside.age_at_interview is not None and beside.age_unknown:
        raise Invalid(_("An age is given, and it is said that nobody knows it. Change one."), "age_at_interview")
    not_in_future(beside.asked_again_as_adult_on, "asked_again_as_adult_on")


def _told(said: dict[str, object]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
