"""Witnesses heard in one interview: each is asked, each key opens it, and the strictest of them counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from consent.actions import withdrawals
from consent.decision import Decision, Outcome, decide
from consent.facts import Material
from consent.gathering import Part, facts_for
from consent.purposes import purpose_of
from evidence.actions import denials, files
from evidence.actions.files import Sent
from evidence.models import Denial, Item, ItemFile, JointSubject
from iapb.access.errors import Invalid
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.custody.models import WrappedKey
from iapb.ledger.models import Event
from interviews.actions import facts, interviews, joint, states
from interviews.actions.joint import Beside
from interviews.heard import Record
from interviews.missing import before_locked
from interviews.models import Interview, JointWitness, Witness
from tests.cast import make_body, make_person, signed_in
from tests.consenting import make_consent
from tests.disclosures.cases import Desk, make_desk
from tests.disclosures.cases import make_witness as make_other
from tests.intake import TODAY, held, let_go, make_interview, make_partner, make_witness
from tests.interviews.test_one_account import LATIN_OTHER, SOMEBODY_ELSE
from tests.interviews.test_record import WHOLE, at, certify, planned

pytestmark = pytest.mark.django_db
REASON = "She does not speak without her sister."
ANSWERED = Beside(REASON, "none_identified", 34, prior_accounts="none_known")


@pytest.fixture
def sister(partner: Person) -> Witness:
    return make_witness(partner, LATIN_OTHER)


@pytest.fixture
def interview(partner: Person, witness: Witness) -> Interview:
    return make_interview(partner, witness, **WHOLE)


def together(interview: Interview, witness: Witness, by: Person, beside: Beside = ANSWERED) -> JointWitness:
    row = joint.hear_together(interview=interview, witness=witness, beside=beside, by=by)
    interview.refresh_from_db()
    return row


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    with pytest.raises(Invalid) as refusal:
        yield
    assert sentence in str(refusal.value.sentence)


def send(item: Item, by: Person, content: bytes) -> None:
    files.receive_file(item=item.pk, stream=[content], sent=Sent(name="a.txt", role="other"), by=by)
    set_actor(by.pk)


def keys_of(item: Item) -> set[Any]:
    rows = WrappedKey.objects.filter(file__in=item.files.unscoped("a test counts keys").values("file"))
    return set(rows.values_list("subject", flat=True))


def test_hear_together_when_no_reason_is_given_then_refused(
    partner: Person, interview: Interview, sister: Witness
) -> None:
    with pytest.raises(Invalid) as refusal:
        together(interview, sister, partner, Beside("why not"))
    assert refusal.value.field == "reason"
    assert not JointSubject.objects.visible_to(partner).exists()


def test_hear_together_when_it_is_the_witness_themselves_then_refused(
    partner: Person, interview: Interview, witness: Witness
) -> None:
    with pytest.raises(Invalid):
        together(interview, witness, partner)


def test_hear_together_when_sent_twice_then_one_row_and_one_event(
    partner: Person, interview: Interview, sister: Witness
) -> None:
    assert together(interview, sister, partner).pk == together(interview, sister, partner).pk
    assert Event.objects.filter(event="interview.heard_together").count() == 1


def test_files_when_sent_in_before_and_after_then_each_key_opens_them(
    partner: Person, witness: Witness, sister: Witness
) -> None:
    interview = make_interview(partner, witness, **WHOLE)
    send(interview, partner, b"before")
    assert keys_of(interview) == {witness.pk}
    together(interview, sister, partner)
    assert keys_of(interview) == {witness.pk, sister.pk}
    send(interview, partner, b"after")
    for one in ItemFile.objects.visible_to(partner).filter(item=interview).select_related("file"):
        assert set(one.file.wrapped_keys.values_list("subject", flat=True)) == {witness.pk, sister.pk}


def test_take_off_when_files_are_there_then_refused_and_before_not(
    partner: Person, interview: Interview, sister: Witness
) -> None:
    joint.take_off(row=together(interview, sister, partner), by=partner)
    assert not JointSubject.objects.visible_to(partner).exists()
    row = together(interview, sister, partner)
    send(interview, partner, b"a photograph")
    with pytest.raises(Invalid):
        joint.take_off(row=row, by=partner)


def test_people_when_one_more_is_not_assessed_then_every_guard_asks_for_them(
    partner: Person, witness: Witness, sister: Witness
) -> None:
    interview = at(planned(partner, witness), "proposed")
    together(interview, sister, partner, Beside(REASON))
    let_go(partner)
    with refused("who else"):
        states.move(interview=interview, to="screened", by=partner)
    together(interview, sister, partner, Beside(REASON, prior_accounts="none_known"))
    states.move(interview=interview, to="screened", by=partner)
    for one in (witness, sister):
        with pytest.raises(Invalid):
            states.move(interview=interview, to="risk_assessed", by=partner)
        facts.assess_risk(
            witness=one, assessed_on=TODAY, level="low", valid_to=None, raised_since_consent=False, by=partner
        )
    with refused("vulnerable"):
        states.move(interview=interview, to="risk_assessed", by=partner)
    together(interview, sister, partner)
    states.move(interview=interview, to="risk_assessed", by=partner)
    make_consent(witness, partner)
    with refused("Consent comes before"):
        states.move(interview=interview, to="consent_taken", by=partner)
    make_consent(sister, partner)
    assert states.move(interview=interview, to="consent_taken", by=partner).state == "consent_taken"


def test_screened_when_the_other_one_waits_then_all_wait(partner: Person, witness: Witness) -> None:
    let_go(partner)
    interview = at(planned(partner, witness), "proposed")
    together(interview, make_witness(partner, SOMEBODY_ELSE), partner)
    with refused("Wait"):
        states.move(interview=interview, to="screened", by=partner)


def test_trained_when_the_other_one_is_a_child_then_certificate_and_company_are_asked_for(
    partner: Person, interview: Interview, sister: Witness
) -> None:
    together(interview, sister, partner, Beside(REASON, "none_identified", 15, prior_accounts="none_known"))
    told = [str(one.text) for one in before_locked(Record.of(interview, partner), partner)]
    assert any("certificate for interviews with children" in one for one in told)
    assert any("guardian or support person" in one for one in told)
    certify(partner, "child", interview.held_on, interview.held_on)
    present = (interviews.Present("guardian", "G-01", relation="parent", no_conflict=True),)
    interviews.change_interview(interview=interview, held=held(**WHOLE), present=present, by=partner)
    assert list(before_locked(Record.of(interview, partner), partner)) == []


@pytest.mark.parametrize(
    ("guardian", "sentence"),
    [
        ({"no_conflict": True}, "what makes the guardian"),
        ({"relation": "parent"}, "Ask whether"),
        ({"relation": "parent", "no_conflict": False}, "somebody else must be there"),
    ],
)
def test_guardian_when_not_everything_is_asked_then_told(
    partner: Person, witness: Witness, guardian: dict[str, Any], sentence: str
) -> None:
    interview = make_interview(partner, witness, **{**WHOLE, "vulnerability": "child", "age_at_interview": 15})
    certify(partner, "child", interview.held_on, interview.held_on)
    said = held(**{**WHOLE, "vulnerability": "child", "age_at_interview": 15})
    interviews.change_interview(
        interview=interview, held=said, present=(interviews.Present("guardian", "G-01", **guardian),), by=partner
    )
    (told,) = [str(one.text) for one in before_locked(Record.of(interview, partner), partner)]
    assert sentence in told


def test_begin_when_a_child_is_alone_then_refused(partner: Person, witness: Witness) -> None:
    interview = planned(partner, witness, vulnerability="child", age_at_interview=15)
    with refused("guardian or support person"):
        states._accompanied(interview, partner)


def test_present_when_a_lawyer_is_called_a_parent_then_refused(partner: Person, witness: Witness) -> None:
    with pytest.raises(Invalid) as refusal:
        interviews.create_interview(
            witness=witness, held=held(), present=(interviews.Present("lawyer", relation="parent"),), by=partner
        )
    assert refusal.value.field == "present"


# ----- consent and withdrawal


def decided(desk: Desk) -> Decision:
    part = Part(desk.interview.pk, Material.ACCOUNT)
    found = facts_for(
        [part], recipient=desk.prosecutor, purpose=purpose_of(desk.prosecutor), on=TODAY, request=desk.request.pk,
        actor=desk.acts(desk.officer),
    )  # fmt: skip
    return decide(found[part])


def test_decide_when_joint_then_every_witness_is_asked() -> None:
    desk = make_desk()
    assert decided(desk).outcome == Outcome.ALLOW
    desk.acts(desk.partner)
    other = make_other(desk.interview.collection, desk.partner)
    Item.objects.unscoped("a test makes it joint").filter(pk=desk.interview.pk).update(joint=True)
    for subject in (desk.interview.subject, other.pk):
        JointSubject.objects.create(item_id=desk.interview.pk, subject=subject)
    refused = decided(desk)
    assert refused.outcome > Outcome.ALLOW
    assert {reason.person for reason in refused.reasons if reason.outcome > Outcome.ALLOW} >= {other.pk}


def test_withdraw_when_one_of_them_does_then_hidden_until_both_agree(
    partner: Person, witness: Witness, interview: Interview, sister: Witness
) -> None:
    for one in (witness, sister):
        make_consent(one, partner)
    together(interview, sister, partner)
    withdrawals.withdraw(witness=sister, purposes=None, channel="in person", happened_on=TODAY, by=partner)
    interview.refresh_from_db()
    assert interview.withdrawn_at is not None
    # The other one did not withdraw: what they give alone is still taken.
    make_interview(partner, witness)
    with pytest.raises(Invalid):
        make_interview(partner, sister)
    make_consent(witness, partner)
    interview.refresh_from_db()
    assert interview.withdrawn_at is not None
    make_consent(sister, partner)
    interview.refresh_from_db()
    assert interview.withdrawn_at is None


@pytest.mark.parametrize("denied_first", [True, False])
def test_denial_when_of_one_of_them_then_the_joint_interview_is_closed_and_opens_with_its_end(
    partner: Person, interview: Interview, sister: Witness, denied_first: bool
) -> None:
    colleague = make_person("Colleague", "partner", body=partner.body)
    admin = make_person("Admin", "account_administrator", body=make_body("House"))

    def sees() -> bool:
        forget(colleague)
        set_actor(colleague.pk)
        return Item.objects.visible_to(colleague).filter(pk=interview.pk).exists()

    def deny() -> Denial:
        set_actor(admin.pk)
        return denials.deny_named(person=colleague, name=sister.code, reason="knows her", by=admin)

    assert sees()
    denial = deny() if denied_first else None
    set_actor(partner.pk)
    together(interview, sister, partner)
    denial = denial or deny()
    assert not sees()
    set_actor(admin.pk)
    denials.end(denial=denial, by=admin)
    assert sees()


# ----- pages and scripts


def test_pages_when_a_second_witness_is_named_by_code_then_on_the_record(
    partner: Person, interview: Interview, sister: Witness
) -> None:
    client = signed_in(partner)
    sent = {"code": sister.code, "reason": REASON, "vulnerability": "none_identified", "prior_accounts": "none_known"}
    assert client.post(f"/interviews/{interview.pk}/together/", {**sent, "code": "W-99999"}).status_code == 422
    assert client.post(f"/interviews/{interview.pk}/together/", sent).status_code == 302
    assert sister.code in client.get(f"/interviews/{interview.pk}/record/").content.decode()
    assert interview.reference in client.get(f"/witnesses/{sister.pk}/").content.decode()
    set_actor(partner.pk)
    row = JointWitness.objects.visible_to(partner).get()
    assert client.post(f"/heard-together/{row.pk}/", {**sent, "age_at_interview": 200}).status_code == 422
    assert client.post(f"/heard-together/{row.pk}/take-off/").status_code == 302
    set_actor(partner.pk)
    assert not JointWitness.objects.visible_to(partner).exists()


def test_api_when_another_body_names_its_witness_here_then_absent(partner: Person, interview: Interview) -> None:
    stranger = make_partner("Stranger")
    set_actor(stranger.pk)
    theirs = make_witness(stranger)
    sent = {"witness": str(theirs.pk), "reason": REASON}
    json = {"content_type": "application/json"}
    for person in (stranger, partner):
        assert signed_in(person).post(f"/api/interviews/{interview.pk}/together/", sent, **json).status_code == 404
    set_actor(partner.pk)
    mine = make_witness(partner, SOMEBODY_ELSE)
    client = signed_in(partner)
    made = client.post(f"/api/interviews/{interview.pk}/together/", {**sent, "witness": str(mine.pk)}, **json)
    assert made.status_code == 201, made.content
    assert client.delete(f"/api/heard-together/{made.json()['id']}/").status_code == 204
