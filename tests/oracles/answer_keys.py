"""Sixty fictional testimonies and what a careful reader marks in them (testimonies/README.md says how).

`accounts()` reads the texts and keys; `judge()` compares what somebody else found with a key. Both know nothing of
the rules they judge.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

FOLDER = Path(__file__).parent / "testimonies"
KINDS = ("street_arrest", "detention", "trial", "search", "dismissal", "departure", "hospital", "colony")
#: How much of what both spans cover together must be shared. A name stands with or without its town ("Шклов, ИК-17"),
#: and of acts one letter is enough: readers rightly differ about how much of a sentence carries one.
SHARED = {"dates": Fraction(1, 2), "facilities": Fraction(1, 4), "acts": Fraction(0)}


class Entry(NamedTuple):
    """One thing marked: where it stands, in code points, end exclusive, and the values that are right there.

    A value is (earliest, latest) for a date, a gazetteer id for a facility, a framework code for an act.
    """

    start: int
    end: int
    quote: str
    values: tuple[object, ...]
    row: dict


class Account(NamedTuple):
    number: int
    language: str
    kind: str
    form: str
    mixed: bool
    taken: date
    held_out: bool
    text: str
    entries: dict[str, list[Entry]]  # dates, facilities, acts, not_acts


class Found(NamedTuple):
    start: int
    end: int
    value: object


class Score(NamedTuple):
    hits: int
    found: int
    expected: int

    @property
    def recall(self) -> Fraction | None:
        return Fraction(self.hits, self.expected) if self.expected else None

    @property
    def precision(self) -> Fraction | None:
        return Fraction(self.hits, self.found) if self.found else None


@cache
def accounts() -> tuple[Account, ...]:
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.yaml")))


def held_out() -> tuple[Account, ...]:
    return tuple(one for one in accounts() if one.held_out)


def _read(path: Path) -> Account:
    key = yaml.safe_load(path.read_text(encoding="utf-8"))
    text = path.with_suffix(".txt").read_bytes().decode("utf-8")
    entries = {
        kind: [_entry(row, text, kind) for row in key[kind]] for kind in ("dates", "facilities", "acts", "not_acts")
    }
    head = [key[name] for name in ("number", "language", "kind", "form", "mixed", "taken", "held_out")]
    return Account(*head, text, entries)


def _entry(row: dict, text: str, kind: str) -> Entry:
    start = place(text, row["quote"], row["occurrence"])
    values = {
        "dates": lambda: ((row["earliest"], row["latest"]),),
        "facilities": lambda: tuple(row["ids"]),
        "acts": lambda: (row["code"],),
        "not_acts": lambda: (),
    }[kind]()
    return Entry(start, start + len(row["quote"]), row["quote"], values, row)


def place(text: str, quote: str, occurrence: int) -> int:
    """Where the quote stands for the n-th time, counted from 1 and without overlaps; ValueError when it does not."""
    start = -len(quote)
    for _ in range(occurrence):
        start = text.index(quote, start + len(quote) if start >= 0 else 0)
    return start


def judge(found: Iterable[Found], entries: list[Entry], kind: str) -> Score:
    """The most pairs of a finding and an entry that agree in place and value, each used once."""
    found = sorted(set(found), key=lambda one: (one.start, one.end, str(one.value)))
    fitting = [[at for at, entry in enumerate(entries) if _agree(one, entry, SHARED[kind])] for one in found]
    return Score(most_pairs(fitting), len(found), len(entries))


def most_pairs(fitting: list[list[int]]) -> int:
    """`fitting`: of each finding the entries that agree with it. How many pairs there can be, each used once."""
    taken: dict[int, int] = {}

    def settle(one: int, seen: set[int]) -> bool:
        for at in fitting[one]:
            if at not in seen:
                seen.add(at)
                if at not in taken or settle(taken[at], seen):
                    taken[at] = one
                    return True
        return False

    return sum(settle(one, set()) for one in range(len(fitting)))


def _agree(one: Found, entry: Entry, least: Fraction) -> bool:
    shared = min(one.end, entry.end) - max(one.start, entry.start)
    union = max(one.end, entry.end) - min(one.start, entry.start)
    return shared > 0 and Fraction(shared, union) >= least and one.value in entry.values
