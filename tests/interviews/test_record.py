"""The record of an interview: trainings, guides, who was there, physical items, and what is missing before the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from iapb.access.errors import Invalid
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.ledger.models import Event
from interviews.actions import interviews, states, things, training
from interviews.actions.interviews import Present
from interviews.actions.things import Link, Taken
from interviews.heard import Record
from interviews.missing import before_completed, before_locked
from interviews.models import Acknowledgement, Certificate, Guide, Interview, Presence, Thing, ThingEvent, Witness
from tests.cast import signed_in
from tests.disclosures.cases import add_file
from tests.intake import TODAY, held, let_go, make_interview, make_partner

pytestmark = pytest.mark.django_db

HELD_ON = date(2024, 5, 2)
WHOLE: dict[str, Any] = {
    "started_at": "10:30", "minutes": 90, "breaks": 1, "interviewers": ("D-07",), "age_at_interview": 30,
    "prior_accounts": "none_known", "vulnerability": "none_identified",
}  # fmt: skip


def missing_of(interview: Interview, by: Person) -> list[str]:
    return [str(one.text) for one in before_locked(Record.of(interview, by), by)]


def planned(by: Person, witness: Witness, **fields: Any) -> Interview:
    return interviews.create_interview(
        witness=witness, held=held(**{**WHOLE, "held_on": TODAY, **fields}), state="proposed", by=by
    )


def at(interview: Interview, state: str) -> Interview:
    Interview.objects.unscoped("a test puts the interview there").filter(pk=interview.pk).update(state=state)
    interview.state = state
    return interview


def certify(by: Person, kind: str, issued_on: date, valid_to: date, interviewer: str = "D-07") -> Certificate:
    return training.add_certificate(interviewer=interviewer, kind=kind, issued_on=issued_on, valid_to=valid_to, by=by)


# ----- trainings (G3)


@pytest.mark.parametrize("to", ["consent_taken", "in_progress"])
@pytest.mark.parametrize(
    ("fields", "kind"),
    [({"vulnerability": "child"}, "child"), ({"vulnerability": "sgbv"}, "sgbv"), ({"age_at_interview": 17}, "child")],
)
def test_move_when_child_or_sgbv_and_no_certificate_then_refused_and_with_it_not(
    partner: Person, witness: Witness, fields: dict[str, Any], kind: str, to: str
) -> None:
    let_go(partner)
    before = {"consent_taken": "risk_assessed", "in_progress": "scheduled"}[to]
    interview = at(planned(partner, witness, **fields), before)
    said = held(**{**WHOLE, "held_on": TODAY, **fields})
    interviews.change_interview(interview=interview, held=said, present=(Present("support", "P-01"),), by=partner)
    guards = [guard for guard in states._guards[to] if guard.__module__ == "interviews.actions.states"]
    with pytest.raises(Invalid) as refusal:
        [guard(interview, partner) for guard in guards]
    assert "certificate" in str(refusal.value.sentence)
    certify(partner, kind, TODAY - timedelta(days=400), TODAY + timedelta(days=1))
    [guard(interview, partner) for guard in guards]


@pytest.mark.parametrize(
    ("kind", "issued_on", "valid_to", "interviewer"),
    [
        ("sgbv", HELD_ON, HELD_ON, "D-07"),  # another training
        ("child", HELD_ON + timedelta(days=1), HELD_ON + timedelta(days=9), "D-07"),  # made later
        ("child", date(2020, 1, 1), HELD_ON - timedelta(days=1), "D-07"),  # run out
        ("child", HELD_ON, HELD_ON, "D-08"),  # somebody who did not lead it
    ],
)
def test_missing_when_the_certificate_does_not_fit_then_told(
    partner: Person, witness: Witness, kind: str, issued_on: date, valid_to: date, interviewer: str
) -> None:
    interview = make_interview(partner, witness, **{**WHOLE, "vulnerability": "child"})
    certify(partner, kind, issued_on, valid_to, interviewer)
    assert any("children" in one for one in missing_of(interview, partner))


def test_missing_when_the_certificate_holds_on_that_very_day_then_not_told(partner: Person, witness: Witness) -> None:
    interview = make_interview(partner, witness, **{**WHOLE, "vulnerability": "child"})
    certify(partner, "child", HELD_ON, HELD_ON)
    assert not any("certificate" in one for one in missing_of(interview, partner))
    assert any("guardian" in one for one in missing_of(interview, partner))


def test_certificate_when_stated_twice_then_one_and_told_once(partner: Person) -> None:
    made = {certify(partner, "child", HELD_ON, TODAY).pk for _ in range(2)}
    assert len(made) == 1
    assert Event.objects.filter(event="certificate.stated").count() == 1


def test_papers_of_a_body_when_another_asks_then_they_do_not_exist(partner: Person) -> None:
    certify(partner, "child", HELD_ON, TODAY)
    issue(partner)
    stranger = make_partner("Stranger")
    set_actor(stranger.pk)
    for model in (Certificate, Guide, Acknowledgement):
        assert not model.objects.visible_to(stranger).exists()
        assert not model.objects.unscoped("the second wall alone").exists()


# ----- guides and procedures


def issue(by: Person, text: str = "Ask openly.") -> Guide:
    return training.issue_guide(kind="guide", title="How we ask", language="ru", text=text, by=by)


def test_guide_when_changed_then_next_version_and_the_first_stays(partner: Person) -> None:
    first, same, second = issue(partner), issue(partner), issue(partner, "Ask openly, and wait.")
    assert (first.version, same.pk, second.version) == (1, first.pk, 2)
    assert Guide.objects.visible_to(partner).get(pk=first.pk).text == "Ask openly."
    assert [one.pk for one in training.newest_guides(first.collection_id, partner)] == [second.pk]


def test_acknowledge_when_the_version_was_not_there_yet_then_refused(partner: Person) -> None:
    with pytest.raises(Invalid):
        training.acknowledge(guide=issue(partner), interviewer="D-07", read_on=TODAY - timedelta(days=1), by=partner)


def test_missing_when_the_version_in_force_is_not_acknowledged_then_each_interviewer_is_named(
    partner: Person, witness: Witness
) -> None:
    interview = make_interview(partner, witness, **{**WHOLE, "held_on": TODAY, "interviewers": ("D-07", "D-08")})
    training.acknowledge(guide=issue(partner), interviewer="D-07", read_on=TODAY, by=partner)
    newest = issue(partner, "Another text.")
    assert sum("has not acknowledged" in one for one in missing_of(interview, partner)) == 2
    training.acknowledge(guide=newest, interviewer="D-07", read_on=TODAY, by=partner)
    (sentence,) = [one for one in missing_of(interview, partner) if "has not acknowledged" in one]
    assert sentence.startswith("D-08")


def test_missing_when_the_guide_is_younger_than_the_interview_then_not_asked_for(
    partner: Person, witness: Witness
) -> None:
    issue(partner)
    assert missing_of(make_interview(partner, witness, **WHOLE), partner) == []


# ----- the end of an interview


def test_complete_when_something_is_missing_then_every_sentence_and_unknown_is_an_answer(
    partner: Person, witness: Witness
) -> None:
    bare = at(planned(partner, witness, started_at=None, minutes=None, breaks=None, interviewers=()), "in_progress")
    assert len(list(before_completed(bare))) == 4
    with pytest.raises(Invalid):
        states.move(interview=bare, to="completed", by=partner)
    said = held(
        **{**WHOLE, "held_on": TODAY, "started_at": None, "minutes": None, "unknown": ("started_at", "minutes")}
    )
    interviews.change_interview(interview=bare, held=said, by=partner)
    assert states.move(interview=bare, to="completed", by=partner).state == "completed"


def test_stop_when_everything_is_missing_then_possible(partner: Person, witness: Witness) -> None:
    bare = at(planned(partner, witness, started_at=None, minutes=None, breaks=None), "in_progress")
    assert states.move(interview=bare, to="stopped", by=partner).state == "stopped"


def test_lock_when_nothing_is_missing_then_the_record_stands_still(partner: Person, witness: Witness) -> None:
    interview = make_interview(partner, witness, **WHOLE)
    assert states.move(interview=interview, to="locked", by=partner).state == "locked"
    with pytest.raises(Invalid):
        interviews.change_interview(interview=interview, held=held(**WHOLE, title="Another"), by=partner)
    interview.refresh_from_db()
    with pytest.raises(Invalid):
        take(interview, partner)


@pytest.mark.parametrize(
    "gap", [{"prior_accounts": "not_asked"}, {"vulnerability": "not_assessed"}, {"breaks": None},
            {"account_type": "follow_up", "follow_up_reason": "person_asked"}, {"age_at_interview": None}],
)  # fmt: skip
def test_lock_when_something_is_missing_then_refused(partner: Person, witness: Witness, gap: dict[str, Any]) -> None:
    interview = make_interview(partner, witness, **{**WHOLE, **gap})
    assert len(missing_of(interview, partner)) == 1
    with pytest.raises(Invalid):
        states.move(interview=interview, to="locked", by=partner)


def test_further_account_when_its_interviewer_agrees_to_it_then_refused(partner: Person, witness: Witness) -> None:
    with pytest.raises(Invalid) as refusal:
        make_interview(
            partner,
            witness,
            **WHOLE,
            account_type="follow_up",
            follow_up_reason="new_events",
            follow_up_approver="D-07",
        )
    assert refusal.value.field == "follow_up_approver"


def test_second_full_account_when_planned_then_refused_and_as_a_follow_up_not(
    partner: Person, witness: Witness
) -> None:
    make_interview(partner, witness, **WHOLE)
    let_go(partner)
    again = planned(partner, witness)
    with pytest.raises(Invalid) as refusal:
        states.move(interview=again, to="screened", by=partner)
    assert "A full account was taken before" in str(refusal.value.sentence)
    further = {"account_type": "follow_up", "follow_up_reason": "new_events", "follow_up_approver": "A-01"}
    interviews.change_interview(interview=again, held=held(**{**WHOLE, "held_on": TODAY, **further}), by=partner)
    assert states.move(interview=again, to="screened", by=partner).state == "screened"


def test_second_full_account_when_the_first_is_looked_at_then_not_told_there(partner: Person, witness: Witness) -> None:
    first = make_interview(partner, witness, **WHOLE)
    second = make_interview(partner, witness, **{**WHOLE, "held_on": HELD_ON + timedelta(days=9)})
    assert missing_of(first, partner) == []
    assert ["full account" in one for one in missing_of(second, partner)] == [True]


def test_interpreter_when_not_bound_to_confidentiality_then_told(partner: Person, witness: Witness) -> None:
    interview = interviews.create_interview(
        witness=witness, held=held(**WHOLE, interpreter="I-02"), present=(Present("interpreter", "I-02"),), by=partner
    )
    assert ["note of confidentiality" in one for one in missing_of(interview, partner)] == [True]
    interviews.change_interview(
        interview=interview,
        held=held(**WHOLE, interpreter="I-02"),
        present=(Present("interpreter", "I-02", bound_on=HELD_ON),),
        by=partner,
    )
    assert missing_of(interview, partner) == []


def test_present_when_list_is_left_out_then_it_stays(partner: Person, witness: Witness) -> None:
    interview = interviews.create_interview(
        witness=witness, held=held(), present=(Present("guardian", "G-01", all_the_time=True),), by=partner
    )
    interviews.change_interview(interview=interview, held=held(title="Another"), by=partner)
    (one,) = Presence.objects.visible_to(partner).filter(interview=interview)
    assert (one.role, one.code, one.all_the_time) == ("guardian", "G-01", True)


# ----- physical items (G11)


def take(interview: Interview, by: Person, **fields: Any) -> Thing:
    usual = {"description": "A notebook", "necessity": "It would be burnt", "received_on": HELD_ON, "taken_by": "D-07"}
    return things.take(interview=interview, taken=Taken(**{**usual, **fields}), by=by)


def test_take_when_no_reason_then_refused(partner: Person, witness: Witness) -> None:
    with pytest.raises(Invalid) as refusal:
        take(make_interview(partner, witness), partner, necessity=" ")
    assert refusal.value.field == "necessity"


def test_chain_when_it_goes_on_then_every_link_is_an_event(partner: Person, witness: Witness) -> None:
    interview = make_interview(partner, witness)
    thing = take(interview, partner)
    links = (
        Link("sealed", HELD_ON, taken_by="D-07", seal="S-118"),
        Link("moved", HELD_ON + timedelta(days=1), handed_by="D-07", taken_by="A-01", place="Safe 2"),
        Link("returned", HELD_ON + timedelta(days=9), handed_by="A-01"),
    )
    for link in links:
        things.go_on(thing=thing, link=link, by=partner)
    kinds = list(ThingEvent.objects.visible_to(partner).filter(thing=thing).values_list("kind", flat=True))
    assert kinds == ["received", "sealed", "moved", "returned"]
    told = Event.objects.filter(object=str(interview.pk), event__startswith="thing.").values_list("event", flat=True)
    assert sorted(told) == ["thing.moved", "thing.received", "thing.returned", "thing.sealed"]
    thing.refresh_from_db()
    assert (thing.state, thing.seal) == ("returned", "S-118")


@pytest.mark.parametrize(
    ("link", "field"),
    [
        (Link("sealed", HELD_ON), "seal"),
        (Link("moved", HELD_ON, handed_by="D-07"), "taken_by"),
        (Link("unsealed", HELD_ON), "kind"),
        (Link("destroyed", HELD_ON, handed_by="D-07", taken_by="D-08"), "kind"),
        (Link("returned", HELD_ON - timedelta(days=1)), "happened_on"),
        (Link("returned", TODAY + timedelta(days=1)), "happened_on"),
    ],
)
def test_chain_when_the_link_cannot_be_then_a_sentence_at_its_field(
    partner: Person, witness: Witness, link: Link, field: str
) -> None:
    thing = take(make_interview(partner, witness), partner)
    with pytest.raises(Invalid) as refusal:
        things.go_on(thing=thing, link=link, by=partner)
    assert refusal.value.field == field
    assert ThingEvent.objects.visible_to(partner).filter(thing=thing).count() == 1


def test_thing_when_photo_seal_and_receipt_are_missing_then_told(partner: Person, witness: Witness) -> None:
    interview = make_interview(partner, witness, **WHOLE)
    thing = take(interview, partner)
    assert len(missing_of(interview, partner)) == 3
    things.go_on(thing=thing, link=Link("sealed", HELD_ON, seal="S-1"), by=partner)
    assert len(missing_of(interview, partner)) == 2


def test_photo_when_of_another_interview_then_refused(partner: Person, witness: Witness) -> None:
    photo = add_file(make_interview(partner, witness), partner, "photo", b"a photograph")
    with pytest.raises(Invalid):
        things.show(thing=take(make_interview(partner, witness), partner), photo=photo, by=partner)


# ----- pages and scripts


def test_pages_when_opened_by_their_partner_then_they_say_what_is_missing(partner: Person, witness: Witness) -> None:
    interview = make_interview(partner, witness, **{**WHOLE, "vulnerability": "sgbv"})
    thing, guide = take(interview, partner), issue(partner)
    client = signed_in(partner)
    page = client.get(f"/interviews/{interview.pk}/record/").content.decode()
    assert "No interviewer holds a certificate" in page
    assert "A notebook" in page
    for url in ("/interviewers/", f"/interviewers/guides/{guide.pk}/", f"/things/{thing.pk}/"):
        assert client.get(url).status_code == 200


def test_api_when_record_is_written_by_script_then_the_same_rules(partner: Person, witness: Witness) -> None:
    interview = make_interview(partner, witness)
    client: Client = signed_in(partner)
    json = {"content_type": "application/json"}
    said = {"description": "A coat", "received_on": "2024-05-02", "taken_by": "D-07", "necessity": "It would be burnt"}
    made = client.post(f"/api/interviews/{interview.pk}/things/", said, **json)
    assert made.status_code == 201, made.content
    sealed = {"kind": "sealed", "happened_on": "2024-05-02"}
    chain = f"/api/things/{made.json()['id']}/"
    assert client.post(chain, sealed, **json).status_code == 400
    assert client.post(chain, {**sealed, "seal": "S-1"}, **json).status_code == 201
    assert [one["kind"] for one in client.get(chain).json()] == ["received", "sealed"]
