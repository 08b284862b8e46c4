"""The decision table of the standard, row by row: "may item X go to R for purpose P now?"

Written from the table alone (rows 1-17 and 20-22; 18 and 19 guard the states of a
disclosure, not an entry), apart from the code it judges. One `Line` is one condition of
one row; a row has as many lines as it has conditions. Nothing is clever here.

``expected(facts)`` gives the strictest outcome and every row number that hit.

What is decided here where the table leaves it open:

- Every line is evaluated and every hit is kept. A row hits with the strictest of its
  lines. An unknown fact (``None``) hits the row that reads it, with DENY.
- *Readable.* A record without proof, or whose form hash does not match, is no consent
  (row 5). Rows 6, 7, 8, 9, 12, 13, 21, 22 then have nothing to read for that person
  and do not hit. Likewise without an answer for the purpose (``grant is None``, row 7)
  rows 8, 9, 12, 13, 21, 22 do not hit for that person, all their lines included.
  Row 10 is not among them: it reads the capacity wherever a record exists.
- *Row 0* ("nothing matched") hits with DENY when a readable grant does not cover the
  recipient's country or the item's own material, **whatever else hits**: a country the
  witness refused stays refused after a HOLD is lifted. It also hits for an analytic
  product without sources, for an unknown kind of item, on an error, and when a closed
  item has neither a hit stricter than REDACT nor row 22.
- *Row 22* hits for a closed-source item when every person's grant is readable, answered
  yes (or ask_me, since an unconfirmed ask_me is row 8), covers country and material, and
  no line hit with more than REDACT; REDACT rows and the caveat of row 21 may stand
  beside it. It is asked once for the whole item: one joint witness on HOLD keeps it away.
- *Row 21* hits with ALLOW when the caveat applies and R accepts it, also beside stricter
  hits.
- *Analytic products.* The rows of the product itself, united with what ``expected`` says
  of each source. A clean source brings its row 22 along even when another source denies.
- Open-source items that may go give ``("ALLOW", frozenset())``.

Stricter than was agreed at first, since the standard is; each marked STRICTER below:

- row 3: a State known to be blocked denies even where the recipient names no State;
- row 10: asking again counts only once its day has come, for guardians' consent too;
- row 11: "code on X" is read on an analytic product itself, not only on its sources;
- row 13: for ``public_anonymous`` the identity level asked (row 22) is anonymous,
  whatever level the grant carries;
- row 15: "older than 6 months -> HOLD, safety review": a review made while the
  assessment was still young is not that review; it must fall after the six months.
  And an assessment past its ``valid_to`` is not saved by a review at all (rule G4:
  "expiry forces a new one before disclosure").
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from consent.facts import (
    SENSITIVE,
    Answer,
    Capacity,
    ConsentFacts,
    Facts,
    GrantFacts,
    Identity,
    ItemKind,
    LifeStatus,
    PersonFacts,
    Purpose,
    RiskFacts,
)

DENY, ESCALATE, HOLD, REDACT, ALLOW = "DENY", "ESCALATE", "HOLD", "REDACT", "ALLOW"
STRICTEST_FIRST = (DENY, ESCALATE, HOLD, REDACT, ALLOW)

CLOSED = frozenset({ItemKind.CLOSED_SOURCE})
OPEN = frozenset({ItemKind.OPEN_SOURCE})
ANALYTIC = frozenset({ItemKind.ANALYTIC})
EVERY = CLOSED | OPEN | ANALYTIC


class Line(NamedTuple):
    """One condition of one row."""

    number: int
    outcome: str
    applies: Callable[..., bool]


# --- small words used by several rows ------------------------------------------------


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    count = day.year * 12 + (day.month - 1) + months
    year, month = count // 12, count % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day.day, last))


def between(first: date, day: date | None, last: date) -> bool:
    return day is not None and first <= day and day <= last


def by(day: date | None, on: date) -> bool:
    """It has a day, and that day has come."""
    return day is not None and day <= on


def coded_confirmed(f: Facts) -> bool:
    return by(f.item.sgbv_confirmed_on, f.on)


def coded_signed(f: Facts) -> bool:
    return f.item.sgbv_focal_point_signed


def outside_scope(f: Facts, g: GrantFacts) -> bool:
    """Row 12: sensitive content that the grant's material does not name."""
    if f.item.contains is None:
        return False
    return any(part in SENSITIVE and part not in g.material for part in f.item.contains)


