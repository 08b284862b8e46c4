"""Which translated segments say what which original ones say, n to m, in order.

By time codes when both sides have them. Else by order and length (the idea of Gale and
Church, 1993), helped by what no translation changes: figures, question marks, whose turn it
is. Whatever is not plain is marked unsure, for a person to join or split.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from iapb.language.base import Segment

# (originals, translations): what it costs to read them as one, in units of 100 × -ln probability.
BEADS = {(1, 1): 0, (2, 1): 230, (1, 2): 230, (2, 2): 440, (3, 1): 500, (1, 3): 500, (1, 0): 600, (0, 1): 600}
VARIANCE = 6.8  # of a translated length per sign of original
FIGURES_DIFFER, FIGURES_AGREE = 350, -120
SPEAKERS_DIFFER, QUESTIONS_DIFFER = 300, 120
SURE_COST = 250
BAND, BAND_SHARE = 40, 0.1
HALF = 0.5
FIGURE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Indexes of originals and of translations; one of the two may be empty."""

    sources: tuple[int, ...]
    targets: tuple[int, ...]
    sure: bool


def align(sources: Sequence[Segment], targets: Sequence[Segment]) -> list[Pair]:
    """Every segment of both sides stands in exactly one pair, in order."""
    if not sources or not targets:
        return [Pair((n,), (), False) for n in range(len(sources))] + [
            Pair((), (n,), False) for n in range(len(targets))
        ]
    if all(one.start_ms is not None and one.end_ms is not None for one in (*sources, *targets)):
        return _by_time(sources, targets)
    return _by_length(sources, targets)


def _by_time(sources: Sequence[Segment], targets: Sequence[Segment]) -> list[Pair]:
    order = sorted(range(len(sources)), key=lambda n: (sources[n].start_ms, n))
    others = sorted(range(len(targets)), key=lambda n: (targets[n].start_ms, n))
    pairs: list[Pair] = []
    one = other = 0
    while one < len(order) or other < len(others):
        left, right, reach = [], [], None
        # A group grows as long as the next segment of either side is mostly inside it.
        while True:
            if one < len(order) and _belongs(sources[order[one]], reach, left, right, other, others, targets):
                reach = _wider(reach, sources[order[one]])
                left.append(order[one])
                one += 1
            elif other < len(others) and _belongs(targets[others[other]], reach, right, left, one, order, sources):
                reach = _wider(reach, targets[others[other]])
                right.append(others[other])
                other += 1
            else:
                break
        pairs.append(Pair(tuple(left), tuple(right), bool(left and right)))
    return pairs


def _belongs(
    segment: Segment,
    reach: tuple[int, int] | None,
    own: list[int],
    facing: list[int],
    next_facing: int,
    facing_order: list[int],
    facing_segments: Sequence[Segment],
) -> bool:
    if reach is None:
        # The earlier of the two next ones opens the group.
        return (
            next_facing >= len(facing_order) or segment.start_ms <= facing_segments[facing_order[next_facing]].start_ms
        )
    if own and not facing:
        return False
    return _overlap(segment, reach) >= HALF


def _wider(reach: tuple[int, int] | None, segment: Segment) -> tuple[int, int]:
    start, end = segment.start_ms or 0, segment.end_ms or 0
    return (start, end) if reach is None else (min(reach[0], start), max(reach[1], end))


def _overlap(segment: Segment, reach: tuple[int, int]) -> float:
    """Share of the shorter of the two that lies in both."""
    start, end = segment.start_ms or 0, segment.end_ms or 0
    both = min(end, reach[1]) - max(start, reach[0])
    return both / max(1, min(end - start, reach[1] - reach[0]))


class _Side:
    """What the cost needs of one side, added up once."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.lengths = [0, *accumulate(len(one.text) + 1 for one in segments)]
        self.figures = [frozenset(FIGURE.findall(one.text)) for one in segments]
        self.asks = ["?" in one.text for one in segments]
        names = list(dict.fromkeys(one.speaker for one in segments if one.speaker))
        self.voices = len(names)
        self.voice = [names.index(one.speaker) if one.speaker else -1 for one in segments]

    def length(self, start: int, end: int) -> int:
        return self.lengths[end] - self.lengths[start]

    def figures_of(self, start: int, end: int) -> frozenset[str]:
        return frozenset().union(*self.figures[start:end])


class _Cost:
    def __init__(self, one: _Side, other: _Side) -> None:
        self.one, self.other = one, other
        self.ratio = other.lengths[-1] / one.lengths[-1]
        self.same_voices = one.voices == other.voices > 0

    def of(self, i: int, j: int, bead: tuple[int, int]) -> float:
        """Of reading originals i… and translations j… of that number as one."""
        n, m = bead
        cost = BEADS[bead] + self._of_length(self.one.length(i, i + n), self.other.length(j, j + m))
        if not n or not m:
            return cost
        left, right = self.one.figures_of(i, i + n), self.other.figures_of(j, j + m)
        if left and left == right:
            cost += FIGURES_AGREE
        elif left and right and not left & right:
            cost += FIGURES_DIFFER
        if self.same_voices and self.one.voice[i] != self.other.voice[j]:
            cost += SPEAKERS_DIFFER
        if any(self.one.asks[i : i + n]) != any(self.other.asks[j : j + m]):
            cost += QUESTIONS_DIFFER
        return cost

    def _of_length(self, original: int, translated: int) -> float:
        if not original or not translated:
            return 0
        mean = (original + translated / self.ratio) / 2
        return _surprise(round(abs(translated - original * self.ratio) / math.sqrt(mean * VARIANCE), 1))


@lru_cache(4096)
def _surprise(deviation: float) -> float:
    """100 × -ln of the chance that chance alone makes lengths differ so."""
    chance = math.erfc(deviation / math.sqrt(2))
    return -100 * math.log(max(chance, 1e-12))


def _by_length(sources: Sequence[Segment], targets: Sequence[Segment]) -> list[Pair]:
    cost = _Cost(_Side(sources), _Side(targets))
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    n, m = len(sources), len(targets)
    band = max(BAND, abs(n - m) + 10, int(BAND_SHARE * max(n, m)))
    for i in range(n + 1):
        middle = i * m // n
        for j in range(max(0, middle - band), min(m, middle + band) + 1):
            if (i, j) != (0, 0):
                _reach(best, cost, i, j)
    return _walk_back(best, cost, n, m)


def _reach(best: dict, cost: _Cost, i: int, j: int) -> None:
    found = None
    for bead in BEADS:
        before = (i - bead[0], j - bead[1])
        known = best.get(before)
        if known is None:
            continue
        total = known[0] + cost.of(*before, bead)
        if found is None or total < found[0]:
            found = (total, bead)
    if found:
        best[i, j] = found


def _walk_back(best: dict, cost: _Cost, i: int, j: int) -> list[Pair]:
    pairs = []
    while (i, j) != (0, 0):
        bead = best[i, j][1]
        i, j = i - bead[0], j - bead[1]
        sources, targets = tuple(range(i, i + bead[0])), tuple(range(j, j + bead[1]))
        sure = bool(sources and targets) and cost.of(i, j, bead) < SURE_COST
        pairs.append(Pair(sources, targets, sure))
    return pairs[::-1]
