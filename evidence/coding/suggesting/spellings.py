"""Entries of a register looked for by the spellings it holds of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from evidence.coding.suggesting.base import Proposal, plain
from evidence.coding.suggesting.titles import TITLE

B = r"(?<![\w-])"
CAPITAL = re.compile(r"[А-ЯЁІЎ][а-яёіў'’-]{2,}|[A-Z][a-z'’-]{2,}|[А-ЯЁІЎA-Z]\.")


def find_named(kind: str, text: str, entries: dict[str, list[str]]) -> list[Proposal]:
    """Entries that people have made, by every spelling they gave them, each word written with a capital as a name is.

    Where two entries are spelled alike, the one is proposed and the other told beside it.
    """
    small = plain(text)
    at: dict[tuple[int, int], list[str]] = {}
    for key, spellings in entries.items():
        names = [one for one in spellings if kind != "official" or _is_name(one)]
        for start, end in spans(small, whole(names)):
            if kind != "official" or all(word[0].isupper() for word in text[start:end].split()):
                at.setdefault((start, end), []).append(key)
    found = [
        Proposal(kind, start, end, keys[0], "register", text[start:end], tuple(keys[1:]))
        for (start, end), keys in at.items()
    ]
    return sorted(longest(found), key=lambda one: one.start)


def _is_name(spelling: str) -> bool:
    """Not a description or a post ("the officer at the metro", "Начальник смены")."""
    words = spelling.split()
    posts = re.compile(rf"(?i:{TITLE})$")
    return all(CAPITAL.fullmatch(word) and not posts.match(word) for word in words)


def whole(spellings: Iterable[str]) -> str:
    """Spellings as they stand in the register, each word with its ending left open."""
    every = ["\\s+".join(_open(word) for word in plain(one).split()) for one in spellings if len(one) > 3]
    return "(?:" + "|".join(sorted(every, key=len, reverse=True)) + r")(?!\w)" if every else r"(?!x)x"


def _open(word: str) -> str:
    if word.isascii():
        return re.escape(word) + "(?:'s)?"
    return re.escape(word) if len(word) < 5 else re.escape(word[:-2]) + r"\w{0,4}"


def spans(text: str, expression: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in re.finditer(B + expression, text))


def longest(found: list[Proposal]) -> list[Proposal]:
    """Where spans lie over one another, the longest of them."""
    kept: list[Proposal] = []
    for one in sorted(found, key=lambda one: one.start - one.end):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return kept
