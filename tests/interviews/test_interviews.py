"""Interviews and documents: created once, refused with a sentence, on their way step by step."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from evidence.models import Item
from iapb.access.errors import Invalid, Refused
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from interviews.actions import documents, interviews, persons, states
from interviews.actions.interviews import EarlierAccount
from interviews.models import Interview, PriorAccount, Witness
from tests.consenting import make_consent
from tests.intake import TODAY, grant, held, let_go, make_document, make_interview, make_partner, make_witness
from tests.interviews.test_facts import assess

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


def test_create_when_done_then_numbered_and_of_the_witness(partner: Person, witness: Witness) -> None:
    first, second = make_interview(partner, witness), make_interview(partner, witness)
    assert first.reference.startswith("IAPB-I-")
    assert int(second.reference[-5:]) == int(first.reference[-5:]) + 1
    assert (first.subject, first.collection_id, first.closed) == (witness.pk, witness.collection_id, True)


def test_create_when_clicked_twice_then_one(partner: Person, witness: Witness) -> None:
    key = uuid4()
    one, two = (interviews.create_interview(witness=witness, held=held(), by=partner, key=key) for _click in range(2))
    assert one == two
    assert Interview.objects.visible_to(partner).count() == 1


def test_create_when_key_is_of_a_document_then_the_document_stays_what_it_is(partner: Person, witness: Witness) -> None:
    document = make_document(partner, witness)
    made = interviews.create_interview(witness=witness, held=held(), by=partner, key=document.pk)
    assert made.pk != document.pk
    assert Item.objects.visible_to(partner).get(pk=document.pk).kind == "witness_document"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"held_on": TOMORROW}, "held_on"),
        ({"ended_on": date(2024, 5, 1)}, "ended_on"),
        ({"title": "t" * 10_000}, "title"),
        ({"minutes": 0}, "minutes"),
        ({"age_at_interview": 200}, "age_at_interview"),
        ({"mode": "smoke"}, "mode"),
        ({"account_type": "follow_up"}, "follow_up_reason"),
        ({"language": ""}, "language"),
        ({"interviewers": ("a name that is not a code",)}, "interviewers"),
    ],
)
def test_create_when_input_is_bad_then_a_sentence(
    partner: Person, witness: Witness, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        make_interview(partner, witness, **fields)
    assert refusal.value.field == field
    assert not Interview.objects.visible_to(partner).exists()


def test_create_when_planned_then_the_day_may_lie_ahead(partner: Person, witness: Witness) -> None:
    planned = interviews.create_interview(witness=witness, held=held(held_on=TOMORROW), state="proposed", by=partner)
    assert planned.state == "proposed"


def test_create_when_of_another_body_then_refused(partner: Person, witness: Witness) -> None:
    guest = make_partner("Guest")
    set_actor(partner.pk)
    grant(witness.collection, guest)
    set_actor(guest.pk)
    with pytest.raises(Refused):
        make_interview(guest, witness)
    with pytest.raises(Refused):
        make_document(guest, witness)


def test_change_when_earlier_accounts_are_stated_then_kept(partner: Person, witness: Witness) -> None:
    interview = make_interview(partner, witness)
    told = EarlierAccount("a news outlet", "autumn 2022", "press interview", False, None)
    interviews.change_interview(
        interview=interview, held=held(prior_accounts="some", minutes=74), earlier_accounts=(told,), by=partner
    )
    row = PriorAccount.objects.visible_to(partner).get(interview=interview)
    assert (row.organisation, row.recorded, row.copy_held) == ("a news outlet", False, None)
    assert Interview.objects.visible_to(partner).get(pk=interview.pk).minutes == 74


def test_change_when_accounts_listed_and_none_known_then_contradiction_is_named(
    partner: Person, witness: Witness
) -> None:
    with pytest.raises(Invalid) as refusal:
        interviews.create_interview(
            witness=witness,
            held=held(prior_accounts="none_known"),
            earlier_accounts=(EarlierAccount("a court"),),
            by=partner,
        )
    assert refusal.value.field == "prior_accounts"


@pytest.fixture
def planned(partner: Person, witness: Witness) -> Interview:
    let_go(partner)
    return interviews.create_interview(
        witness=witness,
        held=held(
            prior_accounts="none_known",
            vulnerability="none_identified",
            interviewers=("D-07",),
            minutes=90,
            unknown=("started_at", "breaks"),
        ),
        state="proposed",
        by=partner,
    )


def test_move_when_everything_is_in_order_then_all_the_way(
    partner: Person, witness: Witness, planned: Interview
) -> None:
    assess(witness, partner)
    make_consent(witness, partner)
    for to in ("screened", "risk_assessed", "consent_taken", "scheduled", "in_progress", "completed"):
        planned = states.move(interview=planned, to=to, by=partner)
    assert planned.state == "completed"


def test_move_when_a_step_is_left_out_then_refused(partner: Person, planned: Interview) -> None:
    with pytest.raises(Invalid):
        states.move(interview=planned, to="in_progress", by=partner)


def test_move_when_earlier_accounts_were_not_asked_then_says_so(partner: Person, witness: Witness) -> None:
    interview = interviews.create_interview(witness=witness, held=held(), state="proposed", by=partner)
    with pytest.raises(Invalid):
        states.move(interview=interview, to="screened", by=partner)


def test_move_when_no_risk_assessment_holds_then_says_so(partner: Person, witness: Witness, planned: Interview) -> None:
    states.move(interview=planned, to="screened", by=partner)
    assess(witness, partner, assessed_on=date(2024, 1, 1), valid_to=date(2024, 2, 1))
    with pytest.raises(Invalid):
        states.move(interview=planned, to="risk_assessed", by=partner)


def test_move_when_no_consent_then_stops_before_it(partner: Person, witness: Witness, planned: Interview) -> None:
    assess(witness, partner)
    for to in ("screened", "risk_assessed"):
        states.move(interview=planned, to=to, by=partner)
    with pytest.raises(Invalid):
        states.move(interview=planned, to="consent_taken", by=partner)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "t" * 10_000}, "title"),
        ({"document_kind": "spoon"}, "document_kind"),
        ({"dated_on": TOMORROW}, "dated_on"),
    ],
)
def test_document_when_input_is_bad_then_a_sentence(
    partner: Person, witness: Witness, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        make_document(partner, witness, **fields)
    assert refusal.value.field == field


def test_document_when_given_with_anothers_interview_then_refused(partner: Person, witness: Witness) -> None:
    foreign = make_interview(partner, make_witness(partner))
    with pytest.raises(Invalid) as refusal:
        make_document(partner, witness, given_with=foreign)
    assert refusal.value.field == "given_with"


def test_document_when_clicked_twice_then_one(partner: Person, witness: Witness) -> None:
    key = uuid4()
    assert make_document(partner, witness, key=key) == make_document(partner, witness, key=key)


def test_document_when_changed_then_new_words_stand(partner: Person, witness: Witness) -> None:
    document = make_document(partner, witness)
    changed = documents.change_document(
        document=document, document_kind="medical", title="Extract", dated_on=None, by=partner
    )
    assert (changed.title, changed.document_kind) == ("Extract", "medical")


def test_adding_when_consent_was_withdrawn_then_refused_until_a_new_one(partner: Person) -> None:
    """Interviews, documents and persons; standards.md 5.3."""
    interview = make_interview(partner)
    witness = Witness.objects.visible_to(partner).get(pk=interview.subject)
    Item.objects.visible_to(partner).filter(pk=interview.pk).update(withdrawn_at=interview.created_at)
    for add in (
        lambda: make_interview(partner, witness),
        lambda: make_document(partner, witness),
        lambda: persons.add_person(item=interview, kind="co_detainee", how="shared a cell", by=partner),
    ):
        with pytest.raises(Invalid) as refusal:
            add()
        assert "nothing may be added" in str(refusal.value.sentence)