def may_be_named(f: Facts, g: GrantFacts) -> bool:
    if f.purpose == Purpose.PUBLIC_ANONYMOUS:  # STRICTER
        return False
    return g.identity == Identity.IDENTIFIED


def caveat(f: Facts, c: ConsentFacts, g: GrantFacts) -> bool:
    """Row 21: something R must be told it may not do."""
    if g.onward_sharing is False:
        return True
    if f.purpose == Purpose.ONWARD_EUROJUST_EUROPOL:
        return False
    return c.onward_eurojust_europol != Answer.YES


def country_covered(f: Facts, g: GrantFacts) -> bool:
    if f.recipient.state in g.countries_denied:
        return False
    if g.countries_allowed is None:
        return True
    return f.recipient.state is not None and f.recipient.state in g.countries_allowed


def confirmed(f: Facts, g: GrantFacts) -> bool:
    return between(g.given_on, g.confirmed_for_recipient_on, f.on)


def six_months(r: RiskFacts) -> date:
    return months_after(r.assessed_on, 6)


# --- rows that read the item and the recipient ---------------------------------------

ITEM_LINES = [
    Line(1, DENY, lambda f: f.item.integrity_ok is not True),
    Line(1, DENY, lambda f: f.item.quarantined is not False),
    Line(1, DENY, lambda f: f.item.restricted_art18 is not False),
    Line(1, DENY, lambda f: f.item.open_rights_request is not False),
    Line(2, DENY, lambda f: f.item.support_record),
    Line(3, DENY, lambda f: f.recipient.blocked is not False),
    Line(3, DENY, lambda f: f.recipient.state in ("BY", "RU")),
    Line(3, DENY, lambda f: f.recipient.state_blocked is True),  # STRICTER
    Line(3, DENY, lambda f: f.recipient.state is not None and f.recipient.state_blocked is None),
    Line(3, DENY, lambda f: f.recipient.state is None and not f.recipient.international_organisation),
    Line(14, DENY, lambda f: f.item.others is None),
    Line(
        14,
        REDACT,
        lambda f: any(not other.alleged_official and not other.own_grant_for_purpose for other in f.item.others or ()),
    ),
    Line(16, DENY, lambda f: f.recipient.in_eea is not True and not f.recipient.transfer_basis_on),
    Line(
        16,
        DENY,
        lambda f: f.recipient.international_organisation and not f.recipient.transfer_basis_on,
    ),
    Line(17, HOLD, lambda f: not f.recipient.agreement),
    Line(17, HOLD, lambda f: not f.recipient.channel_approved),
]

NO_PERSON_LINES = [Line(4, DENY, lambda f: len(f.persons) == 0)]

CODE_LINES = [
    Line(11, DENY, lambda f: f.item.sgbv_or_restricted_code is None),
    Line(11, HOLD, lambda f: f.item.sgbv_or_restricted_code is True and not coded_confirmed(f)),
    Line(11, HOLD, lambda f: f.item.sgbv_or_restricted_code is True and not coded_signed(f)),
]

# --- rows that read the risk: of each person, or of an open-source collection --------

RISK_LINES = [
    Line(15, DENY, lambda f, r: r is None),
    Line(15, DENY, lambda f, r: r is not None and r.assessed_on > f.on),
    Line(15, DENY, lambda f, r: r is not None and r.raised_since_consent is None),
    # STRICTER: the review must fall after the six months.
    Line(
        15,
        HOLD,
        lambda f, r: (
            r is not None
            and f.on > six_months(r)
            and not between(six_months(r) + timedelta(days=1), r.safety_reviewed_on, f.on)
        ),
    ),
    # STRICTER: no review saves an expired assessment.
    Line(15, HOLD, lambda f, r: r is not None and r.valid_to is not None and r.valid_to < f.on),
    Line(
        15,
        HOLD,
        lambda f, r: (
            r is not None and r.raised_since_consent is True and not between(r.assessed_on, r.safety_reviewed_on, f.on)
        ),
    ),
]

