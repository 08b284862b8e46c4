"""The rows of the decision table, each a small function that yields what it finds.

A row that finds nothing says nothing. ``None`` is unknown and denies. Dates on
which something must have happened "by now" are compared with ``facts.on``, the
day the question is asked for, never with the clock.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from consent.decision.outcome import Caveat, Finding, Outcome
from consent.facts import (
    SENSITIVE,
    Answer,
    Capacity,
    ConsentFacts,
    Facts,
    GrantFacts,
    Identity,
    LifeStatus,
    PersonFacts,
    Purpose,
    RiskFacts,
)

Findings = Iterator[Finding]
Check = Callable[[Facts], Findings]

BLOCKED_STATES = frozenset({"BY", "RU"})
ADULT_AT = 18
CONSENT_MONTHS = 24
RISK_MONTHS = 6


def deny(code: str) -> Finding:
    return Finding(Outcome.DENY, code)


def hold(code: str) -> Finding:
    return Finding(Outcome.HOLD, code)


def redact(code: str) -> Finding:
    return Finding(Outcome.REDACT, code)


def unknown(fact: str) -> Finding:
    return Finding(Outcome.DENY, "unknown", unknown=fact)


def months_after(start: date, months: int) -> date:
    """The same day of the month, or the month's last day where it has none such."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def done_by(day: date | None, on: date, since: date | None = None) -> bool:
    """Whether something dated has happened by ``on``, and not before ``since``."""
    return day is not None and day <= on and (since is None or since <= day)


# How a row comes to the people of the item. Joint material asks every one.


def each_person(check: Callable[[Facts, PersonFacts], Findings]) -> Check:
    def over_persons(facts: Facts) -> Findings:
        for person in facts.persons:
            for finding in check(facts, person):
                yield replace(finding, person=person.subject)

    return over_persons


def each_consent(check: Callable[[Facts, PersonFacts, ConsentFacts], Findings]) -> Check:
    """A record that proves nothing (row 5) is not read any further."""

    def over_records(facts: Facts, person: PersonFacts) -> Findings:
        if person.consent is not None and proves(person.consent):
            yield from check(facts, person, person.consent)

    return each_person(over_records)


def each_grant(check: Callable[[Facts, ConsentFacts, GrantFacts], Findings]) -> Check:
    def over_grants(facts: Facts, person: PersonFacts, consent: ConsentFacts) -> Findings:
        if consent.grant is not None:
            yield from check(facts, consent, consent.grant)

    return each_consent(over_grants)


def proves(consent: ConsentFacts) -> bool:
    return consent.proof_present and consent.form_hash_matches


# The item and the recipient


def intact_and_free(facts: Facts) -> Findings:
    item = facts.item
    if item.integrity_ok is None:
        yield unknown("integrity_ok")
    elif not item.integrity_ok:
        yield deny("integrity_failed")
    for fact, code in (
        ("quarantined", "quarantined"),
        ("restricted_art18", "restricted"),
        ("open_rights_request", "open_rights_request"),
    ):
        value = getattr(item, fact)
        if value is None:
            yield unknown(fact)
        elif value:
            yield deny(code)


def psychosocial_care(facts: Facts) -> Findings:
    if facts.item.support_record:
        yield deny("support_record")


def recipient_not_blocked(facts: Facts) -> Findings:
    recipient = facts.recipient
    if recipient.blocked is None:
        yield unknown("blocked")
    elif recipient.blocked:
        yield deny("recipient_blocked")
    if recipient.state_blocked is None and recipient.state is not None:
        yield unknown("state_blocked")
    elif recipient.state_blocked or recipient.state in BLOCKED_STATES:
        yield deny("state_blocked")
    if recipient.state is None and not recipient.international_organisation:
        yield unknown("state")


def transfer_has_a_basis(facts: Facts) -> Findings:
    recipient = facts.recipient
    if recipient.transfer_basis_on:
        return
    if recipient.international_organisation:
        yield deny("no_transfer_basis_organisation")
    elif recipient.in_eea is None:
        yield unknown("in_eea")
    elif not recipient.in_eea:
        yield deny("no_transfer_basis_state")


