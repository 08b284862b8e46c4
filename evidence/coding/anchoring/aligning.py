"""Two layers laid beside each other, word by word, in their order; and how sure each word's place is.

The best alignment is not enough: where an answer is given five times and one of them is lost, several are as good.
So each word's place is compared with the best alignment that puts the word *elsewhere*: if that one is nearly as good,
the place is not sure. Nearly: less than what it costs to take a sentence for one that differs in a single word.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evidence.coding.anchoring.words import Layer, respelt

SAME, RESPELT, OTHER, GAP = 8, 6, -1, 2
MARGIN = 9  # SAME - OTHER: to put it elsewhere one word at least had to be taken for another
SHINGLES = (6, 4, 3)  # words that stand together once in either layer hold the layers together
ASIDE = 64  # words to either side within which a better place is looked for
LARGEST = 4_000_000  # cells between two such holds; what is larger was written anew, and nothing in it is sure
_NEVER = -(2**30)


@dataclass(frozen=True)
class Alignment:
    old: Layer
    new: Layer
    partner: Sequence[int]  # for each old word the new one, or -1
    kind: Sequence[int]  # SAME, RESPELT, OTHER; 0 without a partner
    sure: Sequence[bool]


def align(old: Layer, new: Layer) -> Alignment:
    ids: dict[str, int] = {}
    before = np.array([ids.setdefault(word, len(ids)) for word in old.words], dtype=np.int32)
    after = np.array([ids.setdefault(word, len(ids)) for word in new.words], dtype=np.int32)
    near = {ids[word]: [ids[one] for one in found] for word, found in respelt(old.words, new.words).items()}
    low, high = _band(old.words, new.words)
    found = _Table(before, after, near, low, high).places()
    partner, kind, margin = found
    sure = _sure(partner, kind, margin)
    return Alignment(old, new, partner, kind, sure)


def _sure(partner: list[int], kind: list[int], margin: list[int]) -> list[bool]:
    sure = [k in (SAME, RESPELT) and m >= MARGIN for k, m in zip(kind, margin, strict=True)]
    # One word for one word between two that are sure: heard otherwise, and in the same place.
    for at in range(1, len(sure) - 1):
        held = sure[at - 1] and sure[at + 1] and kind[at - 1] > 0 and kind[at + 1] > 0
        if kind[at] == OTHER and held and partner[at - 1] + 1 == partner[at] == partner[at + 1] - 1:
            sure[at] = True
    return sure


class _Table:
    """Needleman and Wunsch within a band, forwards and backwards; a row for each word of the old layer."""

    def __init__(self, old: Any, new: Any, near: dict[int, list[int]], low: list[int], high: list[int]) -> None:
        self.old, self.new, self.near, self.low, self.high = old, new, near, low, high

    def places(self) -> tuple[list[int], list[int], list[int]]:
        count = len(self.old)
        partner, kind, margin = [-1] * count, [0] * count, [0] * count
        if not count or not len(self.new):
            return partner, kind, margin
        forward = self._forward()
        behind = -GAP * (self.high[count] - np.arange(self.low[count], self.high[count] + 1))
        for row in range(count - 1, -1, -1):
            low, high = self.low[row], self.high[row]
            score = self._score(row, low, high)
            beside = _shifted(behind, self.low[row + 1], low, high + 1)
            paired = forward[row][: len(score)] + score + beside[1 : len(score) + 1]
            dropped = forward[row] - GAP + beside[: high - low + 1]
            partner[row], kind[row], margin[row] = _told(paired, dropped, score, low)
            best = beside[: high - low + 1] - GAP
            best[: len(score)] = np.maximum(best[: len(score)], score + beside[1 : len(score) + 1])
            steps = GAP * np.arange(low, high + 1)
            behind = np.maximum.accumulate((best - steps)[::-1])[::-1] + steps
        return partner, kind, margin

    def _forward(self) -> list[Any]:
        rows = [-GAP * np.arange(self.low[0], self.high[0] + 1)]
        for row in range(len(self.old)):
            low, high = self.low[row + 1], self.high[row + 1]
            above = _shifted(rows[-1], self.low[row], low - 1, high)
            best = above[1:] - GAP
            score = self._score(row, low - 1, high)
            best[: len(score)] = np.maximum(best[: len(score)], above[: len(score)] + score)
            steps = GAP * np.arange(low, high + 1)
            rows.append(np.maximum.accumulate(best + steps) - steps)
        return rows

    def _score(self, row: int, low: int, high: int) -> Any:
        """Of the old word with the new ones from `low` on, as many as there are up to `high`."""
        pad = max(0, -low)
        beside = self.new[low + pad : high]
        word = self.old[row]
        score = np.where(beside == word, SAME, OTHER)
        for other in self.near.get(int(word), ()):
            score[beside == other] = RESPELT
        return np.concatenate([np.full(pad, _NEVER), score]) if pad else score


def _shifted(row: Any, held: int, low: int, high: int) -> Any:
    """The part of a row that begins at column `held`, from `low` to `high`; never where the row does not reach."""
    part = np.full(high - low + 1, _NEVER, dtype=np.int64)
    first, last = max(held, low), min(held + len(row) - 1, high)
    if first <= last:
        part[first - low : last - low + 1] = row[first - held : last - held + 1]
    return part


def _told(paired: Any, dropped: Any, score: Any, low: int) -> tuple[int, int, int]:
    """The word's place, what it is beside there, and by how much this is better than any other place."""
    gone = int(dropped.max())
    if not len(paired):
        return -1, 0, 0
    at = int(paired.argmax())
    best = int(paired[at])
    if best < gone:
        return -1, 0, gone - best
    paired[at] = _NEVER
    return low + at, int(score[at]), best - max(gone, int(paired.max()))


