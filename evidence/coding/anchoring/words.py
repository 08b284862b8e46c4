"""Words of a layer as they are compared: folded, with where they stand."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from unicodedata import normalize

_MARKS = "\u0300-\u036f"
_WORD = re.compile(rf"[\w{_MARKS}]+(?:[-'’ʼ][\w{_MARKS}]+)*")
_FOLDED = str.maketrans({"ё": "е", "’": "'", "ʼ": "'", "\u0301": None})
_SENTENCE_ENDS = re.compile(r"[.!?…\n]")
LEAST_RESPELT = 3  # letters: of shorter words a single letter makes another word

# Where one of these comes or goes, the words may say the opposite: a person looks.
_NEGATIONS = """
не нет ни нету никто никого никому никогда нигде ничего без нельзя якобы
ня не ні няма ніхто нікога ніколі нідзе нічога без нельга быццам
not no nor never nobody none nothing nowhere without cannot can't didn't don't wasn't weren't isn't hadn't
"""
NEGATIONS = frozenset(_NEGATIONS.split())


def fold(word: str) -> str:
    return normalize("NFC", word).casefold().translate(_FOLDED)


@dataclass(frozen=True)
class Piece:
    """A segment as it is needed here."""

    start: int
    content: str
    speaker: str = ""


@dataclass
class Layer:
    """A layer's words in their order."""

    pieces: Sequence[Piece]
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    piece: list[int] = field(default_factory=list)  # in which segment a word stands

    def __post_init__(self) -> None:
        for number, one in enumerate(self.pieces):
            for found in _WORD.finditer(one.content):
                self.words.append(fold(found.group()))
                self.starts.append(one.start + found.start())
                self.ends.append(one.start + found.end())
                self.piece.append(number)

    @cached_property
    def sentence(self) -> list[int]:
        """The number of the sentence each word stands in."""
        numbers, number = [], 0
        for place in range(len(self.words)):
            if place and (self.piece[place] != self.piece[place - 1] or _SENTENCE_ENDS.search(self.gap(place))):
                number += 1
            numbers.append(number)
        return numbers

    def gap(self, place: int) -> str:
        """What stands between a word and the one before it in the same segment."""
        one = self.pieces[self.piece[place]]
        return one.content[self.ends[place - 1] - one.start : self.starts[place] - one.start]

    def speaker(self, place: int) -> str:
        return self.pieces[self.piece[place]].speaker

    def within(self, start: int, end: int) -> range:
        """The words that share a character with the span."""
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))

    def character(self, at: int) -> str:
        one = next((p for p in self.pieces if p.start <= at < p.start + len(p.content)), None)
        return one.content[at - one.start] if one else "\n"


def respelt(old: Iterable[str], new: Iterable[str]) -> dict[str, set[str]]:
    """For words of the old layer those of the new one that differ by a letter, or by two that changed places."""
    by_key: dict[str, set[str]] = defaultdict(set)
    for word in set(new):
        for key in _keys(word):
            by_key[key].add(word)
    found = {}
    for word in set(old):
        near = set().union(*(by_key.get(key, ()) for key in _keys(word))) - {word}
        if near:
            found[word] = near
    return found


def _keys(word: str) -> set[str]:
    if len(word) < LEAST_RESPELT or any(letter.isdigit() for letter in word):
        return set()
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