# --- rows that read the source person ------------------------------------------------

NOT_AT_HAND = (LifeStatus.DETAINED, LifeStatus.MISSING, LifeStatus.UNREACHABLE, LifeStatus.DEAD)


def was_child(p: PersonFacts) -> bool:
    return p.age_at_interview is not None and p.age_at_interview < 18


PERSON_LINES = [
    Line(4, DENY, lambda f, p: not p.identified_in_store),
    Line(5, DENY, lambda f, p: p.consent is None),
    Line(5, DENY, lambda f, p: p.consent is not None and not p.consent.proof_present),
    Line(5, DENY, lambda f, p: p.consent is not None and not p.consent.form_hash_matches),
    Line(10, DENY, lambda f, p: p.age_at_interview is None),
    Line(10, DENY, lambda f, p: was_child(p) and p.age_now is None),
    Line(
        10,
        HOLD,
        lambda f, p: (
            was_child(p) and p.age_now is not None and p.age_now >= 18 and not by(p.asked_again_as_adult_on, f.on)
        ),
    ),
    Line(
        10,
        HOLD,
        lambda f, p: (
            p.consent is not None
            and p.consent.capacity == Capacity.GUARDIAN_WITH_ASSENT
            and not by(p.asked_again_as_adult_on, f.on)  # STRICTER
        ),
    ),
    Line(20, DENY, lambda f, p: p.status is None),
    Line(20, HOLD, lambda f, p: p.status in NOT_AT_HAND and not by(p.protection_reviewed_on, f.on)),
]

# --- rows that read the consent record -----------------------------------------------

RECORD_LINES = [
    Line(6, DENY, lambda f, p, c: c.withdrawn_in_full),
    Line(6, DENY, lambda f, p, c: c.invalidated_in_full),
    Line(7, DENY, lambda f, p, c: f.purpose not in c.purposes_on_form),
    Line(7, DENY, lambda f, p, c: c.grant is None),
]

# --- rows that read the answer to the purpose ----------------------------------------

GRANT_LINES = [
    Line(6, DENY, lambda f, p, c, g: g.withdrawn),
    Line(6, DENY, lambda f, p, c, g: g.invalidated),
    Line(7, DENY, lambda f, p, c, g: g.answer == Answer.NO),
    Line(7, DENY, lambda f, p, c, g: g.answer == Answer.NOT_ASKED),
    Line(8, HOLD, lambda f, p, c, g: g.answer == Answer.ASK_ME and not confirmed(f, g)),
    Line(8, HOLD, lambda f, p, c, g: g.contact_first and not confirmed(f, g)),
    Line(9, DENY, lambda f, p, c, g: g.given_on > f.on),
    Line(9, DENY, lambda f, p, c, g: p.circumstances_changed is None),
    Line(9, HOLD, lambda f, p, c, g: p.circumstances_changed is True),
    Line(9, HOLD, lambda f, p, c, g: g.renewal_due),
    Line(9, HOLD, lambda f, p, c, g: g.expires_on is not None and g.expires_on < f.on),
    Line(9, HOLD, lambda f, p, c, g: f.on > months_after(g.given_on, 24)),
    Line(12, DENY, lambda f, p, c, g: f.item.contains is None),
    Line(12, REDACT, lambda f, p, c, g: outside_scope(f, g)),
    Line(12, DENY, lambda f, p, c, g: outside_scope(f, g) and f.item.nothing_else is not False),
    Line(13, DENY, lambda f, p, c, g: f.recipient.needs_names is None),
    Line(13, DENY, lambda f, p, c, g: f.item.carries_name is None),
    Line(13, REDACT, lambda f, p, c, g: f.recipient.needs_names is True and not may_be_named(f, g)),
    Line(13, REDACT, lambda f, p, c, g: f.item.carries_name is True and not may_be_named(f, g)),
    Line(21, ALLOW, lambda f, p, c, g: caveat(f, c, g) and f.recipient.accepts_caveats is True),
    Line(21, HOLD, lambda f, p, c, g: caveat(f, c, g) and f.recipient.accepts_caveats is False),
    Line(21, DENY, lambda f, p, c, g: caveat(f, c, g) and f.recipient.accepts_caveats is None),
    Line(0, DENY, lambda f, p, c, g: not country_covered(f, g)),
    Line(0, DENY, lambda f, p, c, g: f.item.material not in g.material),
]

