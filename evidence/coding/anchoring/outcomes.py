"""What becomes of a tag when a newer layer takes over: it moves, or a person looks.

A tag moves when both its ends are sure (`aligning`) and what lies between is the same passage still. Everything else
is doubtful: rather a person than a wrong move. docs/decisions/re-anchoring.md
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evidence.coding.anchoring.aligning import RESPELT, SAME, Alignment, align
from evidence.coding.anchoring.words import NEGATIONS, Layer, Piece

AT_MOST = 5  # candidates
NEAR = 8  # words within which a sure one holds the end of a sentence
RARE_TIMES, RARE, LEAST_RARE = 3, 0.003, 2  # what is rare; so many rare words lost, and none kept, is another sentence
FEW = 6  # words: in so few of them a denial that comes or goes leaves little of what was tagged
LEAST_KEPT = 0.5  # of a tag's words
LONGEST_ALIEN = 3  # words gone or new in one place within a tag
ALIKE = 0.5  # of a candidate's words
LEAST_TWIN, TWIN_NEAR = 3, 64  # words of a sentence that stands twice, and between the two


class Why(StrEnum):
    SAME = "same"  # word for word
    SPELLING = "spelling"  # other letters or punctuation
    CHANGED = "changed"  # words within were heard otherwise; the ends are sure
    ENDS = "ends"  # where it begins or ends is not sure
    GONE = "gone"  # its words are not there any more
    LITTLE = "little"  # too few of its words are left
    BROKEN = "broken"  # a sentence within is new, or lost
    DENIAL = "denial"  # a "not", "never", "without" came or went
    SPEAKER = "speaker"  # another person says it now
    INSIDE = "inside"  # it begins or ends inside a word that was changed


MOVES = (Why.SAME, Why.SPELLING, Why.CHANGED)
# Moved all the same, and shown to a person: the place is sure, and the words are others.
TO_LOOK_AT = (Why.CHANGED, Why.DENIAL)


@dataclass(frozen=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True)
class Outcome:
    why: Why
    moved: Span | None = None
    candidates: tuple[Span, ...] = ()  # the likeliest first


def carry(old: Sequence[Piece], new: Sequence[Piece], tags: Iterable[Span]) -> list[Outcome]:
    """For each tag of the old layer what becomes of it on the new one."""
    beside = lay_beside(old, new)
    return [beside.outcome(tag) for tag in tags]


def lay_beside(old: Sequence[Piece], new: Sequence[Piece]) -> Beside:
    return Beside(align(Layer(old), Layer(new)))


class Beside:
    """Two layers beside each other, to be asked for one tag after another."""

    def __init__(self, alignment: Alignment) -> None:
        self.alignment, self.old, self.new = alignment, alignment.old, alignment.new
        self.speakers = _called_now(alignment)
        self.often = Counter(self.old.words)
        self.sentences: dict[int, list[int]] = {}
        for place, number in enumerate(self.old.sentence):
            self.sentences.setdefault(number, []).append(place)
        self.twins: dict[tuple[str, ...], list[int]] = {}
        for number, places in self.sentences.items():
            self.twins.setdefault(self._wording(places), []).append(number)
        self.places: dict[str, list[int]] = {}
        for place, word in enumerate(self.new.words):
            self.places.setdefault(word, []).append(place)

    @property
    def kept(self) -> float:
        """The share of the old layer's words that stand in the new one."""
        kept = sum(kind in (SAME, RESPELT) for kind in self.alignment.kind)
        return kept / len(self.old.words) if self.old.words else 0.0

    def outcome(self, tag: Span) -> Outcome:
        words = self.old.within(tag.start, tag.end)
        if not words:
            return Outcome(Why.GONE)
        first, last = self._end(words, step=1), self._end(words, step=-1)
        if first is None or last is None or last < first or self._may_be_its_twin(words):
            kept = [at for at in words if self.alignment.kind[at] in (SAME, RESPELT)]
            return self._doubtful(Why.ENDS if kept else Why.GONE, tag, words)
        why = self._change_within(words, range(first, last + 1))
        if why in MOVES or (why == Why.DENIAL and len(words) > FEW):
            span = self._span(tag, words, first, last)
            return Outcome(why, moved=span) if span else self._doubtful(Why.INSIDE, tag, words)
        return self._doubtful(why, tag, words)

    def _end(self, words: range, *, step: int) -> int | None:
        """Where the tag begins (or ends, with step -1) in the new layer, if that is sure."""
        one = self.alignment
        edge = words[0] if step > 0 else words[-1]
        if one.sure[edge]:
            return one.partner[edge]
        inner, outer = self._next_sure(edge, step), edge - step
        if inner is None or inner not in words:
            return None
        if 0 <= outer < len(one.sure) and one.sure[outer]:
            return self._beside(one.partner[outer] + step, edge, inner, step)
        return self._end_of_sentence(edge, inner, step)

    def _beside(self, at: int, edge: int, inner: int, step: int) -> int | None:
        """All that stands from `at` to the first sure word within is the tag's, if it is no more than stood there."""
        one = self.alignment
        room = (one.partner[inner] - at) * step
        if not 0 <= room <= (inner - edge) * step:
            return None
        # The word that was there stands there still, with another one before it: then that one came from outside.
        return None if one.kind[edge] in (SAME, RESPELT) and one.partner[edge] != at else at

    def _end_of_sentence(self, edge: int, inner: int, step: int) -> int | None:
        """Where a sentence began (or ended) with the tag, one does so in the new layer, and it can be no other one."""
        one, old, new = self.alignment, self.old.sentence, self.new.sentence
        outer = self._next_sure(edge - step, -step)
        if outer is None or old[edge - step] == old[edge] or old[inner] != old[edge]:
            return None
        right = one.partner[inner]
        if abs(old[inner] - old[outer]) != 1 or abs(new[right] - new[one.partner[outer]]) != 1:
            return None
        at = right
        while new[at - step] == new[right]:
            at -= step
        return self._beside(at, edge, inner, step)

    def _may_be_its_twin(self, words: range) -> bool:
        """Whether a sentence stands twice, and of the other one and all between at most one word is left.

        A single word is found again by chance, and would decide which of the two was lost.
        """
        for number in {self.old.sentence[at] for at in words}:
            here = self.sentences[number]
            for other in self.twins[self._wording(here)]:
                there = self.sentences[other]
                apart = range(here[-1] + 1, there[-1] + 1) if other > number else range(there[0], here[0])
                near = other != number and len(there) >= LEAST_TWIN and len(apart) <= TWIN_NEAR
                if near and sum(self.alignment.sure[at] for at in apart) <= 1:
                    return True
        return False

    def _wording(self, places: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.old.words[at] for at in places)

    def _next_sure(self, at: int, step: int) -> int | None:
        near = range(at, at + step * NEAR, step)
        return next((one for one in near if 0 <= one < len(self.alignment.sure) and self.alignment.sure[one]), None)

    def _change_within(self, words: range, now: range) -> Why:
        one = self.alignment
        kept = [at for at in words if one.kind[at] in (SAME, RESPELT) and one.partner[at] in now]
        if len(kept) < LEAST_KEPT * len(words):
            return Why.LITTLE
        if any(self.speakers[self.old.speaker(at)] != self.new.speaker(one.partner[at]) for at in kept):
            return Why.SPEAKER
        held = {one.partner[at] for at in kept}
        gone, came = [at for at in words if at not in set(kept)], [at for at in now if at not in held]
        if self._broken(gone, came, words, now):
            return Why.BROKEN
        if _denials(self.old, words) != _denials(self.new, now):
            return Why.DENIAL
        if gone or came:
            return Why.CHANGED
        return Why.SPELLING if any(one.kind[at] == RESPELT for at in kept) else Why.SAME

    def _broken(self, gone: list[int], came: list[int], words: range, now: range) -> bool:
        if _in_a_row(gone) > LONGEST_ALIEN or _in_a_row(came) > LONGEST_ALIEN:
            return True
        if any(self._made_alike(number) for number in {self.old.sentence[at] for at in words}):
            return True
        # Held by no word whose place is sure, a sentence may be another one.
        one = self.alignment
        held = {one.partner[at] for at in words if one.sure[at]}
        lost = [at for at in words if not one.sure[at]]
        return _whole_sentence(self.old, lost, words) or _whole_sentence(
            self.new, [at for at in now if at not in held], now
        )

    def _made_alike(self, sentence: int) -> bool:
        """Whether only words that stand everywhere are left of a sentence: then it may be one made like it."""
        kinds = [self.alignment.kind[at] for at in self.sentences[sentence] if self.rare(self.old.words[at])]
        return len(kinds) >= LEAST_RARE and not any(kind in (SAME, RESPELT) for kind in kinds)

    def rare(self, word: str) -> bool:
        return self.often[word] <= max(RARE_TIMES, RARE * len(self.old.words))

    def _span(self, tag: Span, words: range, first: int, last: int) -> Span | None:
        """With the punctuation that belonged to it, and with half a word only if that word is the same."""
        start, end = self.new.starts[first], self.new.ends[last]
        before = self.old.starts[words[0]] - tag.start
        after = tag.end - self.old.ends[words[-1]]
        same_first = self.alignment.partner[words[0]] == first and self.alignment.kind[words[0]] == SAME
        same_last = self.alignment.partner[words[-1]] == last and self.alignment.kind[words[-1]] == SAME
        if (before < 0 and not same_first) or (after < 0 and not same_last):
            return None
        if before < 0:
            start -= before
        elif before:
            start = self._outwards(start, -1)
        end = end + after if after < 0 else self._outwards(end, 1) if after else end
        return Span(start, end) if start < end else None

    def _outwards(self, at: int, step: int) -> int:
        look = 0 if step > 0 else -1
        while not (beside := self.new.character(at + look)).isspace() and not beside.isalnum():
            at += step
        return at

    def _doubtful(self, why: Why, tag: Span, words: range) -> Outcome:
        found = [span for span in (self._likely(words), *self._alike(words)) if span]
        return Outcome(why, candidates=tuple(dict.fromkeys(found))[:AT_MOST])

    def _likely(self, words: range) -> Span | None:
        beside = [self.alignment.partner[at] for at in words if self.alignment.kind[at] in (SAME, RESPELT)]
        if not beside or max(beside) - min(beside) > 2 * len(words) + 4:
            return None
        return Span(self.new.starts[min(beside)], self.new.ends[max(beside)])

    def _alike(self, words: range) -> list[Span]:
        """Passages that hold most of the tag's words, the likest first, then the nearest."""
        sought = Counter(self.old.words[at] for at in words)
        rare = sorted(range(len(words)), key=lambda at: len(self.places.get(self.old.words[words[at]], ())) or 10**6)
        expected = self._expected(words[0])
        rated = {}
        for at in rare[:4]:
            for place in self.places.get(self.old.words[words[at]], ())[:200]:
                start = max(0, min(place - at, len(self.new.words) - len(words)))
                there = Counter(self.new.words[start : start + len(words)])
                share = (sought & there).total() / len(words)
                if share >= ALIKE:
                    rated[start] = (-share, abs(start - expected))
        best = sorted(rated, key=rated.__getitem__)[:AT_MOST]
        last = len(self.new.words) - 1
        return [Span(self.new.starts[at], self.new.ends[min(at + len(words) - 1, last)]) for at in best]

    def _expected(self, at: int) -> int:
        before = next((self.alignment.partner[one] for one in range(at, -1, -1) if self.alignment.sure[one]), -1)
        return max(before, 0)


