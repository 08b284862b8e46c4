"""Recording consent: what was asked, with proof; anew, narrower, wider; and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from consent.actions import pauses, records, withdrawals
from consent.answers import Answered
from consent.models import ConsentEvent, ConsentGrant, ConsentRecord
from consent.signals import consent_changed
from consent.standing import standing_of
from consent.words import Purpose
from evidence.models import Item
from iapb.access.errors import Invalid, Refused
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.ledger.models import Event
from interviews.models import Witness
from tests.cast import make_person
from tests.consenting import SIGNED, make_consent, make_form, make_proof, taking, yes
from tests.intake import TODAY, grant, make_interview, make_partner, make_witness

pytestmark = pytest.mark.django_db
KEEP, PROSECUTE, LAWYERS = Purpose.STORE_ANALYSE, Purpose.NATIONAL_PROSECUTION, Purpose.LAWYER_THIRD_PARTY


def answers_of(record: ConsentRecord, by: Person) -> dict[str, str]:
    return dict(ConsentGrant.objects.visible_to(by).filter(record=record).values_list("purpose", "answer"))


def kinds_of(record: ConsentRecord, by: Person) -> list[str]:
    return list(ConsentEvent.objects.visible_to(by).filter(record=record).values_list("kind", flat=True))


def epoch_of(witness: Witness, by: Person) -> int:
    return Witness.objects.visible_to(by).get(pk=witness.pk).consent_epoch


@pytest.fixture
def withdraw(partner: Person, witness: Witness) -> Callable[..., ConsentRecord]:
    def call(*purposes: str, **fields: Any) -> ConsentRecord:
        usual = {"witness": witness, "channel": "telephone", "happened_on": TODAY, "by": partner}
        return withdrawals.withdraw(purposes=purposes or None, **{**usual, **fields})

    return call


def test_record_when_done_then_every_purpose_of_the_form_has_an_answer(partner: Person, witness: Witness) -> None:
    record = make_consent(witness, partner)
    answers = answers_of(record, partner)
    assert set(answers) == set(Purpose.values)
    assert answers[KEEP] == answers[PROSECUTE] == "yes"
    assert answers[LAWYERS] == "not_asked"
    assert kinds_of(record, partner) == ["given"]
    assert Event.objects.filter(event="consent.given", object=str(witness.pk)).count() == 1
    assert epoch_of(witness, partner) == 1


def test_record_when_proof_is_missing_then_says_what_to_do_and_records_nothing(
    partner: Person, witness: Witness
) -> None:
    with pytest.raises(Invalid) as refusal:
        records.record_consent(witness=witness, taking=taking(make_form()), answers=[yes(KEEP)], proof=None, by=partner)
    assert refusal.value.field == "proof"
    assert "signed form" in str(refusal.value.sentence)
    assert not ConsentRecord.objects.visible_to(partner).exists()
    assert epoch_of(witness, partner) == 0


def test_record_when_proof_is_of_another_witness_then_refused(partner: Person, witness: Witness) -> None:
    proof = make_proof(make_witness(partner), partner)
    with pytest.raises(Invalid) as refusal:
        records.record_consent(
            witness=witness, taking=taking(make_form()), answers=[yes(KEEP)], proof=proof, by=partner
        )
    assert refusal.value.field == "proof"


def test_record_when_clicked_twice_then_one_record(partner: Person, witness: Witness) -> None:
    key, form, proof = uuid4(), make_form(), make_proof(witness, partner)
    for _click in range(2):
        records.record_consent(
            witness=witness, taking=taking(form), answers=[yes(KEEP)], proof=proof, by=partner, key=key
        )
    assert ConsentRecord.objects.visible_to(partner).count() == 1
    assert epoch_of(witness, partner) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"given_on": TODAY + timedelta(days=1)}, "given_on"),
        ({"given_on": date(2022, 12, 31)}, "form"),
        ({"mode": "telepathy"}, "mode"),
        ({"capacity": "other"}, "capacity"),
        ({"taken_by": " "}, "taken_by"),
        ({"questions": "q" * 10_000}, "questions"),
        ({"mode": "legacy_unknown"}, "mode"),
    ],
)
def test_record_when_taking_is_bad_then_a_sentence(
    partner: Person, witness: Witness, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        records.record_consent(
            witness=witness,
            taking=replace(taking(make_form()), **change),
            answers=[yes(KEEP)],
            proof=make_proof(witness, partner),
            by=partner,
        )
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "answer",
    [
        yes(PROSECUTE, material=frozenset()),
        yes(PROSECUTE, material=frozenset({"everything"})),
        yes(PROSECUTE, countries_allowed=("Lithuania",)),
        yes(PROSECUTE, countries_allowed=("LT",), countries_denied=("LT",)),
        yes(PROSECUTE, expires_on=SIGNED - timedelta(days=1)),
        yes(PROSECUTE, conditions="c" * 10_000),
        Answered(PROSECUTE, "perhaps"),
    ],
)
def test_record_when_answer_is_bad_then_its_purpose_is_named(
    partner: Person, witness: Witness, answer: Answered
) -> None:
    with pytest.raises(Invalid) as refusal:
        make_consent(witness, partner, answer)
    assert refusal.value.field == f"answer_{PROSECUTE}"


def test_record_when_form_does_not_ask_the_purpose_then_refused(partner: Person, witness: Witness) -> None:
    form = make_form(purposes=[KEEP])
    with pytest.raises(Invalid) as refusal:
        make_consent(witness, partner, yes(KEEP), yes(LAWYERS), form=form)
    assert refusal.value.field == f"answer_{LAWYERS}"


def test_record_when_everything_is_refused_then_told_as_refusal_and_item_hidden(
    partner: Person, witness: Witness
) -> None:
    interview = make_interview(partner, witness)
    record = make_consent(witness, partner, Answered(KEEP, "no"))
    assert kinds_of(record, partner) == ["refused"]
    assert Item.objects.visible_to(partner).get(pk=interview.pk).withdrawn_at


def test_record_when_again_then_the_earlier_is_superseded_and_kept(partner: Person, witness: Witness) -> None:
    first = make_consent(witness, partner)
    second = make_consent(witness, partner, yes(KEEP), yes(PROSECUTE), yes(LAWYERS))
    first.refresh_from_db()
    assert first.superseded_at
    assert kinds_of(second, partner) == ["renewed", "widened"]
    assert epoch_of(witness, partner) == 2
    assert answers_of(first, partner)[LAWYERS] == "not_asked"


def test_narrow_when_less_then_new_record_without_new_signature(partner: Person, witness: Witness) -> None:
    first = make_consent(witness, partner)
    less = yes(PROSECUTE, identity="anonymous", material=frozenset({"account"}))
    second = records.narrow(witness=witness, answers=[less], channel="in person", happened_on=TODAY, by=partner)
    assert second != first
    assert second.proof == first.proof
    assert kinds_of(second, partner) == ["narrowed"]
    assert epoch_of(witness, partner) == 2


@pytest.mark.parametrize(
    "more",
    [
        yes(LAWYERS),
        yes(PROSECUTE, identity="identified"),
        yes(PROSECUTE, material=frozenset({"account", "documents", "medical"})),
        yes(PROSECUTE, onward_sharing=True),
    ],
)
def test_narrow_when_anything_is_more_then_a_signature_is_asked_for(
    partner: Person, witness: Witness, more: Answered
) -> None:
    make_consent(witness, partner)
    with pytest.raises(Invalid):
        records.narrow(witness=witness, answers=[more], channel="in person", happened_on=TODAY, by=partner)
    assert epoch_of(witness, partner) == 1


def test_withdraw_when_full_then_items_are_hidden_at_once_from_readers(
    partner: Person, witness: Witness, withdraw: Callable[..., ConsentRecord]
) -> None:
    analyst = make_person("Analyst", "analyst", body=make_partner("Secretariat").body)
    set_actor(partner.pk)
    grant(witness.collection, analyst)
    interview = make_interview(partner, witness)
    make_consent(witness, partner)
    set_actor(analyst.pk)
    assert Item.objects.visible_to(analyst).filter(pk=interview.pk).exists()
    set_actor(partner.pk)
    record = withdraw()
    assert record.withdrawn_at
    assert Item.objects.visible_to(partner).filter(pk=interview.pk).exists()
    set_actor(analyst.pk)
    assert not Item.objects.visible_to(analyst).filter(pk=interview.pk).exists()


def test_withdraw_when_twice_then_told_once(
    partner: Person, witness: Witness, withdraw: Callable[..., ConsentRecord]
) -> None:
    make_consent(witness, partner)
    record = withdraw()
    withdraw()
    assert kinds_of(record, partner) == ["given", "withdrawn_full"]
    assert epoch_of(witness, partner) == 2


def test_withdraw_when_in_part_then_only_that_ends(
    partner: Person, witness: Witness, withdraw: Callable[..., ConsentRecord]
) -> None:
    interview = make_interview(partner, witness)
    record = make_consent(witness, partner)
    withdraw(PROSECUTE)
    grants = {one.purpose: one for one in ConsentGrant.objects.visible_to(partner).filter(record=record)}
    assert grants[PROSECUTE].withdrawn_at
    assert not grants[KEEP].withdrawn_at
    assert Item.objects.visible_to(partner).get(pk=interview.pk).withdrawn_at is None
    assert epoch_of(witness, partner) == 2


def test_withdraw_when_keeping_itself_is_withdrawn_then_items_are_hidden(
    partner: Person, witness: Witness, withdraw: Callable[..., ConsentRecord]
) -> None:
    interview = make_interview(partner, witness)
    make_consent(witness, partner)
    withdraw(KEEP)
    assert Item.objects.visible_to(partner).get(pk=interview.pk).withdrawn_at
    make_consent(witness, partner)
    assert Item.objects.visible_to(partner).get(pk=interview.pk).withdrawn_at is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"channel": ""}, "channel"), ({"happened_on": TODAY + timedelta(days=1)}, "happened_on")],
)
def test_withdraw_when_input_is_bad_then_a_sentence(
    partner: Person,
    witness: Witness,
    withdraw: Callable[..., ConsentRecord],
    fields: dict[str, Any],
    field: str,
) -> None:
    make_consent(witness, partner)
    with pytest.raises(Invalid) as refusal:
        withdraw(**fields)
    assert refusal.value.field == field


def test_withdraw_when_nothing_on_record_then_says_so(withdraw: Callable[..., ConsentRecord]) -> None:
    with pytest.raises(Invalid):
        withdraw()


def test_invalidate_when_in_full_then_one_event_and_items_hidden(partner: Person, witness: Witness) -> None:
    interview = make_interview(partner, witness)
    record = make_consent(witness, partner)
    withdrawals.invalidate(witness=witness, reason="pressed by a relative", happened_on=TODAY, by=partner)
    assert kinds_of(record, partner) == ["given", "invalidated"]
    assert Item.objects.visible_to(partner).get(pk=interview.pk).withdrawn_at


def test_change_when_by_another_body_then_refused(partner: Person, witness: Witness) -> None:
    guest = make_partner("Guest")
    set_actor(partner.pk)
    grant(witness.collection, guest)
    make_consent(witness, partner)
    set_actor(guest.pk)
    with pytest.raises(Refused):
        make_consent(witness, guest)
    with pytest.raises(Refused):
        withdrawals.withdraw(witness=witness, purposes=None, channel="telephone", happened_on=TODAY, by=guest)


@pytest.mark.django_db
def test_signal_when_a_consent_changes_then_sent_within_the_transaction(partner: Person, witness: Witness) -> None:
    heard = []
    consent_changed.connect(receiver := lambda witness_id, **_news: heard.append(witness_id))
    try:
        with transaction.atomic():
            make_consent(witness, partner)
            assert heard == [witness.pk]
    finally:
        consent_changed.disconnect(receiver)


def rest(witness: Witness, by: Person, *purposes: str) -> ConsentRecord:
    told = {"channel": "telephone", "happened_on": TODAY}
    return pauses.pause(witness=witness, purposes=purposes or None, **told, by=by)


def test_pause_when_of_everything_then_hidden_until_a_new_consent_is_signed(witness: Witness, partner: Person) -> None:
    interview = make_interview(partner, witness)
    consent = make_consent(witness, partner)
    rest(witness, partner)
    rest(witness, partner)
    witness.refresh_from_db()
    assert (witness.consent_epoch, standing_of(witness.pk, partner).state) == (2, "paused")
    assert ConsentEvent.objects.visible_to(partner).filter(record=consent, kind="paused").count() == 1
    item = Item.objects.visible_to(partner).get(pk=interview.pk)
    assert item.withdrawn_at is not None
    assert Event.objects.filter(event="consent.paused", object=str(witness.pk)).count() == 1
    make_consent(witness, partner, form=make_form("4"))
    set_actor(partner.pk)
    assert Item.objects.visible_to(partner).get(pk=interview.pk).withdrawn_at is None
    assert standing_of(witness.pk, partner).state == "in_force"


def test_pause_when_of_one_purpose_then_the_account_is_worked_on(witness: Witness, partner: Person) -> None:
    interview = make_interview(partner, witness)
    make_consent(witness, partner)
    rest(witness, partner, PROSECUTE)
    assert Item.objects.visible_to(partner).get(pk=interview.pk).withdrawn_at is None
    assert standing_of(witness.pk, partner).state == "in_force"


def test_narrow_when_paused_then_the_pause_stays(witness: Witness, partner: Person) -> None:
    consent = make_consent(witness, partner)
    rest(witness, partner)
    told = {"channel": "telephone", "happened_on": TODAY}
    narrower = records.narrow(witness=witness, answers=[Answered(PROSECUTE, "no")], **told, by=partner)
    assert narrower.pk != consent.pk
    assert standing_of(witness.pk, partner).state == "paused"


def test_pause_when_withdrawn_or_of_another_body_then_refused(witness: Witness, partner: Person) -> None:
    with pytest.raises(Invalid, match="invalid"):
        rest(witness, partner)
    make_consent(witness, partner)
    with pytest.raises(Refused):
        rest(witness, make_person("Ann", "analyst"))
    withdrawals.withdraw(witness=witness, purposes=None, channel="telephone", happened_on=TODAY, by=partner)
    with pytest.raises(Invalid):
        rest(witness, partner)
