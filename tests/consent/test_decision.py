"""The decision table, row by row: one thing changed in a case that may be released."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from consent.decision import Caveat, Outcome, decide, rows, sentence
from consent.decision.sentences import SENTENCES, UNKNOWN
from consent.facts import (
    Answer,
    Capacity,
    ConsentFacts,
    Facts,
    GrantFacts,
    Identity,
    ItemFacts,
    ItemKind,
    LifeStatus,
    Material,
    OtherPerson,
    PersonFacts,
    Purpose,
    RecipientFacts,
    RiskFacts,
)

ON = date(2026, 3, 1)
WITNESS = UUID(int=1)
SECOND = UUID(int=2)

GRANT = GrantFacts(
    answer=Answer.YES,
    identity=Identity.IDENTIFIED,
    material=frozenset({Material.ACCOUNT}),
    given_on=date(2025, 6, 1),
    expires_on=date(2026, 12, 31),
    renewal_due=False,
    contact_first=False,
    onward_sharing=True,
    countries_allowed=None,
    countries_denied=frozenset(),
    withdrawn=False,
    invalidated=False,
    confirmed_for_recipient_on=None,
)
CONSENT = ConsentFacts(
    form_hash_matches=True,
    proof_present=True,
    purposes_on_form=frozenset({Purpose.NATIONAL_PROSECUTION}),
    capacity=Capacity.SELF,
    withdrawn_in_full=False,
    invalidated_in_full=False,
    grant=GRANT,
    onward_eurojust_europol=Answer.YES,
    recontact=Answer.YES,
)
RISK = RiskFacts(
    assessed_on=date(2026, 1, 15),
    valid_to=None,
    raised_since_consent=False,
    safety_reviewed_on=None,
)
PERSON = PersonFacts(
    subject=WITNESS,
    identified_in_store=True,
    consent=CONSENT,
    age_at_interview=34,
    age_now=35,
    asked_again_as_adult_on=None,
    status=LifeStatus.REACHABLE,
    protection_reviewed_on=None,
    circumstances_changed=False,
    risk=RISK,
)
RECIPIENT = RecipientFacts(
    recipient=UUID(int=10),
    blocked=False,
    state="LT",
    state_blocked=False,
    international_organisation=False,
    in_eea=True,
    transfer_basis_on=False,
    agreement=True,
    channel_approved=True,
    needs_names=True,
    accepts_caveats=True,
)
ITEM = ItemFacts(
    item=UUID(int=20),
    kind=ItemKind.CLOSED_SOURCE,
    material=Material.ACCOUNT,
    support_record=False,
    integrity_ok=True,
    quarantined=False,
    restricted_art18=False,
    open_rights_request=False,
    sgbv_or_restricted_code=False,
    sgbv_confirmed_on=None,
    sgbv_focal_point_signed=False,
    contains=frozenset(),
    nothing_else=False,
    carries_name=True,
    others=(),
)
CASE = Facts(
    on=ON,
    purpose=Purpose.NATIONAL_PROSECUTION,
    recipient=RECIPIENT,
    item=ITEM,
    persons=(PERSON,),
)
PARTS = {
    "recipient": RECIPIENT,
    "item": ITEM,
    "person": PERSON,
    "consent": CONSENT,
    "grant": GRANT,
    "risk": RISK,
}


def changed(**changes: Any) -> Facts:
    """The releasable case with facts replaced by name, wherever they live."""
    parts = dict(PARTS)
    for name, value in changes.items():
        owner = next(part for part, facts in parts.items() if name in {f.name for f in fields(facts)})
        parts[owner] = replace(parts[owner], **{name: value})
    consent = parts["person"].consent and replace(parts["consent"], grant=parts["consent"].grant and parts["grant"])
    risk = parts["person"].risk and parts["risk"]
    person = replace(parts["person"], consent=consent, risk=risk)
    return replace(CASE, recipient=parts["recipient"], item=parts["item"], persons=(person,))


def rows_of(facts: Facts) -> set[int]:
    return {reason.row for reason in decide(facts).reasons}


def codes_of(facts: Facts) -> set[str]:
    return {reason.unknown or reason.code for reason in decide(facts).reasons}


def test_decide_when_everything_speaks_for_it_then_allows_by_row_22():
    decision = decide(CASE)
    assert decision.outcome is Outcome.ALLOW
    assert [(r.row, r.code, r.person) for r in decision.reasons] == [(22, "granted", WITNESS)]
    assert decision.caveats == frozenset()


DENY, HOLD, REDACT, ALLOW = Outcome.DENY, Outcome.HOLD, Outcome.REDACT, Outcome.ALLOW
MEDICAL = frozenset({Material.MEDICAL})
OTHER = OtherPerson(person=UUID(int=30), alleged_official=False, own_grant_for_purpose=False)
ROWS = [
    (1, DENY, "integrity_failed", {"integrity_ok": False}),
    (1, DENY, "quarantined", {"quarantined": True}),
    (1, DENY, "restricted", {"restricted_art18": True}),
    (1, DENY, "open_rights_request", {"open_rights_request": True}),
    (2, DENY, "support_record", {"support_record": True}),
    (3, DENY, "recipient_blocked", {"blocked": True}),
    (3, DENY, "state_blocked", {"state_blocked": True}),
    (3, DENY, "state_blocked", {"state": "BY"}),
    (3, DENY, "state_blocked", {"state": "RU"}),
    (3, DENY, "state", {"state": None}),
    (4, DENY, "source_person_not_identified", {"identified_in_store": False}),
    (5, DENY, "no_consent", {"consent": None}),
    (5, DENY, "proof_missing", {"proof_present": False}),
    (5, DENY, "form_hash_mismatch", {"form_hash_matches": False}),
    (6, DENY, "withdrawn_in_full", {"withdrawn_in_full": True}),
    (6, DENY, "invalidated_in_full", {"invalidated_in_full": True}),
    (6, DENY, "paused", {"paused": True}),
    (6, DENY, "withdrawn_for_purpose", {"withdrawn": True}),
    (6, DENY, "invalidated_for_purpose", {"invalidated": True}),
    (7, DENY, "purpose_not_on_form_may_ask", {"purposes_on_form": frozenset()}),
    (7, DENY, "purpose_not_asked_may_ask", {"grant": None}),
    (7, DENY, "purpose_not_asked", {"answer": Answer.NOT_ASKED, "recontact": Answer.ASK_ME}),
    (7, DENY, "purpose_refused", {"answer": Answer.NO, "recontact": Answer.NO}),
    (8, HOLD, "ask_me", {"answer": Answer.ASK_ME}),
    (8, HOLD, "contact_first", {"contact_first": True}),
    (8, HOLD, "contact_first",
     {"contact_first": True, "confirmed_for_recipient_on": date(2025, 5, 31)}),
    (8, HOLD, "contact_first",
     {"contact_first": True, "confirmed_for_recipient_on": date(2026, 3, 2)}),
    (9, HOLD, "lapsed", {"expires_on": date(2026, 2, 28)}),
    (9, HOLD, "renewal_due", {"renewal_due": True}),
    (9, HOLD, "older_than_policy", {"given_on": date(2024, 2, 29)}),
    (9, HOLD, "circumstances_changed", {"circumstances_changed": True}),
    (9, DENY, "given_after_the_day", {"given_on": date(2026, 3, 2)}),
    (10, DENY, "age_now", {"age_at_interview": 17, "age_now": None}),
    (10, HOLD, "child_now_adult", {"age_at_interview": 17, "age_now": 18}),
    (10, HOLD, "child_now_adult",
     {"age_at_interview": 17, "age_now": 18, "asked_again_as_adult_on": date(2026, 3, 2)}),
    (10, HOLD, "guardian_only", {"capacity": Capacity.GUARDIAN_WITH_ASSENT}),
    (11, HOLD, "sgbv_not_confirmed", {"sgbv_or_restricted_code": True}),
    (11, HOLD, "sgbv_not_confirmed", {"sgbv_or_restricted_code": True, "sgbv_focal_point_signed": True}),
    (11, HOLD, "sgbv_not_signed", {"sgbv_or_restricted_code": True, "sgbv_confirmed_on": ON}),
    (12, REDACT, "sensitive_parts", {"contains": MEDICAL}),
    (12, DENY, "sensitive_only", {"contains": MEDICAL, "nothing_else": True}),
    (12, DENY, "nothing_else", {"contains": MEDICAL, "nothing_else": None}),
    (13, REDACT, "identity_not_granted", {"identity": Identity.PSEUDONYMOUS}),
    (13, REDACT, "identity_not_granted",
     {"identity": Identity.ANONYMOUS, "needs_names": False}),
    (13, REDACT, "identity_not_granted", {"identity": Identity.PSEUDONYMOUS, "carries_name": False}),
    (14, REDACT, "other_person", {"others": (OTHER,)}),
    (15, HOLD, "risk_assessment_old", {"assessed_on": date(2025, 8, 31)}),
    (15, HOLD, "risk_assessment_old",
     {"assessed_on": date(2025, 8, 31), "safety_reviewed_on": date(2026, 2, 28)}),
    (15, HOLD, "risk_assessment_ended", {"valid_to": date(2026, 2, 28)}),
    (15, HOLD, "risk_assessment_ended",
     {"valid_to": date(2026, 2, 28), "safety_reviewed_on": ON}),
    (15, HOLD, "risk_raised", {"raised_since_consent": True}),
    (15, HOLD, "risk_raised",
     {"raised_since_consent": True, "safety_reviewed_on": date(2026, 1, 14)}),
    (15, DENY, "risk_assessed_after_the_day", {"assessed_on": date(2026, 3, 2)}),
    (16, DENY, "no_transfer_basis_state", {"in_eea": False}),
    (16, DENY, "no_transfer_basis_organisation",
     {"international_organisation": True, "state": None}),
    (17, HOLD, "no_agreement", {"agreement": False}),
    (17, HOLD, "channel_not_approved", {"channel_approved": False}),
    *((20, HOLD, f"person_{status}", {"status": status})
      for status in LifeStatus if status is not LifeStatus.REACHABLE),
    (21, ALLOW, "no_onward_sharing", {"onward_sharing": False}),
    (21, ALLOW, "no_onward_sharing", {"onward_eurojust_europol": Answer.NOT_ASKED}),
    (21, HOLD, "caveat_not_accepted", {"onward_sharing": False, "accepts_caveats": False}),
    (21, DENY, "accepts_caveats", {"onward_sharing": False, "accepts_caveats": None}),
    (0, DENY, "material_not_granted", {"material": frozenset({Material.DOCUMENTS})}),
    (0, DENY, "country_denied", {"countries_denied": frozenset({"LT"})}),
    (0, DENY, "country_not_allowed", {"countries_allowed": frozenset({"PL"})}),
]  # fmt: skip


def facts_for_row(changes: dict[str, Any]) -> Facts:
    if isinstance(changes.get("material"), frozenset):  # of the grant, not of the item
        grant = replace(GRANT, material=changes["material"])
        return replace(CASE, persons=(replace(PERSON, consent=replace(CONSENT, grant=grant)),))
    return changed(**changes)


@pytest.mark.parametrize(("row", "outcome", "code", "changes"), ROWS)
def test_decide_when_one_fact_stands_against_it_then_its_row_says_so(row, outcome, code, changes):
    decision = decide(facts_for_row(changes))
    assert decision.outcome is outcome
    assert (row, code) in {(r.row, r.unknown or r.code) for r in decision.reasons}
    granted = {22} if outcome <= Outcome.REDACT else set()
    assert {r.row for r in decision.reasons} - {row} == granted


NEEDED = {
    "integrity_ok": 1, "quarantined": 1, "restricted_art18": 1, "open_rights_request": 1,
    "blocked": 3, "state_blocked": 3, "circumstances_changed": 9, "age_at_interview": 10,
    "sgbv_or_restricted_code": 11, "contains": 12, "needs_names": 13, "carries_name": 13,
    "others": 14, "risk": 15, "raised_since_consent": 15, "in_eea": 16, "status": 20,
}  # fmt: skip


@pytest.mark.parametrize(("fact", "row"), NEEDED.items())
def test_decide_when_a_needed_fact_is_unknown_then_denies_and_names_it(fact, row):
    facts = changed(**{fact: None}) if fact != "risk" else replace(CASE, persons=(replace(PERSON, risk=None),))
    decision = decide(facts)
    assert decision.outcome is Outcome.DENY
    assert decision.unknowns == (fact,)
    assert {reason.row for reason in decision.reasons} == {row}


LIFTED = [
    {"given_on": ON},
    {"assessed_on": ON},
    {"valid_to": ON},
    {"age_at_interview": 18, "age_now": None},
    {"answer": Answer.ASK_ME, "confirmed_for_recipient_on": ON},
    {"contact_first": True, "confirmed_for_recipient_on": GRANT.given_on},
    {"expires_on": ON},
    {"expires_on": None},
    {"given_on": date(2024, 3, 1)},
    {"age_at_interview": 17, "age_now": 17},
    {"age_at_interview": 17, "age_now": 18, "asked_again_as_adult_on": ON},
    {"capacity": Capacity.GUARDIAN_WITH_ASSENT, "asked_again_as_adult_on": ON},
    {"sgbv_or_restricted_code": True, "sgbv_confirmed_on": ON, "sgbv_focal_point_signed": True},
    {"identity": Identity.ANONYMOUS, "needs_names": False, "carries_name": False},
    {"others": (replace(OTHER, alleged_official=True),)},
    {"others": (replace(OTHER, own_grant_for_purpose=True),)},
    {"assessed_on": date(2025, 9, 1)},
    {"assessed_on": date(2025, 1, 1), "safety_reviewed_on": ON},
    {"assessed_on": date(2025, 8, 31), "safety_reviewed_on": ON},
    {"raised_since_consent": True, "safety_reviewed_on": date(2026, 1, 15)},
    {"in_eea": None, "transfer_basis_on": True},
    {"status": LifeStatus.DETAINED, "protection_reviewed_on": ON},
    {"countries_allowed": frozenset({"LT"})},
]


@pytest.mark.parametrize("changes", LIFTED)
def test_decide_when_what_would_hold_is_settled_then_allows(changes):
    decision = decide(changed(**changes))
    assert decision.outcome is Outcome.ALLOW
    assert {reason.row for reason in decision.reasons} == {22}


def test_decide_when_a_lawyer_asks_what_only_prosecutors_were_granted_then_row_7_denies():
    facts = replace(changed(grant=None), purpose=Purpose.LAWYER_THIRD_PARTY)
    decision = decide(facts)
    assert decision.outcome is Outcome.DENY
    assert {reason.row for reason in decision.reasons} == {7}
    assert "lawyers" in str(sentence(decision.reasons[0]))


def test_decide_when_a_redaction_meets_a_hold_then_neither_hides_the_other():
    facts = changed(contains=MEDICAL, raised_since_consent=True)
    decision = decide(facts)
    assert decision.outcome is Outcome.HOLD
    assert {reason.row for reason in decision.reasons} == {12, 15}


def test_decide_when_the_court_has_no_transfer_basis_then_denies_though_consent_is_yes():
    consent = replace(CONSENT, purposes_on_form=frozenset({Purpose.ICC_OTP}))
    court = replace(RECIPIENT, international_organisation=True, state=None, in_eea=None)
    facts = replace(
        CASE,
        purpose=Purpose.ICC_OTP,
        recipient=court,
        persons=(replace(PERSON, consent=consent),),
    )
    assert decide(facts).outcome is Outcome.DENY
    assert rows_of(facts) == {16}
    based = replace(facts, recipient=replace(court, transfer_basis_on=True))
    assert decide(based).outcome is Outcome.ALLOW


def test_decide_when_onward_to_eurojust_is_refused_then_a_prosecutor_gets_it_with_the_caveat():
    decision = decide(changed(onward_eurojust_europol=Answer.NO))
    assert decision.outcome is Outcome.ALLOW
    assert decision.caveats == {Caveat.NO_ONWARD_SHARING}


def test_decide_when_onward_itself_is_the_purpose_then_only_the_condition_counts():
    consent = replace(
        CONSENT,
        purposes_on_form=frozenset({Purpose.ONWARD_EUROJUST_EUROPOL}),
        onward_eurojust_europol=Answer.ASK_ME,
    )
    facts = replace(
        CASE,
        purpose=Purpose.ONWARD_EUROJUST_EUROPOL,
        persons=(replace(PERSON, consent=consent),),
    )
    assert decide(facts).caveats == frozenset()


@pytest.mark.parametrize(
    "changes",
    [
        {"others": (OTHER,), "countries_denied": frozenset({"LT"})},
        {"contains": MEDICAL, "countries_allowed": frozenset({"PL"})},
        {"onward_sharing": False, "countries_denied": frozenset({"LT"})},
        {"agreement": False, "countries_denied": frozenset({"LT"})},
    ],
)
def test_decide_when_redacted_caveated_or_waiting_then_countries_still_bind(changes):
    decision = decide(changed(**changes))
    assert decision.outcome is Outcome.DENY
    assert 0 in {reason.row for reason in decision.reasons}


def test_decide_when_one_of_two_persons_withdrew_then_joint_material_stays():
    consent = replace(CONSENT, withdrawn_in_full=True)
    facts = replace(CASE, persons=(PERSON, replace(PERSON, subject=SECOND, consent=consent)))
    decision = decide(facts)
    assert decision.outcome is Outcome.DENY
    assert [(r.row, r.person) for r in decision.reasons] == [(6, SECOND)]


def test_decide_when_closed_material_has_no_person_then_denies():
    assert rows_of(replace(CASE, persons=())) == {4}
    assert decide(replace(CASE, persons=())).outcome is Outcome.DENY


@pytest.mark.parametrize("broken", ["proof_present", "form_hash_matches"])
def test_decide_when_the_record_proves_nothing_then_it_is_read_no_further(broken):
    facts = changed(**{broken: False}, withdrawn_in_full=True, answer=Answer.NO, contains=MEDICAL)
    assert rows_of(facts) == {5}


OPEN = replace(CASE, item=replace(ITEM, kind=ItemKind.OPEN_SOURCE, risk=RISK, contains=None), persons=())


def test_decide_when_open_source_meets_no_row_then_allows_without_reasons():
    decision = decide(OPEN)
    assert (decision.outcome, decision.reasons) == (Outcome.ALLOW, ())


@pytest.mark.parametrize(
    ("row", "facts"),
    [
        (1, replace(OPEN, item=replace(OPEN.item, quarantined=None))),
        (2, replace(OPEN, item=replace(OPEN.item, support_record=True))),
        (3, replace(OPEN, recipient=replace(RECIPIENT, state="BY"))),
        (14, replace(OPEN, item=replace(OPEN.item, others=(OTHER,)))),
        (15, replace(OPEN, item=replace(OPEN.item, risk=None))),
        (16, replace(OPEN, recipient=replace(RECIPIENT, in_eea=None))),
        (17, replace(OPEN, recipient=replace(RECIPIENT, agreement=False))),
    ],
)
def test_decide_when_open_source_meets_its_rows_then_they_bind(row, facts):
    assert rows_of(facts) == {row}


def product(*sources: Facts) -> Facts:
    item = replace(ITEM, item=UUID(int=21), kind=ItemKind.ANALYTIC)
    return replace(CASE, item=item, persons=(), sources=sources)


def test_decide_when_a_brief_quotes_one_withdrawn_source_then_it_is_blocked_by_that_source():
    withdrawn = changed(withdrawn=True)
    decision = decide(product(CASE, OPEN, withdrawn))
    assert decision.outcome is Outcome.DENY
    assert 6 in {reason.row for reason in decision.reasons}
    assert decide(product(product(withdrawn), CASE)).outcome is Outcome.DENY
    assert decide(product(CASE, OPEN)).outcome is Outcome.ALLOW


def test_decide_when_a_brief_quotes_nothing_or_another_question_then_denies():
    assert codes_of(product()) == {"no_sources"}
    elsewhere = replace(CASE, recipient=replace(RECIPIENT, recipient=UUID(int=11)))
    assert "other_question" in codes_of(product(elsewhere))
    assert decide(product(elsewhere)).outcome is Outcome.DENY


@pytest.mark.parametrize(
    "facts",
    [
        replace(CASE, on=None),
        replace(CASE, persons=(replace(PERSON, consent=replace(CONSENT, grant="yes")),)),
        replace(CASE, recipient=None),
        replace(CASE, item=replace(ITEM, kind="rumour")),
        replace(OPEN, item=replace(OPEN.item, risk="none")),
        changed(withdrawn=None),
        changed(renewal_due=None),
        changed(agreement=None),
        changed(answer=None),
    ],
)
def test_decide_when_a_fact_is_not_what_it_should_be_then_denies(facts):
    decision = decide(facts)
    assert decision.outcome is Outcome.DENY
    assert "error" in {reason.code for reason in decision.reasons}


def test_decide_when_kinds_arrive_as_plain_strings_then_the_rows_still_bind():
    facts = replace(changed(answer="no"), item=replace(ITEM, kind="closed_source"))
    assert rows_of(facts) == {7}


def test_months_after_when_the_month_is_shorter_then_the_last_day_counts():
    assert rows.months_after(date(2024, 2, 29), 24) == date(2026, 2, 28)
    assert rows.months_after(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert rows.months_after(date(2025, 12, 31), 6) == date(2026, 6, 30)


def test_sentence_when_any_row_hits_then_it_reads_as_a_sentence():
    cases = [facts_for_row(changes) for *_, changes in ROWS]
    cases += [changed(**{fact: None}) for fact in NEEDED if fact != "risk"]
    cases += [replace(CASE, persons=(replace(PERSON, risk=None),)), replace(CASE, persons=())]
    cases += [product(), product(OPEN), replace(CASE, on=None), CASE]
    seen = {reason for facts in cases for reason in decide(facts).reasons}
    for reason in seen:
        text = str(sentence(reason))
        assert text.endswith(".")
        assert "{" not in text
    codes = {reason.code for reason in seen} | {reason.unknown for reason in seen}
    assert set(SENTENCES) - codes <= {"other_question"}
    assert set(UNKNOWN) - codes == set()
