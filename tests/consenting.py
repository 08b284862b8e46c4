"""Forms and consents for tests, recorded by the same actions as on the pages."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from consent.actions import forms, records
from consent.actions.records import Taking
from consent.answers import Answered
from consent.models import ConsentForm, ConsentRecord
from consent.words import Purpose
from iapb.accounts.models import Person
from iapb.custody.models import StoredFile, WrappedKey
from iapb.ledger import record
from interviews.models import Witness
from tests.cast import make_person

TEXT = "I was told who keeps my account and what for. I answer each question by itself.\n"
SIGNED = date(2024, 5, 1)


def make_form(version: str = "3", **fields: Any) -> ConsentForm:
    usual = {
        "language": "ru",
        "text": TEXT,
        "notice_version": "3",
        "purposes": Purpose.values,
        "valid_from": date(2023, 1, 1),
        "by": make_person("Officer", "data_protection_officer"),
    }
    return forms.publish_form(version=version, **{**usual, **fields})


def taking(form: ConsentForm, **fields: Any) -> Taking:
    usual = {
        "form": form,
        "language": "ru",
        "mode": "wet_signature",
        "taken_by": "D-07",
        "given_on": SIGNED,
        "capacity": "self",
    }
    return Taking(**{**usual, **fields})


def yes(purpose: str, **fields: Any) -> Answered:
    return Answered(purpose, "yes", **{"material": frozenset({"account", "documents"}), **fields})


def make_proof(witness: Witness, by: Person) -> StoredFile:
    """The row of a proof, for tests that never open it."""
    file = StoredFile(
        id=uuid4(),
        kind=StoredFile.Kind.ORIGINAL,
        state=StoredFile.State.READY,
        size=10,
        sha256="0" * 64,
        media_type="image/png",
        received_by=by,
        receipt_event=record("file.received", actor=by.pk, object=uuid4(), detail={}).id,
        received_at=timezone.now(),
    )
    file.save(force_insert=True)
    WrappedKey.objects.create(file=file, subject=witness.pk, wrapped=b"-")
    return file


def make_consent(witness: Witness, by: Person, *answers: Answered, form: ConsentForm | None = None) -> ConsentRecord:
    return records.record_consent(
        witness=witness,
        taking=taking(form or make_form()),
        answers=answers or (yes(Purpose.STORE_ANALYSE), yes(Purpose.NATIONAL_PROSECUTION)),
        proof=make_proof(witness, by),
        by=by,
    )
