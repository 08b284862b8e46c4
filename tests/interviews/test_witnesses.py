"""Registering a witness: the name is sealed, a code is left, and reading it back leaves a trace."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from iapb.access.errors import Invalid, Refused
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.ledger.models import Event
from interviews.actions import witnesses
from interviews.identity import Identity, PersonName
from interviews.models import Witness
from tests.cast import make_person
from tests.intake import ROMAN, TODAY, grant, make_partner, make_witness

pytestmark = pytest.mark.django_db


def test_register_when_partner_then_only_a_code_and_sealed_fields_remain(partner: Person) -> None:
    witness = make_witness(partner)
    assert witness.code.startswith("W-")
    assert len(witness.code) == 7
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(w)::text from interviews_witness w where id = %s", [witness.pk])
        row = cursor.fetchone()[0]
    for spoken in ("Роман", "Stryzhneuski", "1986", "r@mail", "Minsk"):
        assert spoken not in row


def test_register_when_done_then_ledger_tells_it_without_the_name(partner: Person) -> None:
    witness = make_witness(partner)
    event = Event.objects.get(object=str(witness.pk), event="witness.registered")
    assert json.loads(bytes(event.detail.detail))["code"] == witness.code
    assert "Стрижневский".encode() not in bytes(event.detail.detail)


def test_register_when_sent_twice_then_one_witness(partner: Person) -> None:
    key = uuid4()
    assert make_witness(partner, key=key) == make_witness(partner, key=key)
    assert Witness.objects.visible_to(partner).count() == 1


def test_register_when_key_is_of_a_stranger_then_another_is_registered_and_nothing_shown(partner: Person) -> None:
    stranger = make_partner("Stranger")
    theirs = make_witness(stranger)
    set_actor(partner.pk)
    made = make_witness(partner, key=theirs.pk)
    assert made.pk != theirs.pk
    assert list(Witness.objects.visible_to(partner)) == [made]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"names": ()}, "name"),
        ({"names": (PersonName("ru"),)}, "name"),
        ({"names": (PersonName("ru", "Р" * 10_000),)}, "name"),
        ({"birth_date": TODAY + timedelta(days=2)}, "birth_date"),
        ({"birth_date": date(1850, 1, 1)}, "birth_date"),
    ],
)
def test_register_when_input_is_bad_then_a_sentence_and_no_row(
    partner: Person, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        make_witness(partner, replace(ROMAN, **change))
    assert refusal.value.field == field
    assert Witness.objects.visible_to(partner).count() == 0


@pytest.mark.parametrize("languages", [[], ["  "], ["a language"]])
def test_register_when_languages_are_bad_then_a_sentence(partner: Person, languages: list[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        make_witness(partner, languages=languages)
    assert refusal.value.field == "languages"


def test_register_when_analyst_then_refused(partner: Person) -> None:
    with pytest.raises(Refused):
        make_witness(make_person("Analyst", "analyst"))


def test_register_when_body_has_no_collection_then_says_whom_to_ask(partner: Person) -> None:
    alone = make_person("Alone", "partner")
    set_actor(alone.pk)
    with pytest.raises(Invalid, match="invalid") as refusal:
        make_witness(alone)
    assert "administrator" in str(refusal.value.sentence)


def test_code_when_all_but_one_draw_taken_then_drawn_again(partner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter([7, 7, 8])
    monkeypatch.setattr(witnesses.secrets, "randbelow", lambda _limit: next(draws))
    assert make_witness(partner).code == "W-10007"
    assert make_witness(partner).code == "W-10008"


def test_read_identity_when_reason_given_then_opened_and_told(partner: Person) -> None:
    witness = make_witness(partner)
    assert witnesses.read_identity(witness=witness, reason="renewal of consent", by=partner) == ROMAN
    event = Event.objects.get(event="identity.read")
    assert event.actor == str(partner.pk)
    assert json.loads(bytes(event.detail.detail))["reason"] == "renewal of consent"


def test_read_identity_when_no_reason_then_asked_for(partner: Person, witness: Witness) -> None:
    with pytest.raises(Invalid) as refusal:
        witnesses.read_identity(witness=witness, reason="  ", by=partner)
    assert refusal.value.field == "reason"
    assert not Event.objects.filter(event="identity.read").exists()


def test_read_identity_when_other_body_was_given_the_collection_then_refused(partner: Person, witness: Witness) -> None:
    guest = make_partner("Guest")
    set_actor(partner.pk)
    grant(witness.collection, guest)
    set_actor(guest.pk)
    assert Witness.objects.visible_to(guest).filter(pk=witness.pk).exists()
    with pytest.raises(Refused):
        witnesses.read_identity(witness=witness, reason="curiosity", by=guest)


def test_read_identity_when_analyst_then_refused(partner: Person, witness: Witness) -> None:
    with pytest.raises(Refused):
        witnesses.read_identity(witness=witness, reason="curiosity", by=make_person("Analyst", "analyst"))


def test_correct_identity_when_done_then_replaced(partner: Person, witness: Witness) -> None:
    corrected = replace(ROMAN, names=(PersonName("ru", "Роман", "Стрижнёв"),))
    witnesses.correct_identity(witness=witness, identity=corrected, reason="misspelt", by=partner)
    again = Witness.objects.visible_to(partner).get(pk=witness.pk)
    assert witnesses.read_identity(witness=again, reason="checking", by=partner) == corrected


@pytest.mark.parametrize(
    ("name", "born", "found"),
    [
        (PersonName("be", "Раман", "Стрыжнеўскі"), date(1986, 1, 1), True),
        (PersonName("en", "Roman", "Stryzhnevsky"), date(1986, 1, 1), True),
        (PersonName("ru", "Роман", "Стрижневский"), None, True),
        (PersonName("ru", "Роман", "Стрижневский"), date(1987, 1, 1), False),
        (PersonName("ru", "Роман", "Ковальчук"), date(1986, 1, 1), False),
    ],
)
def test_heard_before_when_spelled_otherwise_then_found(
    partner: Person, name: PersonName, born: date | None, found: bool
) -> None:
    witness = make_witness(partner)
    again = witnesses.perhaps_heard_before(identity=Identity((name,), born), by=partner)
    assert (witness in again) is found


def test_heard_before_when_birth_date_was_unknown_then_still_found(partner: Person) -> None:
    witness = make_witness(partner, replace(ROMAN, birth_date=None))
    assert witnesses.perhaps_heard_before(identity=ROMAN, by=partner) == [witness]


def test_heard_before_when_another_body_heard_them_then_nothing_is_told(partner: Person) -> None:
    make_witness(partner)
    stranger = make_partner("Stranger")
    set_actor(stranger.pk)
    assert witnesses.perhaps_heard_before(identity=ROMAN, by=stranger) == []


def test_register_when_right_is_taken_away_then_refused_at_once(partner: Person) -> None:
    partner.roles.update(ended_at=timezone.now())
    forget(partner)
    with pytest.raises(Refused):
        make_witness(partner)
