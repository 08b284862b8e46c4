"""Reasons as an entry keeps them, and the sentences made of them when they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from consent.decision import Caveat, Decision, Outcome, sentence
from consent.decision.outcome import Finding
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


def shown(reasons: list[Mapping[str, Any]]) -> list[Shown]:
    return [Shown(row["row"], row["outcome"], _sentence(row), row["unknown"], row.get("person")) for row in reasons]


def caveat(name: str) -> Any:
    return CAVEATS[Caveat(name)]


CAVEATS = {Caveat.NO_ONWARD_SHARING: words.NO_ONWARD_SHARING}


def _sentence(row: Mapping[str, Any]) -> Any:
    if row["code"] == NOT_VISIBLE["code"]:
        return words.NOT_VISIBLE
    return _said(get_language() or "en", row["outcome"], row["code"], row["unknown"], row["purpose"])


@lru_cache(4096)
def _said(language: str, outcome: str, code: str, unknown: str | None, purpose: str | None) -> str:
    """Sentences name nobody and no item, so that the same ones serve all entries: a page shows hundreds."""
    return str(sentence(Finding(Outcome[outcome], code, unknown, purpose=Purpose(purpose) if purpose else None)))