def _band(old: Sequence[str], new: Sequence[str]) -> tuple[list[int], list[int]]:
    """For each row the columns that are looked at: round the holds, and all between two of them."""
    holds = [(0, 0), *_holds(old, new, (0, len(old)), (0, len(new)), SHINGLES), (len(old), len(new))]
    low, high = [0] * (len(old) + 1), [0] * (len(old) + 1)
    for (above, left), (below, right) in zip(holds, holds[1:], strict=False):
        wide = (below - above) * (right - left) > LARGEST
        for row in range(above, below + 1):
            share = (row - above) / max(1, below - above)
            near = (left + int(share * (right - left)),) * 2 if wide else (left, right)
            low[row] = max(0, near[0] - ASIDE)
            high[row] = max(high[row], min(len(new), near[1] + ASIDE))
    for row in range(len(old) - 1, -1, -1):  # neither edge ever goes back
        low[row] = min(low[row], low[row + 1])
    for row in range(1, len(old) + 1):
        high[row] = max(high[row], high[row - 1])
    low[0], high[len(old)] = 0, len(new)
    return low, high


def _holds(
    old: Sequence[str], new: Sequence[str], rows: tuple[int, int], columns: tuple[int, int], shingles: Sequence[int]
) -> list[tuple[int, int]]:
    """Places of words that stand together once in either part, the longest row of them that keeps the order."""
    if not shingles:
        return []
    size = shingles[0]
    here, there = _once(old, rows, size), _once(new, columns, size)
    both = sorted((place, there[words]) for words, place in here.items() if words in there)
    chain = _rising(both)
    found: list[tuple[int, int]] = []
    for (above, left), (below, right) in zip(
        [(rows[0], columns[0]), *chain], [*chain, (rows[1], columns[1])], strict=True
    ):
        if below - above > 2 * ASIDE and right > left:
            found += _holds(old, new, (above, below), (left, right), shingles[1:])
        if (below, right) != (rows[1], columns[1]):
            found.append((below, right))
    return found


def _once(words: Sequence[str], part: tuple[int, int], size: int) -> dict[tuple[str, ...], int]:
    seen: dict[tuple[str, ...], int] = {}
    for place in range(part[0], part[1] - size + 1):
        shingle = tuple(words[place : place + size])
        seen[shingle] = -1 if shingle in seen else place
    return {shingle: place for shingle, place in seen.items() if place >= 0}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs in which both numbers rise."""
    tails: list[int] = []  # columns
    tail_at: list[int] = []
    before: list[int] = []
    for at, (_row, column) in enumerate(pairs):
        length = bisect_left(tails, column)
        tails[length : length + 1] = [column]
        tail_at[length : length + 1] = [at]
        before.append(tail_at[length - 1] if length else -1)
    chain, at = [], tail_at[-1] if tail_at else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
