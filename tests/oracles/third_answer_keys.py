"""Twenty-four testimonies and keys of a third set, with officials and bodies (testimonies/third/README.md says how).

Written from the framework alone, before any rule was measured on them; form and judging of acts are those of
`answer_keys`. Dates and facilities are not marked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import yaml

from tests.oracles import answer_keys
from tests.oracles.answer_keys import Account, most_pairs, place

FOLDER = answer_keys.FOLDER / "third"
#: How much of what both spans cover together must be shared by a finding and an entry.
SHARED_NAMED = Fraction(1, 4)
#: The longest ending a declined surname adds to its stem ("-ага", "-ого", "-ыми").
ENDING = 3


@dataclass(frozen=True, slots=True)
class Official:
    """One mention of a person who holds an office of State, in code points, end exclusive."""

    start: int
    end: int
    quote: str
    name: str
    rank: str
    post: str
    body: str


@dataclass(frozen=True, slots=True)
class NotOfficial:
    """One mention of somebody named who holds no office."""

    start: int
    end: int
    quote: str
    who: str


@dataclass(frozen=True, slots=True)
class Body:
    """One mention that names a State body or unit and no place of detention."""

    start: int
    end: int
    quote: str
    what: str


@dataclass(frozen=True, slots=True)
class NamedFound:
    """What somebody else found: `sort` is "officials" or "bodies", `name` the surname as found (officials only)."""

    start: int
    end: int
    sort: str
    name: str = ""


class NamedScore(NamedTuple):
    pairs: int
    entries: int
    findings: int

    @property
    def recall(self) -> Fraction | None:
        return Fraction(self.pairs, self.entries) if self.entries else None

    @property
    def precision(self) -> Fraction | None:
        return Fraction(self.pairs, self.findings) if self.findings else None


@cache
def third() -> tuple[Account, ...]:
    paths = sorted(FOLDER.glob("*.yaml"), key=lambda path: int(path.stem))
    return tuple(answer_keys._read(path) for path in paths)


def officials(one: Account) -> tuple[Official, ...]:
    return tuple(
        Official(*_span(one, row), row["name"], row["rank"], row["post"], row["body"])
        for row in _rows(one, "officials")
    )


def not_officials(one: Account) -> tuple[NotOfficial, ...]:
    return tuple(NotOfficial(*_span(one, row), row["who"]) for row in _rows(one, "not_officials"))


def bodies(one: Account) -> tuple[Body, ...]:
    return tuple(Body(*_span(one, row), row["what"]) for row in _rows(one, "bodies"))


def judge_named(entries: Iterable[Official | Body], findings: Iterable[NamedFound]) -> NamedScore:
    """The most pairs of a finding and an entry that agree, each used once; all of one account."""
    entries = list(entries)
    findings = sorted(set(findings), key=lambda one: (one.start, one.end, one.sort, one.name))
    fitting = [[at for at, entry in enumerate(entries) if _agree(one, entry)] for one in findings]
    return NamedScore(most_pairs(fitting), len(entries), len(findings))


def same_name(found: str, name: str) -> bool:
    """Whether a word of one is a word of the other, case folded, up to what declension changes at its end.

    Initials are no words. Two words are one when all but the last two letters of the shorter (three at least) begin
    both, and neither goes on for more than an ending: Кацуба, Кацубы; Сарока, Сароцы; Баравы, Баравога.
    """
    return any(_same_word(one, other) for one in _words(found) for other in _words(name))


def _words(name: str) -> list[str]:
    return [word for word in re.findall(r"[\w'’-]+", name.casefold().replace("ё", "е")) if len(word) > 1]


def _same_word(one: str, other: str) -> bool:
    common = 0
    while common < min(len(one), len(other)) and one[common] == other[common]:
        common += 1
    if one == other:
        return True
    least = max(3, min(len(one), len(other)) - 2)
    return common >= least and max(len(one), len(other)) - common <= ENDING


def _agree(one: NamedFound, entry: Official | Body) -> bool:
    if one.sort != ("officials" if isinstance(entry, Official) else "bodies"):
        return False
    shared = min(one.end, entry.end) - max(one.start, entry.start)
    union = max(one.end, entry.end) - min(one.start, entry.start)
    if shared <= 0 or Fraction(shared, union) < SHARED_NAMED:
        return False
    return not isinstance(entry, Official) or same_name(one.name, entry.name)


def _rows(one: Account, sort: str) -> list[dict]:
    return yaml.safe_load((FOLDER / f"{one.number}.yaml").read_text(encoding="utf-8"))[sort]


def _span(one: Account, row: dict) -> tuple[int, int, str]:
    start = place(one.text, row["quote"], row["occurrence"])
    return start, start + len(row["quote"]), row["quote"]