def agreed_and_safe_to_send(facts: Facts) -> Findings:
    if not facts.recipient.agreement:
        yield hold("no_agreement")
    if not facts.recipient.channel_approved:
        yield hold("channel_not_approved")


# The person and the record


def source_person_known(facts: Facts) -> Findings:
    if not facts.persons:
        yield deny("no_source_person")
    for person in facts.persons:
        if not person.identified_in_store:
            yield replace(deny("source_person_not_identified"), person=person.subject)


def consent_proved(facts: Facts, person: PersonFacts) -> Findings:
    if person.consent is None:
        yield deny("no_consent")
        return
    if not person.consent.proof_present:
        yield deny("proof_missing")
    if not person.consent.form_hash_matches:
        yield deny("form_hash_mismatch")


def still_standing(facts: Facts, person: PersonFacts, consent: ConsentFacts) -> Findings:
    grant = consent.grant
    if consent.withdrawn_in_full:
        yield deny("withdrawn_in_full")
    if consent.invalidated_in_full:
        yield deny("invalidated_in_full")
    if consent.paused:
        yield deny("paused")
    if grant is not None and grant.withdrawn:
        yield deny("withdrawn_for_purpose")
    if grant is not None and grant.invalidated:
        yield deny("invalidated_for_purpose")


def purpose_granted(facts: Facts, person: PersonFacts, consent: ConsentFacts) -> Findings:
    if facts.purpose not in consent.purposes_on_form:
        code = "purpose_not_on_form"
    elif consent.grant is None or consent.grant.answer == Answer.NOT_ASKED:
        code = "purpose_not_asked"
    elif consent.grant.answer in (Answer.YES, Answer.ASK_ME):
        return
    else:
        code = "purpose_refused"
    if consent.recontact == Answer.YES:
        code += "_may_ask"
    yield replace(deny(code), purpose=facts.purpose)


def asked_before_this_use(facts: Facts, consent: ConsentFacts, grant: GrantFacts) -> Findings:
    if confirmed(facts, grant):
        return
    if grant.answer == Answer.ASK_ME:
        yield hold("ask_me")
    if grant.contact_first:
        yield hold("contact_first")


def confirmed(facts: Facts, grant: GrantFacts) -> bool:
    return done_by(grant.confirmed_for_recipient_on, facts.on, since=grant.given_on)


def consent_current(facts: Facts, person: PersonFacts, consent: ConsentFacts) -> Findings:
    if consent.grant is None:
        return  # row 7 denies; there is no answer yet that could be renewed
    if person.circumstances_changed is None:
        yield unknown("circumstances_changed")
    elif person.circumstances_changed:
        yield hold("circumstances_changed")
    yield from grant_current(consent.grant, facts.on)


def grant_current(grant: GrantFacts, on: date) -> Findings:
    if grant.given_on > on:
        yield deny("given_after_the_day")
    if grant.expires_on is not None and grant.expires_on < on:
        yield hold("lapsed")
    if grant.renewal_due:
        yield hold("renewal_due")
    if months_after(grant.given_on, CONSENT_MONTHS) < on:
        yield hold("older_than_policy")


def asked_again_as_adult(facts: Facts, person: PersonFacts) -> Findings:
    asked = done_by(person.asked_again_as_adult_on, facts.on)
    if person.age_at_interview is None:
        yield unknown("age_at_interview")
    elif person.age_at_interview < ADULT_AT:
        if person.age_now is None:
            yield unknown("age_now")
        elif person.age_now >= ADULT_AT and not asked:
            yield hold("child_now_adult")
    by_guardian = person.consent is not None and (person.consent.capacity == Capacity.GUARDIAN_WITH_ASSENT)
    if by_guardian and not asked:
        yield hold("guardian_only")


def special_handling_cleared(facts: Facts) -> Findings:
    item = facts.item
    if item.sgbv_or_restricted_code is None:
        yield unknown("sgbv_or_restricted_code")
    elif item.sgbv_or_restricted_code:
        if not done_by(item.sgbv_confirmed_on, facts.on):
            yield hold("sgbv_not_confirmed")
        if not item.sgbv_focal_point_signed:
            yield hold("sgbv_not_signed")


