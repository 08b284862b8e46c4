"""A form stays as the witness saw it: refused by the action, and by the database."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction

from consent.actions import forms
from consent.models import ConsentForm
from iapb.access.constraints import sentence_of
from iapb.access.errors import Invalid, Refused
from iapb.accounts.models import Person
from interviews.models import Witness
from tests.cast import make_person
from tests.consenting import TEXT, make_consent, make_form

pytestmark = pytest.mark.django_db


def test_publish_when_done_then_hash_is_of_the_text() -> None:
    form = make_form()
    assert form.sha256 == sha256(TEXT.strip().encode()).hexdigest()
    assert form.text == TEXT.strip()


def test_publish_when_same_version_and_text_then_the_same_form() -> None:
    assert make_form() == make_form()


def test_publish_when_same_version_and_other_text_then_new_version_asked_for() -> None:
    make_form()
    with pytest.raises(Invalid) as refusal:
        make_form(text=TEXT + "And one more thing.")
    assert refusal.value.field == "version"


def test_publish_when_other_language_asks_other_purposes_then_refused() -> None:
    make_form()
    with pytest.raises(Invalid) as refusal:
        make_form(language="be", purposes=["store_analyse"])
    assert refusal.value.field == "purposes"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"version": " "}, "version"),
        ({"version": "v" * 10_000}, "version"),
        ({"text": "short"}, "text"),
        ({"purposes": []}, "purposes"),
        ({"purposes": ["store_analyse", "everything"]}, "purposes"),
        ({"language": "xx"}, "language"),
        ({"valid_to": date(2022, 1, 1)}, "valid_to"),
    ],
)
def test_publish_when_input_is_bad_then_a_sentence(fields: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        make_form(**fields)
    assert refusal.value.field == field
    assert not ConsentForm.objects.exists()


def test_publish_when_partner_then_refused(partner: Person) -> None:
    with pytest.raises(Refused):
        make_form(by=partner)


def test_form_when_used_then_database_refuses_another_text(partner: Person, witness: Witness) -> None:
    form = make_form()
    make_consent(witness, partner, form=form)
    for change in ({"text": "other"}, {"purposes": []}, {"version": "9"}):
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            ConsentForm.objects.filter(pk=form.pk).update(**change)
        assert sentence_of(refusal.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentForm.objects.filter(pk=form.pk).delete()


def test_form_when_used_then_it_may_still_end(partner: Person, witness: Witness) -> None:
    form = make_form()
    make_consent(witness, partner, form=form)
    officer = make_person("Officer", "data_protection_officer")
    assert forms.end_form(form=form, valid_to=date(2025, 1, 1), by=officer).valid_to == date(2025, 1, 1)


def test_form_when_hash_is_not_of_the_text_then_database_refuses() -> None:
    form = make_form()
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentForm.objects.filter(pk=form.pk).update(sha256="0" * 64)
