"""Reasons as an entry keeps them, and the sentences made of them when they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from consent.decision import Caveat, Decision, Outcome, Reason, sentence
from consent.facts import Purpose
from disclosures import words

# The actor no longer sees the item: nothing is known, so nothing may go.
NOT_VISIBLE = {"row": 0, "outcome": Outcome.DENY.name, "code": "not_visible", "unknown": None, "purpose": None}

GRANTED = "granted"


@dataclass(frozen=True)
class Shown:
    """One reason as the page has it."""

    row: int
    outcome: str
    sentence: Any
    unknown: str | None = None
    subject: str | None = None  # the person whose facts were read


def stored(decision: Decision) -> list[dict[str, Any]]:
    """The strictest first, and a plain yes before its conditions: whoever reads one line reads what decides."""
    return [
        {
            "row": reason.row,
            "outcome": reason.outcome.name,
            "code": reason.code,
            "unknown": reason.unknown,
            "purpose": str(reason.purpose) if reason.purpose else None,
            "person": str(reason.person) if reason.person else None,
        }
        for reason in sorted(decision.reasons, key=lambda reason: (-reason.outcome, reason.code != GRANTED))
    ]


def shown(reasons: list[Mapping[str, Any]], item: UUID) -> list[Shown]:
    return [
        Shown(row["row"], row["outcome"], _sentence(row, item), row["unknown"], row.get("person")) for row in reasons
    ]


def caveat(name: str) -> Any:
    return CAVEATS[Caveat(name)]


CAVEATS = {Caveat.NO_ONWARD_SHARING: words.NO_ONWARD_SHARING}


def _sentence(row: Mapping[str, Any], item: UUID) -> Any:
    if row["code"] == NOT_VISIBLE["code"]:
        return words.NOT_VISIBLE
    return sentence(
        Reason(
            row=row["row"],
            outcome=Outcome[row["outcome"]],
            code=row["code"],
            unknown=row["unknown"],
            person=None,
            item=item,
            purpose=Purpose(row["purpose"]) if row["purpose"] else None,
        )
    )