def sensitive_content_granted(facts: Facts, consent: ConsentFacts, grant: GrantFacts) -> Findings:
    item = facts.item
    if item.contains is None:
        yield unknown("contains")
        return
    if not (item.contains & SENSITIVE) - grant.material:
        return
    if item.nothing_else is None:
        yield unknown("nothing_else")
    elif item.nothing_else:
        yield deny("sensitive_only")
    else:
        yield redact("sensitive_parts")


def identity_as_granted(facts: Facts, consent: ConsentFacts, grant: GrantFacts) -> Findings:
    needs, carries = facts.recipient.needs_names, facts.item.carries_name
    if needs is None:
        yield unknown("needs_names")
    if carries is None:
        yield unknown("carries_name")
    # What is published without a name is published so whatever else was agreed to.
    anonymous = facts.purpose == Purpose.PUBLIC_ANONYMOUS
    if (needs or carries) and (anonymous or grant.identity != Identity.IDENTIFIED):
        yield redact("identity_not_granted")


def others_protected(facts: Facts) -> Findings:
    if facts.item.others is None:
        yield unknown("others")
        return
    for other in facts.item.others:
        if not other.alleged_official and not other.own_grant_for_purpose:
            yield replace(redact("other_person"), person=other.person)


def risk_current(facts: Facts, person: PersonFacts) -> Findings:
    yield from risk_findings(person.risk, facts.on)


def collection_risk_current(facts: Facts) -> Findings:
    yield from risk_findings(facts.item.risk, facts.on)


def risk_findings(risk: RiskFacts | None, on: date) -> Findings:
    if risk is None:
        yield unknown("risk")
        return
    if risk.assessed_on > on:
        yield deny("risk_assessed_after_the_day")
    if risk.raised_since_consent is None:
        yield unknown("raised_since_consent")
    reviewed, old_after = risk.safety_reviewed_on, months_after(risk.assessed_on, RISK_MONTHS)
    # A review made while the assessment was fresh says nothing about its age.
    if old_after < on and not (done_by(reviewed, on) and reviewed > old_after):
        yield hold("risk_assessment_old")
    # An assessment that set its own end asks for a new one; no review stands in for it.
    if risk.valid_to is not None and risk.valid_to < on:
        yield hold("risk_assessment_ended")
    if risk.raised_since_consent and not done_by(reviewed, on, since=risk.assessed_on):
        yield hold("risk_raised")


def person_reachable(facts: Facts, person: PersonFacts) -> Findings:
    if person.status is None:
        yield unknown("status")
        return
    reviewed = done_by(person.protection_reviewed_on, facts.on)
    if person.status != LifeStatus.REACHABLE and not reviewed:
        yield hold(f"person_{LifeStatus(person.status)}")


def onward_sharing_bound(facts: Facts, consent: ConsentFacts, grant: GrantFacts) -> Findings:
    asked_for_onward = facts.purpose == Purpose.ONWARD_EUROJUST_EUROPOL
    refused = consent.onward_eurojust_europol != Answer.YES and not asked_for_onward
    if grant.onward_sharing and not refused:
        return
    yield replace(Finding(Outcome.ALLOW, "no_onward_sharing"), caveat=Caveat.NO_ONWARD_SHARING)
    if facts.recipient.accepts_caveats is None:
        yield unknown("accepts_caveats")
    elif not facts.recipient.accepts_caveats:
        yield hold("caveat_not_accepted")


# Row 22 asks for the grant itself; where it falls short, silence of the other rows
# is no yes. Answers are the business of rows 7 and 8.


def grant_falls_short(facts: Facts, consent: ConsentFacts, grant: GrantFacts) -> Findings:
    if facts.item.material not in grant.material:
        yield deny("material_not_granted")
    state, allowed = facts.recipient.state, grant.countries_allowed
    if state in grant.countries_denied:
        yield deny("country_denied")
    elif allowed is not None and state not in allowed:
        yield deny("country_not_allowed")
