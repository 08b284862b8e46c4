"""Reading an account back, and what the person says to it: corrections, a signature, a refusal (G10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.models import ItemFile, Text
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.ledger import record
from interviews.actions.appending import open_record, require_begun, require_heard
from interviews.days import no_longer_than, not_in_future
from interviews.models import Correction, Interview, ReadBack, Signature, Witness
from interviews.sending import id_of

How, Outcome, Role = ReadBack.How, Signature.Outcome, ItemFile.Role
# Originals that can be read to somebody or played, and those that can show a signature.
READABLE = (
    Role.DOCUMENT, Role.SCAN, Role.TRANSCRIPT, Role.TRANSLATION, Role.RECORDING_AUDIO, Role.RECORDING_VIDEO,
)  # fmt: skip
SHOWS_A_SIGNATURE = (Role.SCAN, Role.PHOTO, Role.DOCUMENT)
_MOST_CORRECTIONS = 50


@dataclass(frozen=True)
class Wanted:
    """A correction the person asked for, in their words."""

    wanted: str
    where: str = ""


@dataclass(frozen=True)
class Reading:
    """What was read back to whom. Codes, never names."""

    witness: Witness
    of: Text | ItemFile
    how: str
    language: str
    read_on: date
    read_by: str = ""
    interpreter: str = ""
    place: str = ""
    corrections: tuple[Wanted, ...] = ()


@dataclass(frozen=True)
class Signing:
    outcome: str
    signed_on: date
    place: str = ""
    why: str = ""
    scan: ItemFile | None = None


@transaction.atomic
def read_back(*, interview: Interview, reading: Reading, by: Person, key: UUID | None = None) -> ReadBack:
    """Bound to the hash of what was read, as it is now. `key` names this sending: a second click appends nothing."""
    locked = open_record(interview, by)
    pk = id_of(key, by)
    if known := ReadBack.objects.visible_to(by).filter(pk=pk, recorded_by=by).first():
        return known
    require_begun(locked)
    require_heard(locked, reading.witness, by)
    _check_of(locked, reading.of)
    _check_reading(locked, reading)
    text = reading.of if isinstance(reading.of, Text) else None
    file = reading.of if isinstance(reading.of, ItemFile) else None
    row = ReadBack(
        id=pk,
        interview=locked,
        witness=reading.witness,
        text=text,
        file=file,
        sha256=text.sha256 if text else reading.of.file.sha256,
        recorded_by=by,
        **{
            name: str(getattr(reading, name)).strip() for name in ("how", "language", "read_by", "interpreter", "place")
        },
        read_on=reading.read_on,
    )
    row.save(force_insert=True)
    for number, one in enumerate(reading.corrections, 1):
        Correction(
            read_back=row, interview=locked, number=number, where=one.where.strip(), wanted=one.wanted.strip()
        ).save(force_insert=True)
    detail = {
        "read_back": str(row.pk), "witness": str(row.witness_id), "how": row.how, "language": row.language,
        "read_by": row.read_by, "interpreter": row.interpreter, "on": row.read_on.isoformat(),
        "text": str(row.text_id) if text else None, "file": str(row.file_id) if file else None,
        "corrections": len(reading.corrections),
    }  # fmt: skip
    record("account.read_back", actor=by.pk, object=locked.pk, detail=detail)
    return row


@transaction.atomic
def answer(*, row: ReadBack, signing: Signing, by: Person, key: UUID | None = None) -> Signature:
    """What the person did when asked to sign. A later answer is appended; the newest counts."""
    interview = open_record(row.interview, by)
    pk = id_of(key, by)
    if known := Signature.objects.visible_to(by).filter(pk=pk, recorded_by=by).first():
        return known
    _check_signing(row, signing)
    made = Signature(
        id=pk,
        read_back=row,
        interview=interview,
        outcome=signing.outcome,
        signed_on=signing.signed_on,
        place=signing.place.strip(),
        why=signing.why.strip(),
        scan=signing.scan,
        recorded_by=by,
    )
    made.save(force_insert=True)
    detail = {
        "read_back": str(row.pk), "outcome": made.outcome, "on": made.signed_on.isoformat(),
        "scan": str(made.scan_id) if made.scan_id else None,
    }  # fmt: skip
    record("account.signature_answered", actor=by.pk, object=interview.pk, detail=detail)
    return made


def _check_of(interview: Interview, of: Text | ItemFile) -> None:
    if of.item_id != interview.pk:
        raise Invalid(_("Choose a text or a file of this interview."), "of")
    if isinstance(of, Text):
        if of.maker == Text.Maker.MACHINE and of.checked_at is None:
            raise Invalid(
                _("A machine made this text and nobody has checked it. Check it before it is read back."), "of"
            )
    elif of.role not in READABLE or of.derived_from_id is not None:
        raise Invalid(_("Choose a text or a file of this interview."), "of")


def _check_reading(interview: Interview, reading: Reading) -> None:
    if reading.how not in How.values:
        raise Invalid(_("Choose one of the answers offered."), "how")
    if not 2 <= len(reading.language) <= 8:
        raise Invalid(_("Choose the language in which it was read back."), "language")
    if reading.how != How.SELF and not reading.read_by.strip():
        raise Invalid(_("Say who read it back, by code."), "read_by")
    other = isinstance(reading.of, Text) and reading.of.language not in (reading.language, "mixed", "")
    if other and not reading.interpreter.strip():
        raise Invalid(
            _("The text is in another language than it was read in. Name who interpreted, by code."), "interpreter"
        )
    not_in_future(reading.read_on, "read_on")
    if reading.read_on < interview.held_on:
        raise Invalid(_("This lies before the interview. Check the day."), "read_on")
    for name, most in (("read_by", 20), ("interpreter", 20), ("place", 120)):
        no_longer_than(getattr(reading, name), most, name)
    if len(reading.corrections) > _MOST_CORRECTIONS:
        raise Invalid(_("At most fifty corrections are listed at once."), "corrections")
    for one in reading.corrections:
        if not one.wanted.strip():
            raise Invalid(_("Say what the person wanted to have changed, in their words."), "corrections")
        no_longer_than(one.wanted, 2000, "corrections")
        no_longer_than(one.where, 120, "corrections")


def _check_signing(row: ReadBack, signing: Signing) -> None:
    if signing.outcome not in Outcome.values:
        raise Invalid(_("Choose one of the answers offered."), "outcome")
    signed, why = signing.outcome in Signature.SIGNED, signing.why.strip()
    if not signed and not why:
        raise Invalid(_("Say why it was not signed, in the person's words."), "why")
    if not signed and signing.scan:
        raise Invalid(_("A signed paper is named, but the answer says that nothing was signed. Change one."), "scan")
    if signed and not signing.scan and not why:
        raise Invalid(_("Name the scan of the signed paper, or say why there is none."), "scan")
    if signing.scan and not _shows_a_signature(row, signing.scan):
        raise Invalid(_("Choose the signed paper among the files of this interview."), "scan")
    not_in_future(signing.signed_on, "signed_on")
    if signing.signed_on < row.read_on:
        raise Invalid(_("This lies before the reading back. Check the day."), "signed_on")
    no_longer_than(signing.place, 120, "place")
    no_longer_than(signing.why, 2000, "why")


def _shows_a_signature(row: ReadBack, scan: ItemFile) -> bool:
    return scan.item_id == row.interview_id and scan.role in SHOWS_A_SIGNATURE and scan.derived_from_id is None
