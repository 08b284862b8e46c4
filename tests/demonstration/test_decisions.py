"""The case shows every colour of the disclosure desk, and for the reasons it is meant to."""

from __future__ import annotations

from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

from consent.decision import Caveat, Decision, Outcome, decide
from consent.facts import (
    ConsentFacts,
    Facts,
    GrantFacts,
    ItemFacts,
    ItemKind,
    Material,
    OtherPerson,
    PersonFacts,
    Purpose,
    RecipientFacts,
    RiskFacts,
)
from disclosures.demonstration import story
from disclosures.demonstration.shapes import ConsentStory, ItemFactsStory, RecipientStory

TODAY = date(2026, 3, 1)
TOLD = story.tell(TODAY)


def some_id(key: str) -> UUID:
    return uuid5(NAMESPACE_URL, key)


def recipient_facts(recipient: RecipientStory) -> RecipientFacts:
    return RecipientFacts(
        recipient=some_id(recipient.key),
        blocked=recipient.blocked,
        state=recipient.state,
        state_blocked=recipient.state_blocked,
        international_organisation=False,
        in_eea=recipient.in_eea,
        transfer_basis_on=False,
        agreement=recipient.agreement.valid_to >= TODAY,
        channel_approved=recipient.channel_approved,
        needs_names=recipient.needs_names,
        accepts_caveats=recipient.accepts_caveats,
    )


def consent_facts(consent: ConsentStory, purpose: Purpose) -> ConsentFacts:
    answers = {grant.purpose: grant for grant in consent.grants}
    grant = answers[purpose]
    return ConsentFacts(
        form_hash_matches=True,
        proof_present=True,
        purposes_on_form=frozenset(TOLD.form.purposes),
        capacity=consent.capacity,
        withdrawn_in_full=False,
        invalidated_in_full=False,
        grant=GrantFacts(
            answer=grant.answer,
            identity=grant.identity,
            material=grant.material,
            given_on=consent.on,
            expires_on=consent.expires_on,
            renewal_due=False,
            contact_first=grant.contact_first,
            onward_sharing=grant.onward_sharing,
            countries_allowed=None,
            countries_denied=frozenset(),
            withdrawn=False,
            invalidated=False,
            confirmed_for_recipient_on=None,
        ),
        onward_eurojust_europol=answers[Purpose.ONWARD_EUROJUST_EUROPOL].answer,
        recontact=answers[Purpose.RECONTACT].answer,
    )


def person_facts(witness: str, purpose: Purpose) -> PersonFacts:
    known = next(one for one in TOLD.facts if one.witness == witness)
    return PersonFacts(
        subject=some_id(witness),
        identified_in_store=True,
        consent=consent_facts(TOLD.consent(witness), purpose),
        age_at_interview=known.age_at_interview,
        age_now=known.age_at_interview,
        asked_again_as_adult_on=None,
        status=known.status,
        protection_reviewed_on=None,
        circumstances_changed=known.circumstances_changed,
        risk=RiskFacts(
            assessed_on=known.risk.on,
            valid_to=known.risk.valid_to,
            raised_since_consent=known.risk.raised_since_consent,
            safety_reviewed_on=None,
        ),
    )


def item_facts(key: str, material: Material, known: ItemFactsStory) -> ItemFacts:
    assert known.others is not None
    return ItemFacts(
        item=some_id(key),
        kind=ItemKind.CLOSED_SOURCE,
        material=material,
        support_record=False,
        integrity_ok=True,
        quarantined=False,
        restricted_art18=known.restricted,
        open_rights_request=known.open_rights_request,
        sgbv_or_restricted_code=False,
        sgbv_confirmed_on=None,
        sgbv_focal_point_signed=False,
        contains=known.contains,
        nothing_else=known.nothing_else,
        carries_name=known.carries_name,
        others=tuple(OtherPerson(some_id(one.name), one.official, one.own_consent) for one in known.others),
    )


def decided(witness: str, key: str, recipient: str) -> Decision:
    interview = TOLD.interview(witness)
    items = {interview.key: item_facts(interview.key, Material.ACCOUNT, interview.facts)} | {
        one.key: item_facts(one.key, one.material, one.facts) for one in interview.documents
    }
    asking = next(one for one in TOLD.recipients if one.key == recipient)
    return decide(
        Facts(
            on=TODAY,
            purpose=asking.purpose,
            recipient=recipient_facts(asking),
            item=items[key],
            persons=(person_facts(witness, asking.purpose),),
        )
    )


@pytest.mark.parametrize("key", ["w1.interview", "w1.ruling", "w1.courtyard"])
def test_first_witness_when_a_prosecutor_asks_then_all_may_go_but_no_further(key: str) -> None:
    decision = decided("w1", key, "prosecutor")

    assert decision.outcome == Outcome.ALLOW
    assert decision.caveats == {Caveat.NO_ONWARD_SHARING}


@pytest.mark.parametrize("key", ["w1.interview", "w1.ruling", "w1.courtyard"])
def test_first_witness_when_a_lawyer_asks_then_consent_alone_denies(key: str) -> None:
    decision = decided("w1", key, "lawyer")

    assert decision.outcome == Outcome.DENY
    assert {reason.row for reason in decision.reasons if reason.outcome == Outcome.DENY} == {7}
    assert not [reason for reason in decision.reasons if reason.outcome == Outcome.HOLD]


@pytest.mark.parametrize("key", ["w2.interview", "w2.discharge"])
def test_second_witness_when_a_prosecutor_asks_then_it_waits_for_a_renewal(key: str) -> None:
    decision = decided("w2", key, "prosecutor")

    assert decision.outcome == Outcome.HOLD
    assert 9 in {reason.row for reason in decision.reasons}


@pytest.mark.parametrize("key", ["w3.interview", "w3.expulsion"])
def test_third_witness_when_a_prosecutor_asks_then_names_come_out_first(key: str) -> None:
    decision = decided("w3", key, "prosecutor")

    assert decision.outcome == Outcome.REDACT
    assert 13 in {reason.row for reason in decision.reasons}
