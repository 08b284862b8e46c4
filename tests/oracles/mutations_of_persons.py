"""Mutations of the source person and of the risk: rows 4, 10, 15 and 20."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from consent.facts import Capacity, Facts, LifeStatus, PersonFacts, RiskFacts
from tests.oracles.consent_mutation import (
    CLOSED,
    DAY,
    OPEN,
    Draw,
    Mutations,
    days_after,
    days_before,
    one_person,
)

MUTATIONS = Mutations()

MUTATIONS.add("no persons", 4, "DENY", {CLOSED}, "person", lambda draw, f: replace(f, persons=()))
MUTATIONS.of_person("not identified", 4, "DENY", {"identified_in_store": False})


def _guardian(p: PersonFacts) -> dict[str, Any]:
    if p.consent is None:
        return {}
    return {"consent": replace(p.consent, capacity=Capacity.GUARDIAN_WITH_ASSENT)}


MUTATIONS.of_person("age unknown", 10, "DENY", {"age_at_interview": None})
MUTATIONS.of_person("child then, age now unknown", 10, "DENY", {"age_at_interview": 17, "age_now": None})
MUTATIONS.of_person(
    "child then, adult now",
    10,
    "HOLD",
    {"age_at_interview": 17, "age_now": 18, "asked_again_as_adult_on": None},
)
MUTATIONS.of_person(
    "child then, to be asked later",
    10,
    "HOLD",
    lambda draw, f, p: {
        "age_at_interview": 15,
        "age_now": 19,
        "asked_again_as_adult_on": days_after(draw, f),
    },
)
MUTATIONS.of_person(
    "guardian only",
    10,
    "HOLD",
    lambda draw, f, p: {**_guardian(p), "asked_again_as_adult_on": None},
)
MUTATIONS.of_person(
    "guardian, to be asked later",
    10,
    "HOLD",
    lambda draw, f, p: {**_guardian(p), "asked_again_as_adult_on": days_after(draw, f)},
)


def _no_risk(draw: Draw, f: Facts) -> Facts:
    if f.item.kind == OPEN:
        return replace(f, item=replace(f.item, risk=None))
    return one_person(draw, f, lambda p: replace(p, risk=None))


def _old_risk(draw: Draw, f: Facts, reviewed: str) -> dict[str, Any]:
    """Assessed more than six months ago, and looked at again: never, early, late."""
    assessed_on = days_before(draw, f, 186, 900)
    day = {
        "never": None,
        "while young": assessed_on + timedelta(days=draw(st.integers(0, 180))),
        "in the future": days_after(draw, f),
        "before it": assessed_on - DAY,
    }[reviewed]
    return {"assessed_on": assessed_on, "valid_to": None, "safety_reviewed_on": day}


def _old_risk_reviewed(reviewed: str) -> Callable[[Draw, Facts, RiskFacts], dict[str, Any]]:
    return lambda draw, f, r: {**_old_risk(draw, f, reviewed), "raised_since_consent": False}


MUTATIONS.add("risk not assessed", 15, "DENY", {CLOSED, OPEN}, "person", _no_risk)
for when in ("never", "while young", "in the future", "before it"):
    MUTATIONS.of_risk(f"risk old, reviewed {when}", 15, "HOLD", _old_risk_reviewed(when))
MUTATIONS.of_risk(
    "risk past its date",
    15,
    "HOLD",
    lambda draw, f, r: {"valid_to": days_before(draw, f, 1, 60), "safety_reviewed_on": f.on},
)
MUTATIONS.of_risk(
    "risk raised",
    15,
    "HOLD",
    lambda draw, f, r: {"raised_since_consent": True, "safety_reviewed_on": None},
)
MUTATIONS.of_risk(
    "risk raised, review before the assessment",
    15,
    "HOLD",
    lambda draw, f, r: {
        "raised_since_consent": True,
        "safety_reviewed_on": r.assessed_on - DAY,
    },
)
MUTATIONS.of_risk("risk raised unknown", 15, "DENY", lambda draw, f, r: {"raised_since_consent": None})
MUTATIONS.of_risk(
    "risk assessed in the future",
    15,
    "DENY",
    lambda draw, f, r: {"assessed_on": days_after(draw, f), "raised_since_consent": False},
)
MUTATIONS.of_person("status unknown", 20, "DENY", {"status": None})
for status in (
    LifeStatus.DETAINED,
    LifeStatus.MISSING,
    LifeStatus.UNREACHABLE,
    LifeStatus.DEAD,
):
    MUTATIONS.of_person(str(status), 20, "HOLD", {"status": status, "protection_reviewed_on": None})
MUTATIONS.of_person(
    "dead, to be reviewed later",
    20,
    "HOLD",
    lambda draw, f, p: {
        "status": LifeStatus.DEAD,
        "protection_reviewed_on": days_after(draw, f),
    },
)


def _around(draw: Draw, f: Facts, months: int) -> Any:
    """A day that lies about so many months before the day of the decision."""
    return f.on - timedelta(days=draw(st.integers(months * 30 - 1, months * 31 + 2)))


def _near_review(draw: Draw, f: Facts, r: RiskFacts) -> dict[str, Any]:
    assessed_on = draw(st.sampled_from((_around(draw, f, 6), days_before(draw, f, 190, 800))))
    half_year = assessed_on + timedelta(days=draw(st.integers(179, 186)))
    return {
        "assessed_on": assessed_on,
        "safety_reviewed_on": draw(st.sampled_from((None, half_year, f.on, assessed_on))),
    }


MUTATIONS.of_risk("risk about half a year old", None, "ALLOW HOLD", _near_review)
MUTATIONS.of_risk(
    "risk about to lapse",
    None,
    "ALLOW HOLD",
    lambda draw, f, r: {"valid_to": f.on + DAY * draw(st.integers(-1, 1))},
)
MUTATIONS.of_person(
    "about to come of age",
    None,
    "ALLOW HOLD",
    lambda draw, f, p: {
        "age_at_interview": draw(st.integers(17, 18)),
        "age_now": draw(st.integers(17, 19)),
        "asked_again_as_adult_on": draw(st.sampled_from((None, f.on - DAY, f.on, f.on + DAY))),
    },
)
MUTATIONS.of_person(
    "protection reviewed about today",
    None,
    "ALLOW HOLD",
    lambda draw, f, p: {
        "status": LifeStatus.MISSING,
        "protection_reviewed_on": f.on + DAY * draw(st.integers(-1, 1)),
    },
)
