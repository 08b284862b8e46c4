"""Recipients: what is recorded of them, by whom, and what the database refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyrage
import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from consent.actions import confirmations, recipients, terms
from consent.models import Channel, Confirmation, Recipient
from consent.words import recipients as words
from disclosures.actions import selection
from iapb.access.constraints import sentence_of
from iapb.access.errors import Invalid, Refused
from iapb.ledger.models import Event
from interviews.models import WitnessStatus
from tests.disclosures.cases import Desk, add_file, ago, make_desk, today

pytestmark = pytest.mark.django_db
WHY = "a test goes round the actions"


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def register(desk: Desk, **fields: Any) -> Recipient:
    usual = {"name": "Office of the Prosecutor", "code": "lt1", "recipient_class": "national_prosecutor", "state": "lt"}
    return recipients.register(**{**usual, **fields}, by=desk.acts(desk.officer))


def field_of(act: Callable[[], Any]) -> str | None:
    with pytest.raises(Invalid) as refusal:
        act()
    assert str(refusal.value.sentence).endswith(".")
    return refusal.value.field


def told(recipient: Recipient) -> list[str]:
    return list(Event.objects.filter(object=str(recipient.pk)).order_by("at").values_list("event", flat=True))


def test_register_when_filled_in_then_facts_start_unknown(desk: Desk) -> None:
    recipient = register(desk)

    assert (recipient.code, recipient.state) == ("LT1", "LT")
    assert {getattr(recipient, fact) for fact in recipients.FACTS} == {None}
    assert told(recipient) == ["recipient.registered"]


def test_register_when_not_filled_in_then_says_where(desk: Desk) -> None:
    assert field_of(lambda: register(desk, name="  ")) == "name"
    assert field_of(lambda: register(desk, name="x" * 10_000)) == "name"
    assert field_of(lambda: register(desk, code="toolong")) == "code"
    assert field_of(lambda: register(desk, state="")) == "state"
    assert field_of(lambda: register(desk, international_organisation=True)) == "state"
    assert field_of(lambda: register(desk, recipient_class="army")) == "recipient_class"
    register(desk)
    assert field_of(lambda: register(desk, code="LT2")) == "name"
    assert field_of(lambda: register(desk, name="Another")) == "code"


@pytest.mark.parametrize("who", ["partner", "analyst", "legal", "safety", "dpo"])
def test_register_when_role_is_another_then_refused(desk: Desk, who: str) -> None:
    person = desk.acts(getattr(desk, who))
    for act in (
        lambda: recipients.register(name="A", code="AA", recipient_class="icc", by=person),
        lambda: recipients.correct(desk.prosecutor, name="A", state="LT", by=person),
        lambda: recipients.enrol_key(desk.prosecutor, key="age1", checked_how="x", by=person),
        lambda: terms.propose_channel(desk.prosecutor, description="x", by=person),
    ):
        with pytest.raises(Refused):
            act()


def test_facts_when_stated_then_kept_with_what_was_before(desk: Desk) -> None:
    recipient = register(desk)
    recipients.state_facts(recipient, in_eea=True, blocked=False, accepts_caveats=None, by=desk.officer)
    recipients.state_facts(recipient, in_eea=True, by=desk.officer)

    assert told(recipient) == ["recipient.registered", "recipient.facts_stated"]


def test_block_when_put_on_then_lifted_by_the_safety_side_only(desk: Desk) -> None:
    officer = desk.acts(desk.officer)
    field = field_of(lambda: recipients.state_facts(desk.prosecutor, blocked=True, by=officer))
    assert field == "block_reason"
    recipients.state_facts(desk.prosecutor, blocked=True, block_reason="On a sanctions list.", by=officer)
    for value in (False, None):
        with pytest.raises(Refused):
            recipients.state_facts(desk.prosecutor, blocked=value, block_reason="A mistake.", by=officer)
    row = recipients.state_facts(
        desk.prosecutor, blocked=False, block_reason="Taken off the list.", by=desk.acts(desk.safety)
    )
    assert row.blocked is False


@pytest.mark.parametrize("key", ["", "age1", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA", "age1" + "q" * 58, "x" * 10_000])
def test_key_when_it_does_not_parse_then_a_sentence(desk: Desk, key: str) -> None:
    desk.acts(desk.officer)
    assert field_of(lambda: recipients.enrol_key(desk.prosecutor, key=key, checked_how="x", by=desk.officer)) == "key"


def test_key_when_it_parses_then_enrolled_with_how_it_was_checked(desk: Desk) -> None:
    desk.acts(desk.officer)
    key = str(pyrage.x25519.Identity.generate().to_public())

    def enrol(how: str) -> Recipient:
        return recipients.enrol_key(desk.prosecutor, key=f" {key}\n", checked_how=how, by=desk.officer)

    assert field_of(lambda: enrol(" ")) == "checked_how"
    row = enrol("Read out by telephone")
    enrol("Read out by telephone")
    assert (row.age_public_key, row.key_enrolled_by) == (key, desk.officer)
    assert told(row).count("recipient.key_enrolled") == 1


def test_agreement_when_recorded_and_ended_then_it_holds_in_between(desk: Desk) -> None:
    recipient = register(desk)
    usual = {"title": "Memorandum", "terms": "No passing on.", "onward_sharing": False, "valid_from": ago(1)}

    def agree(**fields: Any) -> Any:
        return terms.record_agreement(recipient, **{**usual, "valid_to": None, **fields}, by=desk.officer)

    assert field_of(lambda: agree(terms=" ")) == "terms"
    assert field_of(lambda: agree(valid_to=ago(2))) == "valid_to"
    agreement = agree()
    terms.end_agreement(agreement, by=desk.officer)
    terms.end_agreement(agreement, by=desk.officer)
    assert told(recipient).count("recipient.agreement_ended") == 1


def test_channel_when_proposed_then_another_approves(desk: Desk) -> None:
    recipient = register(desk)
    channel = terms.propose_channel(recipient, description="Portal, sealed", by=desk.officer)
    with pytest.raises(Refused):
        terms.approve_channel(channel, by=desk.officer)
    approved = terms.approve_channel(channel, by=desk.acts(desk.safety))
    assert (approved.approved_by, approved.approved_on) == (desk.safety, today())
    assert field_of(lambda: terms.approve_channel(channel, by=desk.safety)) is None
    terms.end_channel(channel, by=desk.safety)
    with pytest.raises(Invalid):
        terms.approve_channel(channel, by=desk.safety)


def test_transfer_basis_when_recorded_then_by_counsel_only(desk: Desk) -> None:
    usual = {"ground": "art_49_1_e", "instrument": "Memo", "assessed_on": ago(1), "valid_to": today()}

    def record(by: Any, **fields: Any) -> Any:
        return terms.record_transfer_basis(desk.prosecutor, **{**usual, **fields}, by=by)

    for who in (desk.officer, desk.safety):
        desk.acts(who)
        with pytest.raises(Refused):
            record(who)
    legal = desk.acts(desk.legal)
    assert field_of(lambda: record(legal, assessed_on=today() + timedelta(days=1))) == "assessed_on"
    assert field_of(lambda: record(legal, valid_to=ago(2))) == "valid_to"
    assert field_of(lambda: record(legal, ground="art_49_1_a")) == "risk_text"
    assert field_of(lambda: record(legal, ground="because")) == "ground"
    basis = record(legal, ground="art_49_1_a", risk_text="They may be asked to testify.")
    assert len(basis.risk_text_sha256) == 64
    assert terms.end_transfer_basis(basis, by=legal).ended_on == today()


def confirm(desk: Desk, kind: str, by: Any, **fields: Any) -> Confirmation:
    usual = {"confirmed_on": today(), "reason": "Asked by telephone.", "request": desk.request.pk}
    return confirmations.confirm(
        **{**usual, **fields}, witness=desk.witness, recipient=desk.prosecutor, kind=kind, by=desk.acts(by)
    )


@pytest.mark.parametrize("kind", Confirmation.Kind.values)
def test_confirm_when_role_is_another_then_refused(desk: Desk, kind: str) -> None:
    wrong = (desk.legal, desk.partner, desk.analyst)
    wrong += (desk.safety,) if kind in confirmations.OF_THE_WITNESS else (desk.officer,)
    for person in wrong:
        with pytest.raises(Refused):
            confirm(desk, kind, person)


def test_confirm_when_the_witness_said_so_then_with_its_proof(desk: Desk) -> None:
    kind = Confirmation.Kind.WITNESS_FOR_RECIPIENT
    assert field_of(lambda: confirm(desk, kind, desk.officer)) == "proof"
    other = desk.record.proof
    assert field_of(lambda: confirm(desk, kind, desk.officer, proof=other)) == "proof"
    desk.acts(desk.partner)
    proof = add_file(desk.interview, desk.partner, "consent_proof", b"yes").file
    assert field_of(lambda: confirm(desk, kind, desk.officer, proof=proof, reason=" ")) == "reason"
    future = today() + timedelta(days=1)
    assert field_of(lambda: confirm(desk, kind, desk.officer, proof=proof, confirmed_on=future)) == "confirmed_on"

    row = confirm(desk, kind, desk.officer, proof=proof)
    assert (row.proof, row.consent_epoch) == (proof, 0)


def test_confirm_when_reviewed_then_the_hold_is_lifted_until_consent_changes(desk: Desk) -> None:
    desk.acts(desk.partner)
    WitnessStatus(
        witness=desk.witness, status="missing", status_on=ago(2), circumstances_changed=False,
        open_rights_request=False, stated_by=desk.partner,
    ).save(force_insert=True)  # fmt: skip
    disclosure = desk.selected()
    outcomes = lambda: {entry.outcome for entry in selection.screen(disclosure, by=desk.acts(desk.officer))}  # noqa: E731
    assert outcomes() == {"HOLD"}
    confirm(desk, "protection_review", desk.safety)
    assert outcomes() == {"ALLOW"}
    desk.consent_event()
    assert outcomes() == {"HOLD"}


def refused(name: str, act: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    assert error.value.__cause__.diag.constraint_name == name
    assert sentence_of(error.value) == words.CONSTRAINTS[name]


def test_database_when_a_recipient_is_impossible_then_refuses(desk: Desk) -> None:
    desk.acts(desk.officer)
    ours = Recipient.objects.unscoped(WHY).filter(pk=desk.prosecutor.pk)
    refused("recipient_has_state_or_is_international", lambda: ours.update(state=""))
    refused("recipient_code_is_short", lambda: ours.update(code="x"))
    refused("recipient_key_was_checked", lambda: ours.update(key_checked_how=""))
    refused("blocked_recipient_says_why", lambda: ours.update(blocked=True))
    refused("consent_recipient_name_key", lambda: ours.update(name=desk.lawyer.name))
    refused("consent_recipient_code_key", lambda: ours.update(code=desk.lawyer.code))
    ours.update(state="", international_organisation=True, code="OTP", blocked=True, block_reason="Why")
    ours.update(age_public_key="", key_enrolled_by=None, key_enrolled_at=None)


def test_database_when_terms_are_impossible_then_refuses(desk: Desk) -> None:
    desk.acts(desk.officer)
    channels = Channel.objects.unscoped(WHY).filter(recipient=desk.prosecutor)
    refused("channel_approved_by_another", lambda: channels.update(proposed_by=desk.officer))
    refused("channel_approval_is_whole", lambda: channels.update(approved_by=None))
    channels.update(approved_by=None, approved_on=None)
    agreements = desk.prosecutor.agreements.unscoped(WHY)
    refused("agreement_valid_to_after_from", lambda: agreements.update(valid_to=ago(9000)))
    basis = terms.record_transfer_basis(
        desk.prosecutor, ground="art_46", instrument="x", assessed_on=ago(1), valid_to=today(), by=desk.acts(desk.legal)
    )
    bases = desk.prosecutor.transfer_bases.unscoped(WHY).filter(pk=basis.pk)
    refused("transfer_basis_valid_after_assessment", lambda: bases.update(valid_to=ago(2)))


def test_database_when_a_confirmation_is_impossible_then_refuses(desk: Desk) -> None:
    desk.acts(desk.safety)

    def put(**fields: Any) -> None:
        usual = {
            "witness": desk.witness, "recipient": desk.prosecutor, "kind": "safety_review", "confirmed_on": today(),
            "reason": "Seen.", "consent_epoch": 0, "by": desk.safety,
        }  # fmt: skip
        Confirmation(**{**usual, **fields}).save(force_insert=True)

    refused("confirmation_has_a_reason", lambda: put(reason=""))
    refused("sgbv_confirmation_names_request", lambda: put(kind="sgbv_focal_point"))
    refused("word_of_the_witness_has_a_proof", lambda: put(kind="witness_for_recipient"))
    put(kind="sgbv_focal_point", request=desk.request.pk)
    ours = Confirmation.objects.unscoped(WHY).filter(witness=desk.witness)
    for act in (lambda: ours.update(reason="x"), ours.delete):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            act()


def test_register_when_read_by_others_then_nothing(desk: Desk) -> None:
    for person in (desk.partner, desk.analyst):
        desk.acts(person)
        assert not Recipient.objects.visible_to(person).exists()
        assert not Recipient.objects.unscoped("the second wall alone").exists()