def _called_now(alignment: Alignment) -> dict[str, str]:
    """What the new layer calls each speaker of the old one, for the most part."""
    called: dict[str, Counter[str]] = {piece.speaker: Counter() for piece in alignment.old.pieces}
    for at, partner in enumerate(alignment.partner):
        if alignment.sure[at]:
            called[alignment.old.speaker(at)][alignment.new.speaker(partner)] += 1
    return {old: found.most_common(1)[0][0] if found else old for old, found in called.items()}


def _denials(layer: Layer, within: range) -> Counter[str]:
    """With the word before, if it stands in the same sentence: "not" precedes what it denies."""
    first = within[0]
    before = first - 1 if first and layer.sentence[first - 1] == layer.sentence[first] else first
    return Counter(layer.words[at] for at in range(before, within[-1] + 1) if layer.words[at] in NEGATIONS)


def _in_a_row(places: list[int]) -> int:
    longest = run = 0
    for number, place in enumerate(places):
        run = run + 1 if number and places[number - 1] == place - 1 else 1
        longest = max(longest, run)
    return longest


def _whole_sentence(layer: Layer, alien: list[int], within: range) -> bool:
    """Whether all words of one sentence, or all that the span holds of it, are among these; one word is a word."""
    if not alien:
        return False
    strange = Counter(layer.sentence[at] for at in alien)
    there = Counter(layer.sentence[at] for at in within)
    return len(there) > 1 and any(there[number] == count > 1 for number, count in strange.items())
