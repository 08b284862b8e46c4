"""What all rules of this folder share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A span in code points, end exclusive, what is proposed for it, and the words that gave the reason."""

    kind: str  # code, date, facility, place, body, official
    start: int
    end: int
    value: str  # a code, a register key, or the date as ISO, `start/end` for a range
    because: str  # name of the rule, for the sentence that is shown
    cue: str = ""  # the words that made the rule speak
    others: tuple[str, ...] = ()  # further register keys that are as right
    precision: str = ""


@cache
def data(name: str) -> Any:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """Small letters, ё as е, of the same length."""
    small = text.lower()
    if len(small) != len(text):  # some sign grows
        small = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
    return small.replace("ё", "е").replace("\xa0", " ").replace("’", "'").replace("ʼ", "'")


def form(pattern: str) -> str:
    """A form of the data files as a regular expression: the beginning of a word, or a whole one with $."""
    return pattern[:-1] + r"(?!\w)" if pattern.endswith("$") else pattern + r"\w*"


def either(patterns: list[str]) -> str:
    return "(?:" + "|".join(form(one) for one in patterns) + ")"
