"""Facts are what is on record, seen through the actor's eyes, in a number of queries that does not grow."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent.decision import Decision, Outcome, decide
from consent.facts import Facts, Material, Purpose
from consent.gathering import Part, facts_for
from consent.models import Confirmation, ConsentEvent, ConsentGrant, ConsentRecord, Recipient
from consent.purposes import purpose_of
from evidence.coding.models import Code, Tag, Work
from iapb.custody.models import StoredFile
from interviews.models import MaterialFacts, Mention, NamedPerson, RiskAssessment, WitnessStatus
from tests.disclosures.cases import Desk, add_transfer_basis, ago, grant, make_desk, make_document, make_recipient

pytestmark = pytest.mark.django_db
WHY = "a test changes what is on record"


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def facts(desk: Desk, recipient: Recipient | None = None, item: Any = None, actor: Any = None) -> Facts | None:
    actor = desk.acts(actor or desk.officer)
    recipient = recipient or desk.prosecutor
    part = Part((item or desk.interview).pk, Material.ACCOUNT)
    found = facts_for(
        [part], recipient=recipient, purpose=purpose_of(recipient), on=timezone.localdate(), request=desk.request.pk,
        actor=actor,
    )  # fmt: skip
    return found.get(part)


def decided(desk: Desk, recipient: Recipient | None = None, item: Any = None) -> Decision:
    found = facts(desk, recipient, item)
    assert found is not None
    return decide(found)


def codes(decision: Decision) -> set[str]:
    return {reason.unknown or reason.code for reason in decision.reasons if reason.outcome > Outcome.ALLOW}


def change(model: Any, **fields: Any) -> None:
    assert model.objects.unscoped(WHY).update(**fields)


def status(desk: Desk, **fields: Any) -> None:
    desk.acts(desk.partner)
    WitnessStatus(
        **{
            "status": "reachable", "status_on": ago(1), "circumstances_changed": False, "open_rights_request": False,
            **fields,
        },
        witness=desk.witness, stated_by=desk.partner,
    ).save(force_insert=True)  # fmt: skip


def test_facts_when_all_is_in_order_then_allowed(desk: Desk) -> None:
    decision = decided(desk)

    assert decision.outcome == Outcome.ALLOW
    assert decision.unknowns == ()


def test_facts_when_actor_sees_nothing_then_none(desk: Desk) -> None:
    assert facts(desk, actor=desk.stranger) is None


@pytest.mark.parametrize(
    ("model", "fields", "code"),
    [
        (StoredFile, {"damaged_at": timezone.now()}, "integrity_failed"),
        (StoredFile, {"state": "quarantined"}, "quarantined"),
        (MaterialFacts, {"restricted_art18": True}, "restricted"),
        (MaterialFacts, {"restricted_art18": None}, "restricted_art18"),
        (MaterialFacts, {"contains": None}, "contains"),
        (MaterialFacts, {"contains": ["medical"]}, "sensitive_parts"),
        (MaterialFacts, {"carries_name": None}, "carries_name"),
        (MaterialFacts, {"others": "unknown"}, "others"),
        (MaterialFacts, {"sgbv": None}, "sgbv_or_restricted_code"),
        (MaterialFacts, {"sgbv": True}, "sgbv_not_confirmed"),
        (ConsentRecord, {"mode": "legacy_unknown"}, "no_consent"),
        (ConsentRecord, {"proof": None}, "proof_missing"),
        (ConsentRecord, {"form_sha256": "0" * 64}, "form_hash_mismatch"),
        (ConsentRecord, {"withdrawn_at": timezone.now()}, "withdrawn_in_full"),
        (ConsentRecord, {"invalidated_at": timezone.now()}, "invalidated_in_full"),
        (ConsentRecord, {"superseded_at": timezone.now()}, "no_consent"),
        (ConsentRecord, {"given_on": ago(800)}, "older_than_policy"),
        (ConsentRecord, {"capacity": "guardian_with_assent"}, "guardian_only"),
        (ConsentGrant, {"withdrawn_at": timezone.now()}, "withdrawn_for_purpose"),
        (ConsentGrant, {"answer": "no"}, "purpose_refused"),
        (ConsentGrant, {"answer": "ask_me"}, "ask_me"),
        (ConsentGrant, {"identity": "pseudonymous"}, "identity_not_granted"),
        (ConsentGrant, {"material": ["documents"]}, "material_not_granted"),
        (ConsentGrant, {"countries_denied": ["LT"]}, "country_denied"),
        (ConsentGrant, {"countries_allowed": ["SE"]}, "country_not_allowed"),
        (ConsentGrant, {"expires_on": ago(1)}, "lapsed"),
        (ConsentGrant, {"renewal_due": True}, "renewal_due"),
        (RiskAssessment, {"assessed_on": ago(400)}, "risk_assessment_old"),
        (RiskAssessment, {"raised_since_consent": True}, "risk_raised"),
        (RiskAssessment, {"valid_to": ago(1)}, "risk_assessment_ended"),
    ],
)  # fmt: skip
def test_facts_when_one_is_against_it_then_its_row_says_so(
    desk: Desk, model: Any, fields: dict[str, Any], code: str
) -> None:
    desk.acts(desk.partner)
    change(model, **fields)

    found = codes(decided(desk))
    assert code in found


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": "detained"}, "person_detained"),
        ({"status": "unknown"}, "status"),
        ({"circumstances_changed": True}, "circumstances_changed"),
        ({"circumstances_changed": None}, "circumstances_changed"),
        ({"open_rights_request": True}, "open_rights_request"),
    ],
)
def test_facts_when_the_newest_status_says_so_then_it_counts(desk: Desk, fields: dict[str, Any], code: str) -> None:
    status(desk, **fields)

    assert codes(decided(desk)) == {code}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"blocked": True, "block_reason": "A sanction."}, "recipient_blocked"),
        ({"blocked": None}, "blocked"),
        ({"state_blocked": None}, "state_blocked"),
        ({"state": "BY"}, "state_blocked"),
        ({"in_eea": False}, "no_transfer_basis_state"),
        ({"in_eea": None}, "in_eea"),
        ({"needs_names": None}, "needs_names"),
        ({"accepts_caveats": False}, "caveat_not_accepted"),
        ({"accepts_caveats": None}, "accepts_caveats"),
    ],
)
def test_facts_of_the_recipient_when_against_it_then_they_count(desk: Desk, fields: dict[str, Any], code: str) -> None:
    desk.acts(desk.officer)
    for name, value in fields.items():
        setattr(desk.prosecutor, name, value)
    desk.prosecutor.save()

    assert codes(decided(desk)) == {code}


def test_transfer_basis_when_it_names_countries_then_it_holds_for_those(desk: Desk) -> None:
    desk.acts(desk.officer)
    abroad = make_recipient(desk.officer, "national_prosecutor", state="CA", in_eea=False)
    assert codes(decided(desk, abroad)) == {"no_transfer_basis_state"}
    add_transfer_basis(abroad, desk.officer, countries=["GB"])
    assert codes(decided(desk, abroad)) == {"no_transfer_basis_state"}
    add_transfer_basis(abroad, desk.officer, countries=["CA", "GB"])
    assert codes(decided(desk, abroad)) == set()


def test_agreement_and_channel_when_ended_then_held(desk: Desk) -> None:
    desk.acts(desk.officer)
    desk.prosecutor.agreements.unscoped(WHY).update(valid_to=ago(1))
    desk.prosecutor.channels.unscoped(WHY).update(ended_on=ago(0))

    assert codes(decided(desk)) == {"no_agreement", "channel_not_approved"}


def test_answer_when_it_names_the_recipient_then_it_goes_before_the_general_one(desk: Desk) -> None:
    desk.acts(desk.officer)
    grant(desk.record, Purpose.NATIONAL_PROSECUTION, recipient=desk.prosecutor, answer="no")
    other = make_recipient(desk.officer, "national_prosecutor", state="LV")

    assert codes(decided(desk)) == {"purpose_refused_may_ask"}
    assert codes(decided(desk, other)) == set()


def event(desk: Desk, kind: str, purpose: str = "") -> None:
    desk.acts(desk.partner)
    ConsentEvent(record=desk.record, kind=kind, purpose=purpose, happened_on=ago(0), by=desk.partner).save(
        force_insert=True
    )


def test_consent_when_paused_then_denied_until_it_goes_on(desk: Desk) -> None:
    event(desk, "paused", purpose="icc_otp")
    assert codes(decided(desk)) == set()
    event(desk, "paused")
    assert codes(decided(desk)) == {"paused"}
    event(desk, "renewed")
    assert codes(decided(desk)) == set()
    event(desk, "paused", purpose="national_prosecution")
    assert codes(decided(desk)) == {"paused"}


def confirm(desk: Desk, kind: str, **fields: Any) -> None:
    desk.acts(desk.officer)
    Confirmation(
        **{"request": desk.request.pk, "consent_epoch": 0, "recipient": desk.prosecutor, **fields},
        witness=desk.witness, kind=kind, confirmed_on=ago(0), reason="asked", by=desk.safety,
    ).save(force_insert=True)  # fmt: skip


def test_hold_when_confirmed_for_this_recipient_and_epoch_then_lifted(desk: Desk) -> None:
    status(desk, status="detained")
    confirm(desk, "protection_review", recipient=desk.lawyer)
    confirm(desk, "protection_review", consent_epoch=5)
    confirm(desk, "protection_review", request=desk.lawyer.pk)
    assert codes(decided(desk)) == {"person_detained"}
    confirm(desk, "protection_review")
    assert codes(decided(desk)) == set()
    desk.consent_event()
    assert codes(decided(desk)) == {"person_detained"}


def test_item_when_it_carries_a_restricted_code_then_held_though_the_actor_cannot_read_the_code(desk: Desk) -> None:
    desk.acts(desk.partner)
    code = Code.objects.filter(framework__current=True, handling__overlap=["sgbv"]).first()
    text = desk.interview.texts.unscoped(WHY).get()
    from evidence.models import Segment

    part = {"collection": desk.collection, "closed": True}
    segment = Segment(text=text, number=0, content="words", start=0, **part)
    segment.save(force_insert=True)
    tag = Tag(
        item=desk.interview, text=text, text_sha256=text.sha256, segment=segment, code=code, start=0, end=5,
        exact="words", author=desk.analyst, restricted=True, **part,
    )  # fmt: skip
    tag.save(force_insert=True)
    desk.acts(desk.officer)
    assert not Tag.objects.visible_to(desk.officer).exists()

    assert codes(decided(desk)) == {"sgbv_not_confirmed", "sgbv_not_signed"}

    # Also while it is a second coder's, whom nobody else sees, the policies included.
    desk.acts(desk.partner)
    work = {"text": text, "item_id": desk.interview.pk, **part}
    first = Work(kind="first", **work)
    first.save(force_insert=True)
    blind = {"coder": desk.analyst, "holders": [desk.analyst.pk], "state": "open", "blind": True}
    Work(kind="second", first=first, **blind, **work).save(force_insert=True)
    desk.acts(desk.officer)
    assert not Tag.objects.unscoped("the policies").exists()
    assert codes(decided(desk)) == {"sgbv_not_confirmed", "sgbv_not_signed"}


def test_item_when_others_are_named_in_it_then_redacted_unless_officials(desk: Desk) -> None:
    desk.acts(desk.partner)
    for number, kind in enumerate(("official", "co_detainee")):
        person = NamedPerson(collection=desk.collection, pseudonym=f"P-{number}", kind=kind, added_by=desk.partner)
        person.save(force_insert=True)
        Mention(item_id=desk.interview.pk, person=person).save(force_insert=True)
        assert codes(decided(desk)) == ({"other_person"} if kind == "co_detainee" else set())
        desk.acts(desk.partner)


def test_document_when_given_without_an_interview_then_its_age_is_that_of_the_first(desk: Desk) -> None:
    desk.acts(desk.partner)
    document = make_document(desk.witness, desk.partner)

    assert codes(decided(desk, item=document)) == set()


def test_facts_when_there_are_many_then_no_more_queries(desk: Desk) -> None:
    desk.acts(desk.partner)
    items = [make_document(desk.witness, desk.partner) for _ in range(12)] + [desk.interview]
    desk.acts(desk.officer)
    parts = [Part(item.pk, Material.DOCUMENTS) for item in items]
    from iapb.access.scope import scope_of

    scope_of(desk.officer)
    with CaptureQueriesContext(
        connection,
    ) as told:
        found = facts_for(
            parts, recipient=desk.prosecutor, purpose=Purpose.NATIONAL_PROSECUTION, on=ago(0),
            request=desk.request.pk, actor=desk.officer,
        )  # fmt: skip
    assert len(found) == 13
    assert len(told) <= 15, [query["sql"][:80] for query in told]