#: Of which kinds of item each list is asked, and of what: the item itself, each person,
#: each readable record, each readable grant, or the risk.
TABLE = [
    (CLOSED | OPEN | ANALYTIC, "item", ITEM_LINES),
    (CLOSED, "item", NO_PERSON_LINES),
    (CLOSED | ANALYTIC, "item", CODE_LINES),  # STRICTER: of an analytic product itself too
    (CLOSED | OPEN, "risk", RISK_LINES),
    (CLOSED, "person", PERSON_LINES),
    (CLOSED, "record", RECORD_LINES),
    (CLOSED, "grant", GRANT_LINES),
]

Hit = tuple[int, str]


# --- reading the table ---------------------------------------------------------------


def readable_record(p: PersonFacts) -> ConsentFacts | None:
    c = p.consent
    if c is None or not c.proof_present or not c.form_hash_matches:
        return None
    return c


def readable_grant(p: PersonFacts) -> GrantFacts | None:
    c = readable_record(p)
    return None if c is None else c.grant


def asked_of(reads: str, f: Facts) -> list[tuple[object, ...]]:
    """Everything the lines are to be asked of, as arguments for them."""
    if reads == "item":
        return [(f,)]
    if reads == "risk" and f.item.kind == ItemKind.OPEN_SOURCE:
        return [(f, f.item.risk)]
    if reads == "risk":
        return [(f, p.risk) for p in f.persons]
    if reads == "person":
        return [(f, p) for p in f.persons]
    with_record = [p for p in f.persons if readable_record(p) is not None]
    if reads == "record":
        return [(f, p, p.consent) for p in with_record]
    with_grant = [p for p in with_record if readable_grant(p) is not None]
    return [(f, p, p.consent, readable_grant(p)) for p in with_grant]


def lines_that_apply(f: Facts) -> set[Hit]:
    hits: set[Hit] = set()
    for kinds, reads, lines in TABLE:
        if f.item.kind not in kinds:
            continue
        for arguments in asked_of(reads, f):
            for line in lines:
                if line.applies(*arguments):
                    hits.add((line.number, line.outcome))
    return hits


def strictest(hits: set[Hit]) -> str:
    for outcome in STRICTEST_FIRST:
        if any(hit == outcome for _, hit in hits):
            return outcome
    return ALLOW


def row_22(f: Facts, hits: set[Hit]) -> bool:
    """On its own conditions, and nothing above but redactions and a caveat."""
    if strictest(hits) not in (REDACT, ALLOW) or len(f.persons) == 0:
        return False
    grants = [readable_grant(p) for p in f.persons]
    return all(
        g is not None
        and g.answer in (Answer.YES, Answer.ASK_ME)
        and country_covered(f, g)
        and f.item.material in g.material
        for g in grants
    )


def hits_of(f: Facts) -> set[Hit]:
    """Every (row, outcome) that hits, errors not caught."""
    if f.item.kind not in EVERY:
        return {(0, DENY)}
    hits = lines_that_apply(f)
    if f.item.kind == ItemKind.ANALYTIC:
        if len(f.sources) == 0:
            hits.add((0, DENY))
        for source in f.sources:
            hits |= hits_of(source)
    if f.item.kind == ItemKind.CLOSED_SOURCE:
        if row_22(f, hits):
            hits.add((22, ALLOW))
        elif strictest(hits) in (REDACT, ALLOW):
            hits.add((0, DENY))
    return hits


def expected(facts: Facts) -> tuple[str, frozenset[int]]:
    """The strictest outcome and the numbers of all rows that hit."""
    try:
        hits = hits_of(facts)
    except Exception:  # the table: "an error in evaluation = DENY"
        return DENY, frozenset({0})
    return strictest(hits), frozenset(number for number, _ in hits)
