"""Recording what a witness answered: first, anew, narrower or wider."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent import answers as answering
from consent.access import require_may_record
from consent.actions import epoch, proofs
from consent.actions.withdrawals import check_telling
from consent.answers import Answered
from consent.models import ConsentEvent, ConsentForm, ConsentGrant, ConsentRecord
from consent.words import Answer, Capacity
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.custody.models import StoredFile
from interviews.days import no_longer_than, not_in_future
from interviews.models import Draft, Witness

Kind = ConsentEvent.Kind
Mode = ConsentRecord.Mode


@dataclass(frozen=True)
class Taking:
    """How the consent was taken."""

    form: ConsentForm
    language: str
    mode: str
    taken_by: str  # a code, never a name
    given_on: date
    capacity: str
    given_at: time | None = None
    place_kind: str = ""
    read_aloud: bool = False
    interpreter: str = ""
    copy_given: bool | None = None
    questions: str = ""
    pressure_checked: bool = False
    pressure_note: str = ""


def record_consent(
    *,
    witness: Witness,
    taking: Taking,
    answers: Sequence[Answered],
    proof: StoredFile | None,
    by: Person,
    key: UUID | None = None,
) -> ConsentRecord:
    """A consent without proof is none. What stood before is superseded and stays readable.

    `key` names this sending: a second click records nothing twice.
    """
    require_may_record(witness, by)
    full = checked(taking, answers)
    pk = key or uuid4()
    try:
        return _recorded_before(pk, by) or _record(pk, witness, taking, full, proof, by)
    except IntegrityError:
        if (known := _recorded_before(pk, by)) is None:
            raise
        return known


@transaction.atomic
def narrow(
    *,
    witness: Witness,
    answers: Sequence[Answered],
    channel: str,
    happened_on: date,
    note: str = "",
    proof: StoredFile | None = None,
    by: Person,
) -> ConsentRecord:
    """Less than was signed needs no new signature. Raises Invalid for anything that would be more."""
    require_may_record(witness, by)
    check_telling(channel, happened_on, note)
    locked = epoch.lock(witness, by)
    now = _must_stand(locked, by)
    old = [answering.of_row(grant) for grant in _grants(now, by)]
    new = _with(old, answers)
    answering.check(new, now.form.purposes, now.given_on)
    wider, narrower = answering.changes(new, old)
    if wider or any(answering.is_wider(one, _same(one, old)) for one in new):
        raise Invalid(_("This would allow more than was signed. Record a new consent with its signed form."))
    if not narrower:
        return now
    taking = {name: getattr(now, name) for name in Taking.__dataclass_fields__}
    proven = proofs.checked(proof, locked, by) if proof else now.proof
    resting = sorted(epoch.paused(now, by))
    consent = _replace(uuid4(), locked, now, Taking(**taking), new, proven, by)
    epoch.tell(consent, [Kind.NARROWED], happened_on=happened_on, by=by, channel=channel, note=note, proof=proof)
    for purpose in resting:
        epoch.tell(consent, [Kind.PAUSED], purpose=purpose, happened_on=happened_on, by=by, channel=channel)
    epoch.raise_epoch(locked, by)
    return consent


@transaction.atomic
def _record(
    pk: UUID, witness: Witness, taking: Taking, answers: list[Answered], proof: StoredFile | None, by: Person
) -> ConsentRecord:
    locked = epoch.lock(witness, by)
    if known := _recorded_before(pk, by):
        return known
    proven = proofs.checked(proof, locked, by)
    before = epoch.in_force(locked, by)
    if taking.mode == Mode.LEGACY_UNKNOWN and before and before.mode != Mode.LEGACY_UNKNOWN:
        raise Invalid(_("A consent of this witness is on record. An older paper does not replace it."), "mode")
    kinds = [Kind.PRESENTED] if taking.mode == Mode.LEGACY_UNKNOWN else _kinds(before, answers, by)
    consent = _replace(pk, locked, before, taking, answers, proven, by)
    detail = {"form": str(taking.form.pk), "form_sha256": taking.form.sha256, "proof": str(proven.pk)}
    epoch.tell(consent, kinds, happened_on=taking.given_on, by=by, proof=proven, detail=detail)
    Draft.objects.visible_to(by).filter(form="consent", subject=locked.pk).delete()
    epoch.raise_epoch(locked, by)
    return consent


def _replace(
    pk: UUID,
    witness: Witness,
    before: ConsentRecord | None,
    taking: Taking,
    answers: Sequence[Answered],
    proof: StoredFile,
    by: Person,
) -> ConsentRecord:
    if before:
        ConsentRecord.objects.visible_to(by).filter(pk=before.pk).update(superseded_at=timezone.now())
        epoch.tell(before, [Kind.SUPERSEDED], happened_on=timezone.localdate(), by=by)
    consent = ConsentRecord(
        id=pk,
        witness=witness,
        form_sha256=taking.form.sha256,
        proof=proof,
        recorded_by=by,
        **{name: getattr(taking, name) for name in taking.__dataclass_fields__},
    )
    consent.save(force_insert=True)
    ConsentGrant.objects.bulk_create(ConsentGrant(record=consent, **one.row()) for one in answers)
    return consent


def _kinds(before: ConsentRecord | None, answers: Sequence[Answered], by: Person) -> list[str]:
    if not any(one.opens for one in answers):
        return [Kind.REFUSED]
    if before is None:
        return [Kind.GIVEN]
    old = [answering.of_row(grant) for grant in _grants(before, by)]
    wider, narrower = answering.changes(answers, old)
    found = [kind for kind, so in ((Kind.WIDENED, wider), (Kind.NARROWED, narrower)) if so]
    return [Kind.RENEWED, *found]


def checked(taking: Taking, answers: Sequence[Answered]) -> list[Answered]:
    """An answer to every purpose of the form. Raises Invalid for what could not be recorded."""
    full = _all_asked(taking.form, answers)
    _check(taking, full)
    return full


def _all_asked(form: ConsentForm, answers: Sequence[Answered]) -> list[Answered]:
    """Every purpose of the form has an answer; what was not put to the witness is written as not asked."""
    general = {one.purpose for one in answers if one.recipient is None}
    missing = [Answered(purpose, Answer.NOT_ASKED) for purpose in form.purposes if purpose not in general]
    return [*answers, *missing]


def _check(taking: Taking, answers: Sequence[Answered]) -> None:
    form = taking.form
    not_in_future(taking.given_on, "given_on")
    if taking.given_on < form.valid_from or (form.valid_to and taking.given_on > form.valid_to):
        raise Invalid(_("This version of the form was not in use on that day. Choose the one that was signed."), "form")
    for name, choices in (("mode", Mode), ("capacity", Capacity)):
        if getattr(taking, name) not in choices.values:
            raise Invalid(_("Choose one of the answers offered."), name)
    if not taking.taken_by.strip():
        raise Invalid(_("Give the code of who took the consent, such as D-07. No names."), "taken_by")
    for name, most in (("taken_by", 20), ("interpreter", 20), ("questions", 5000), ("pressure_note", 5000)):
        no_longer_than(getattr(taking, name), most, name)
    if taking.mode == Mode.LEGACY_UNKNOWN and any(one.answer != Answer.NOT_ASKED for one in answers):
        raise Invalid(
            _("An older record of which nobody knows how it was given counts as not asked. Ask the witness anew."),
            "mode",
        )
    answering.check(answers, form.purposes, taking.given_on)


def _must_stand(witness: Witness, by: Person) -> ConsentRecord:
    now = epoch.in_force(witness, by)
    if now is None or now.withdrawn_at or now.invalidated_at:
        raise Invalid(_("No consent of this witness is in force."))
    return now


def _grants(consent: ConsentRecord, by: Person) -> list[ConsentGrant]:
    return list(ConsentGrant.objects.visible_to(by).filter(record=consent).select_related("recipient"))


def _same(one: Answered, among: Sequence[Answered]) -> Answered | None:
    return next((old for old in among if (old.purpose, old.recipient) == (one.purpose, one.recipient)), None)


def _with(old: Sequence[Answered], answers: Sequence[Answered]) -> list[Answered]:
    kept = [one for one in old if _same(one, answers) is None]
    return [*answers, *kept]


def _recorded_before(pk: UUID, by: Person) -> ConsentRecord | None:
    return ConsentRecord.objects.visible_to(by).filter(pk=pk, recorded_by=by).first()
