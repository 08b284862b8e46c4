"""The oracle of the decision table, held against examples worked by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings

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
from tests.oracles.consent_strategies import MUTATIONS, Mutation, clean_facts, facts, facts_with
from tests.oracles.consent_table import expected, hits_of, months_after

ROWS = frozenset(range(1, 18)) | {20, 21, 22, 0}
ON = date(2026, 3, 1)
SOMEONE = UUID("3f0c7f0a-6d7e-4a53-9a39-0d2b8a0f4c11")

GRANT = GrantFacts(
    answer=Answer.YES,
    identity=Identity.IDENTIFIED,
    material=frozenset({Material.ACCOUNT}),
    given_on=date(2025, 3, 1),
    expires_on=None,
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
    purposes_on_form=frozenset({Purpose.NATIONAL_PROSECUTION, Purpose.ICC_OTP}),
    capacity=Capacity.SELF,
    withdrawn_in_full=False,
    invalidated_in_full=False,
    grant=GRANT,
    onward_eurojust_europol=Answer.YES,
    recontact=Answer.YES,
)
RISK = RiskFacts(date(2026, 1, 10), None, False, None)
PERSON = PersonFacts(
    subject=SOMEONE,
    identified_in_store=True,
    consent=CONSENT,
    age_at_interview=34,
    age_now=None,
    asked_again_as_adult_on=None,
    status=LifeStatus.REACHABLE,
    protection_reviewed_on=None,
    circumstances_changed=False,
    risk=RISK,
)
RECIPIENT = RecipientFacts(
    recipient=SOMEONE,
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
    item=SOMEONE,
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
FACTS = Facts(
    on=ON,
    purpose=Purpose.NATIONAL_PROSECUTION,
    recipient=RECIPIENT,
    item=ITEM,
    persons=(PERSON,),
)
OPEN = replace(
    FACTS,
    item=replace(ITEM, kind=ItemKind.OPEN_SOURCE, carries_name=None, contains=None, risk=RISK),
    persons=(),
)


def of(f: Facts, **new: object) -> Facts:
    """The facts with fields changed wherever the field lives; one person at most."""
    person = f.persons[0]
    consent = person.consent
    assert consent is not None and consent.grant is not None and person.risk is not None
    known = (consent.grant, consent, person.risk, person, f.recipient, f.item)
    parts = [replace(part, **{k: v for k, v in new.items() if k in part.__dataclass_fields__}) for part in known]
    grant, consent, risk, person, recipient, item = parts
    if "grant" not in new:
        consent = replace(consent, grant=grant)
    if "consent" not in new:
        person = replace(person, consent=consent)
    if "risk" not in new:
        person = replace(person, risk=risk)
    top = {k: v for k, v in new.items() if k in ("on", "purpose")}
    return replace(f, persons=(person,), recipient=recipient, item=replace(item, risk=None), **top)


def answer(f: Facts) -> tuple[str, set[int]]:
    outcome, rows = expected(f)
    return outcome, set(rows)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 9, 1), 6, date(2026, 3, 1)),
        (date(2025, 12, 31), 6, date(2026, 6, 30)),
        (date(2023, 12, 15), 24, date(2025, 12, 15)),
    ],
)
def test_months_after_clamps_to_the_end_of_the_month(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


@pytest.mark.parametrize(
    ("new", "outcome", "rows"),
    [
        ({}, "ALLOW", {22}),
        # standards 12, test 1: granted to prosecutors only, asked for by a lawyer
        ({"purpose": Purpose.LAWYER_THIRD_PARTY}, "DENY", {7}),
        ({"grant": None}, "DENY", {7}),
        # standards 12, test 1: a redaction does not hide a hold
        (
            {
                "contains": frozenset({Material.MEDICAL}),
                "raised_since_consent": True,
            },
            "HOLD",
            {12, 15},
        ),
        ({"contains": frozenset({Material.MEDICAL})}, "REDACT", {12, 22}),
        (
            {"contains": frozenset({Material.MEDICAL}), "nothing_else": True},
            "DENY",
            {12},
        ),
        # standards 12, test 17: the ICC without a transfer basis, though consent is yes
        (
            {
                "purpose": Purpose.ICC_OTP,
                "state": None,
                "international_organisation": True,
                "in_eea": False,
            },
            "DENY",
            {16},
        ),
        # standards 12, test 20
        ({"onward_eurojust_europol": Answer.NO}, "ALLOW", {21, 22}),
        ({"onward_eurojust_europol": Answer.NO, "accepts_caveats": False}, "HOLD", {21}),
        ({"onward_sharing": False, "accepts_caveats": None}, "DENY", {21}),
        ({"consent": None}, "DENY", {5}),
        ({"proof_present": False, "withdrawn_in_full": True, "contains": None}, "DENY", {5}),
        ({"withdrawn_in_full": True, "agreement": False}, "DENY", {6, 17}),
        ({"identity": Identity.PSEUDONYMOUS}, "REDACT", {13, 22}),
        (
            {"identity": Identity.PSEUDONYMOUS, "needs_names": False, "carries_name": False},
            "ALLOW",
            {22},
        ),
        ({"answer": Answer.ASK_ME}, "HOLD", {8}),
        ({"answer": Answer.ASK_ME, "confirmed_for_recipient_on": ON}, "ALLOW", {22}),
        ({"given_on": date(2024, 3, 1)}, "ALLOW", {22}),
        ({"given_on": date(2024, 2, 29)}, "HOLD", {9}),
        ({"given_on": date(2026, 3, 2)}, "DENY", {9}),
        ({"expires_on": ON}, "ALLOW", {22}),
        ({"expires_on": date(2026, 2, 28)}, "HOLD", {9}),
        ({"assessed_on": date(2025, 9, 1)}, "ALLOW", {22}),
        ({"assessed_on": date(2025, 8, 31)}, "HOLD", {15}),
        (
            {"assessed_on": date(2025, 8, 31), "safety_reviewed_on": date(2026, 2, 28)},
            "HOLD",
            {15},
        ),
        ({"assessed_on": date(2025, 8, 31), "safety_reviewed_on": ON}, "ALLOW", {22}),
        ({"valid_to": date(2026, 2, 28), "safety_reviewed_on": ON}, "HOLD", {15}),
        ({"countries_allowed": frozenset({"PL"})}, "DENY", {0}),
        # a refused country stays refused beside a hold
        ({"countries_denied": frozenset({"LT"}), "agreement": False}, "DENY", {0, 17}),
        ({"material": Material.DOCUMENTS}, "DENY", {0}),
        ({"status": LifeStatus.DEAD}, "HOLD", {20}),
        ({"status": LifeStatus.DEAD, "protection_reviewed_on": ON}, "ALLOW", {22}),
        ({"age_at_interview": 17, "age_now": 18}, "HOLD", {10}),
        ({"age_at_interview": 17, "age_now": 17}, "ALLOW", {22}),
        ({"state": "BY", "in_eea": False}, "DENY", {3, 16}),
        ({"sgbv_or_restricted_code": True, "sgbv_confirmed_on": ON}, "HOLD", {11}),
    ],
)
def test_expected_of_a_worked_example_gives_its_rows(new: dict[str, object], outcome: str, rows: set[int]) -> None:
    material = new.pop("material", None)
    f = of(FACTS, **new)
    if material is not None:
        f = replace(f, item=replace(f.item, material=material))
    assert answer(f) == (outcome, rows)


def test_expected_of_open_source_reads_no_witness_rows() -> None:
    assert answer(OPEN) == ("ALLOW", set())
    stranger = OtherPerson(SOMEONE, alleged_official=False, own_grant_for_purpose=False)
    official = OtherPerson(SOMEONE, alleged_official=True, own_grant_for_purpose=False)
    assert answer(replace(OPEN, item=replace(OPEN.item, others=(official,)))) == ("ALLOW", set())
    assert answer(replace(OPEN, item=replace(OPEN.item, others=(stranger,)))) == ("REDACT", {14})
    assert answer(replace(OPEN, item=replace(OPEN.item, risk=None))) == ("DENY", {15})


def test_expected_of_joint_material_takes_the_strictest_witness() -> None:
    waiting = of(FACTS, answer=Answer.ASK_ME).persons[0]
    refused = of(FACTS, answer=Answer.NO).persons[0]
    assert answer(replace(FACTS, persons=(PERSON, waiting))) == ("HOLD", {8})
    assert answer(replace(FACTS, persons=(waiting, PERSON, refused))) == ("DENY", {7, 8})
    assert answer(replace(FACTS, persons=())) == ("DENY", {4})


def test_expected_of_a_brief_takes_the_strictest_source() -> None:
    # standards 12, test 3: one withdrawn source blocks the brief
    item = replace(ITEM, kind=ItemKind.ANALYTIC)
    brief = replace(FACTS, item=item, persons=(), sources=(FACTS, OPEN))
    withdrawn = of(FACTS, withdrawn=True)
    assert answer(brief) == ("ALLOW", {22})
    assert answer(replace(brief, sources=(OPEN,))) == ("ALLOW", set())
    assert answer(replace(brief, sources=(FACTS, OPEN, withdrawn))) == ("DENY", {6, 22})
    assert answer(replace(brief, sources=())) == ("DENY", {0})
    coded = replace(item, sgbv_or_restricted_code=True)
    assert answer(replace(brief, item=coded)) == ("HOLD", {11, 22})


def test_expected_when_facts_are_broken_denies() -> None:
    assert answer(of(FACTS, given_on=None)) == ("DENY", {0})
    assert answer(replace(FACTS, item=replace(ITEM, kind="letter"))) == ("DENY", {0})


@given(clean_facts())
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_clean_facts_are_always_released(f: Facts) -> None:
    outcome, rows = expected(f)
    assert outcome == "ALLOW"
    assert rows <= {21, 22}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: m.name)
def test_mutation_alone_makes_its_row_hit(mutation: Mutation) -> None:
    @given(facts_with(mutation))
    @settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)
    def check(f: Facts) -> None:
        outcome, rows = expected(f)
        assert {number for number, _ in hits_of(f)} == rows
        if mutation.row is not None:
            assert mutation.row in rows
        if f.item.kind != ItemKind.ANALYTIC:
            assert outcome in mutation.outcomes

    check()


def test_facts_hit_every_row_alone_and_together() -> None:
    seen: Counter[object] = Counter()
    alone: Counter[int] = Counter()

    # The same each time: it asks how far the facts are spread that others are drawn from, and is no draw itself.
    @given(facts())
    @settings(max_examples=1500, derandomize=True, suppress_health_check=list(HealthCheck), deadline=None)
    def look(f: Facts) -> None:
        outcome, rows = expected(f)
        assert {number for number, _ in hits_of(f)} == rows
        seen.update({outcome: 1})
        seen.update(rows)
        against = rows - {21, 22}
        if len(against) == 1:
            alone.update(against)
        if len(against) > 1:
            seen["together"] += 1

    look()
    assert set(seen) >= ROWS | {"DENY", "HOLD", "REDACT", "ALLOW", "together"}
    assert set(alone) == ROWS - {21, 22}
    assert seen["ALLOW"] > 150
    assert seen["REDACT"] > 30
    assert seen["together"] > 150
