"""May item X go to recipient R for purpose P on this day?

`decide` is pure: it reads nothing but the facts given to it. The policy is the
table `TABLE`: one line a row of the standard, in its order. Every row is
evaluated, all reasons are kept, the strictest outcome wins, and an error while
a row is evaluated is a denial. (Rows 18 and 19 guard the states of a disclosure,
not an entry: two approvals, and demands made under a court order.) Closed material
is never released for want of objections: row 0 stands at the end of the table and
denies where the grant itself does not reach, which is row 22 read from its other side.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache

from consent.decision import rows
from consent.decision.outcome import Caveat, Decision, Finding, Outcome, Reason
from consent.decision.sentences import sentence
from consent.facts import Facts, ItemKind

__all__ = ["TABLE", "Caveat", "Decision", "Outcome", "Reason", "decide", "sentence"]

logger = logging.getLogger(__name__)

CLOSED = frozenset({ItemKind.CLOSED_SOURCE})
OPEN = frozenset({ItemKind.OPEN_SOURCE})
ANALYTIC = frozenset({ItemKind.ANALYTIC})
ALL = frozenset(ItemKind)


@dataclass(frozen=True)
class Row:
    number: int
    kinds: frozenset[ItemKind]
    check: rows.Check


TABLE = (
    Row(1, ALL, rows.intact_and_free),
    Row(2, ALL, rows.psychosocial_care),
    Row(3, ALL, rows.recipient_not_blocked),
    Row(4, CLOSED, rows.source_person_known),
    Row(5, CLOSED, rows.each_person(rows.consent_proved)),
    Row(6, CLOSED, rows.each_consent(rows.still_standing)),
    Row(7, CLOSED, rows.each_consent(rows.purpose_granted)),
    Row(8, CLOSED, rows.each_grant(rows.asked_before_this_use)),
    Row(9, CLOSED, rows.each_consent(rows.consent_current)),
    Row(10, CLOSED, rows.each_person(rows.asked_again_as_adult)),
    Row(11, CLOSED | ANALYTIC, rows.special_handling_cleared),
    Row(12, CLOSED, rows.each_grant(rows.sensitive_content_granted)),
    Row(13, CLOSED, rows.each_grant(rows.identity_as_granted)),
    Row(14, ALL, rows.others_protected),
    Row(15, CLOSED, rows.each_person(rows.risk_current)),
    Row(15, OPEN, rows.collection_risk_current),
    Row(16, ALL, rows.transfer_has_a_basis),
    Row(17, ALL, rows.agreed_and_safe_to_send),
    Row(20, CLOSED, rows.each_person(rows.person_reachable)),
    Row(21, CLOSED, rows.each_grant(rows.onward_sharing_bound)),
    Row(0, CLOSED, rows.each_grant(rows.grant_falls_short)),
)

GRANTED = 22
NOTHING_SPEAKS_FOR_IT = 0


def decide(facts: Facts) -> Decision:
    try:
        _refuse_gaps(facts)
        found = tuple(_evaluate(facts))
    except Exception as error:  # noqa: BLE001  whatever it is, it denies
        # The type alone: messages of exceptions may carry values.
        logger.error("consent decision failed: %s", type(error).__name__)
        found = ((NOTHING_SPEAKS_FOR_IT, facts, Finding(Outcome.DENY, "error")),)
    reasons = dict.fromkeys(_reason(*entry) for entry in found)
    return Decision(
        outcome=max((reason.outcome for reason in reasons), default=Outcome.ALLOW),
        reasons=tuple(reasons),
        caveats=frozenset(finding.caveat for _, _, finding in found if finding.caveat),
    )


Found = tuple[int, Facts, Finding]


def _refuse_gaps(part: object) -> None:
    """A fact that may not be unknown must not be missing either: `None` is falsy."""
    for name, may_be_unknown in _fields_of(type(part)):
        value = getattr(part, name)
        if value is None and not may_be_unknown:
            raise ValueError(f"{name} is missing")
        for inner in value if isinstance(value, tuple) else (value,):
            if is_dataclass(inner):
                _refuse_gaps(inner)


@cache
def _fields_of(kind: type) -> tuple[tuple[str, bool], ...]:
    return tuple((field.name, "None" in str(field.type)) for field in fields(kind))


def _evaluate(facts: Facts) -> Iterator[Found]:
    if facts.item.kind not in ALL:
        raise ValueError("an item of no known kind")
    found = [entry for row in TABLE for entry in _run(row, facts)]
    outcome = max((finding.outcome for _, _, finding in found), default=Outcome.ALLOW)
    yield from found
    if facts.item.kind == ItemKind.CLOSED_SOURCE and outcome <= Outcome.REDACT:
        for person in facts.persons:
            yield GRANTED, facts, Finding(Outcome.ALLOW, "granted", person=person.subject)
    if facts.item.kind == ItemKind.ANALYTIC:
        yield from _sources(facts)


def _run(row: Row, facts: Facts) -> Iterator[Found]:
    if facts.item.kind not in row.kinds:
        return
    try:
        for finding in row.check(facts):
            yield row.number, facts, finding
    except Exception as error:  # noqa: BLE001  whatever it is, it denies
        logger.error("row %d failed: %s", row.number, type(error).__name__)
        yield row.number, facts, Finding(Outcome.DENY, "error")


def _sources(facts: Facts) -> Iterator[Found]:
    """An analytic product is as free as the strictest source it quotes."""
    if not facts.sources:
        yield NOTHING_SPEAKS_FOR_IT, facts, Finding(Outcome.DENY, "no_sources")
    asked = (facts.on, facts.purpose, facts.recipient)
    for source in facts.sources:
        if (source.on, source.purpose, source.recipient) != asked:
            yield NOTHING_SPEAKS_FOR_IT, source, Finding(Outcome.DENY, "other_question")
        yield from _evaluate(source)


def _reason(row: int, facts: Facts, finding: Finding) -> Reason:
    return Reason(
        row=row,
        outcome=finding.outcome,
        code=finding.code,
        unknown=finding.unknown,
        person=finding.person,
        item=facts.item.item,
        purpose=finding.purpose,
    )
