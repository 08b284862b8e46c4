"""The lexicon: which words speak for a code, and what forbids it: denial, question, the word of others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from evidence.coding.suggesting.base import DATA, Proposal, data
from evidence.coding.suggesting.sentences import Sentence, Word, sentences

NEAR = 12  # words between two parts of a pattern
FOLDED_FROM = 6  # letters from which a word of one language stands for its cognate of the other
NOT = {"не", "ня", "ни", "ні", "not", "never", "n't", "didn't", "wasn't", "без"}
DID_NOT_HAPPEN = (["не", "было"], ["не", "была"], ["не", "случилось"])
DONE_TO_A_BODY = ("PHY.", "SGB.")
PAST = ("л", "ла", "ли", "лі", "ў")
PRONOUNS = {
    "меня",
    "мяне",
    "нас",
    "его",
    "яго",
    "ее",
    "яе",
    "их",
    "іх",
    "мне",
    "никто",
    "ніхто",
    "никого",
    "нікога",
    "разу",
}

Alternative = tuple[str, ...]
FOLD = str.maketrans({"і": "и", "ы": "и", "ў": "в", "э": "е", "о": "а", "ц": "т", "ь": None, "'": None})


@dataclass(frozen=True, slots=True)
class Pieces:
    """Every piece of every pattern, by how it is looked up."""

    whole: frozenset[str]
    beginnings: frozenset[str]
    other: tuple[tuple[str, re.Pattern[str]], ...]  # what only an expression tells
    cognates: dict[str, set[str]]  # whole words, folded
    cognate_beginnings: dict[str, set[str]]


@dataclass(frozen=True)
class Part:
    alternatives: tuple[Alternative, ...]
    role: str  # "" part of the span, ~ in the sentence, ^ in the paragraph, @@ in the account, ! not in the sentence

    @cached_property
    def single(self) -> frozenset[str]:
        return frozenset(one[0] for one in self.alternatives if len(one) == 1)

    @cached_property
    def firsts(self) -> frozenset[str]:
        return self.single | self.openings

    @cached_property
    def several(self) -> tuple[Alternative, ...]:
        return tuple(one for one in self.alternatives if len(one) > 1)

    @cached_property
    def openings(self) -> frozenset[str]:
        return frozenset(one[0] for one in self.several)


@dataclass(frozen=True, slots=True)
class Pattern:
    code: str
    parts: tuple[Part, ...]
    context: tuple[Part, ...]
    quoted: bool
    hearsay_allowed: bool
    near: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    patterns: tuple[Pattern, ...]
    beaten_by: dict[str, list[str]]  # a code gives way to these where they share words
    hearsay: tuple[re.Pattern[str], ...]
    unseen: re.Pattern[str]
    about: re.Pattern[str]
    pieces: Pieces


@cache
def lexicon() -> Lexicon:
    raw = data("lexicon")
    sets = {name: " ".join(words.split()).replace(" ", "|") for name, words in raw["sets"].items()}
    told = [data(f"lexicon/{part.stem}") for part in sorted((DATA / "lexicon").glob("*.yaml"))]
    patterns = [_pattern(code, line, sets) for codes in told for code, lines in codes.items() for line in lines]
    return Lexicon(
        tuple(patterns),
        raw["gives_way_to"],
        tuple(re.compile(one) for one in raw["hearsay"]),
        re.compile(raw["unseen"]),
        re.compile(raw["about"]),
        _index(patterns),
    )


def _pattern(code: str, line: str, sets: dict[str, str]) -> Pattern:
    flags, _, rest = line.rpartition(": ") if re.match(r"[a-z0-9,]+: ", line) else ("", "", line)
    parts, context = [], []
    for term in rest.split(" + "):
        role = re.match(r"@@|[~^!]", term)
        words = term[len(role[0]) :] if role else term
        for name in sorted(sets, key=len, reverse=True):
            words = re.sub(rf"%{name}(?!\w)", lambda _found, name=name: sets[name], words)
        alternatives = (one.strip() for one in words.replace("ё", "е").split("|"))
        part = Part(tuple(tuple(one.split("_")) for one in alternatives if one), role[0] if role else "")
        (context if role else parts).append(part)
    asked = flags.split(",")
    near = next((int(flag) for flag in asked if flag.isdigit()), NEAR)
    return Pattern(code, tuple(parts), tuple(context), "q" in asked, "h" in asked, near)


def find_codes(text: str, interviewer: list[tuple[int, int]] | None = None) -> list[Proposal]:
    """What was done, as the lexicon hears it; never where it is denied, asked, or told of others' telling."""
    lines = sentences(text, interviewer)
    everything = {form for line in lines for word in line.words for form in word.forms}
    account = [Word(0, 0, (one,), False) for one in everything]
    possible = [one for one in lexicon().patterns if all(_of_account(part, account) for part in one.context)]
    by_first = _by_first(possible)
    found: list[Proposal] = []
    for number, line in enumerate(lines):
        if line.asked:
            continue
        pieces = frozenset().union(*(pieces_of(word.forms) for word in line.words))
        around = _paragraph(lines, number)
        told = _told_by_others(line, lines[number + 1] if number + 1 < len(lines) else None)
        candidates = {at for piece in pieces for at in by_first.get(piece, ())}
        for pattern in (possible[at] for at in sorted(candidates)):
            if not any(pieces.isdisjoint(part.firsts) for part in pattern.parts):
                found += _in_sentence(pattern, line, around, told, text)
    return _settled(found)


def _by_first(patterns: list[Pattern]) -> dict[str, list[int]]:
    """Which patterns a piece may open: of some 1300 a sentence has to do with a few."""
    found: dict[str, list[int]] = {}
    for at, pattern in enumerate(patterns):
        for piece in pattern.parts[0].firsts:
            found.setdefault(piece, []).append(at)
    return found


def _of_account(part: Part, account: list[Word]) -> bool:
    return part.role != "@@" or next(_places(part, account), None) is not None


def _paragraph(lines: list[Sentence], number: int) -> list[Word]:
    return [word for one in lines[max(0, number - 3) : number + 3] for word in one.words]


def _in_sentence(
    pattern: Pattern, line: Sentence, around: list[Word], told: int | None, text: str
) -> Iterator[Proposal]:
    if not all(_context_holds(part, line, around) for part in pattern.context):
        return
    for chosen in _choices(pattern, line.words):
        first, last = min(a for a, _ in chosen), max(b for _, b in chosen)
        if _denied(pattern, chosen, line.words, text):
            continue
        if pattern.quoted and not line.words[chosen[0][0]].quoted:
            continue
        start, end = line.words[first].start, line.words[last - 1].end
        if told is not None and start >= told and not pattern.hearsay_allowed:
            continue
        cue = " … ".join(text[line.words[a].start : line.words[b - 1].end] for a, b in sorted(chosen))
        yield Proposal("code", start, end, pattern.code, "lexicon", cue)


def _context_holds(part: Part, line: Sentence, around: list[Word]) -> bool:
    if part.role == "@@":  # settled for the whole account
        return True
    words = around if part.role == "^" else line.words
    present = next(_places(part, words), None) is not None
    return present != (part.role == "!")


def _choices(pattern: Pattern, words: list[Word]) -> Iterator[list[tuple[int, int]]]:
    """For every place of the first part, the nearest places of the others."""
    places = [list(_places(part, words)) for part in pattern.parts]
    if not all(places):
        return
    for first in places[0]:
        chosen = [first]
        for others in places[1:]:
            free = [one for one in others if all(one[1] <= a or one[0] >= b for a, b in chosen)]
            nearest = min(free, key=lambda one: _gap(one, chosen), default=None)
            if nearest is None or _gap(nearest, chosen) > pattern.near:
                break
            chosen.append(nearest)
        else:
            yield chosen


def _gap(one: tuple[int, int], chosen: list[tuple[int, int]]) -> int:
    return min(max(one[0] - b, a - one[1], 0) for a, b in chosen)


def _places(part: Part, words: list[Word]) -> Iterator[tuple[int, int]]:
    for at, word in enumerate(words):
        fitting = pieces_of(word.forms)
        if not fitting.isdisjoint(part.single):
            yield at, at + 1
            continue
        for alternative in part.several if not fitting.isdisjoint(part.openings) else ():
            end = at + len(alternative)
            if end <= len(words) and all(one in pieces_of(words[at + n].forms) for n, one in enumerate(alternative)):
                yield at, end
                break


@lru_cache(200_000)
def pieces_of(forms: tuple[str, ...]) -> frozenset[str]:
    """All pieces of the lexicon that fit one of a word's forms."""
    pieces = lexicon().pieces
    found: set[str] = set()
    for form in forms:
        if form in pieces.whole:
            found.add(form)
        found |= {f"{form[:n]}*" for n in range(1, len(form) + 1) if form[:n] in pieces.beginnings}
        found |= {piece for piece, expression in pieces.other if expression.fullmatch(form)}
        folded = fold(form)
        found |= pieces.cognates.get(folded, set())
        for n in range(FOLDED_FROM, len(folded) + 1):
            found |= pieces.cognate_beginnings.get(folded[:n], set())
    return frozenset(found)


def fold(word: str) -> str:
    """What Russian and Belarusian cognates share: "прикован" and "прыкован" are one."""
    return word.replace("щ", "шч").replace("дз", "д").translate(FOLD)


def _index(patterns: list[Pattern]) -> Pieces:
    every = {
        piece
        for pattern in patterns
        for part in (*pattern.parts, *pattern.context)
        for alternative in part.alternatives
        for piece in alternative
    }
    plain_words = {piece for piece in every if piece.replace("-", "").replace("'", "").isalnum()}
    beginnings = {piece for piece in every - plain_words if re.fullmatch(r"[\w'-]+\*", piece)}
    other = every - plain_words - beginnings
    return Pieces(
        frozenset(plain_words),
        frozenset(piece[:-1] for piece in beginnings),
        tuple((piece, re.compile(re.sub(r"(?<![\]\w])\*|(?<=\w)\*", r"\\w*", piece))) for piece in sorted(other)),
        _folded(plain_words),
        _folded(beginnings),
    )


def _folded(pieces: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for piece in pieces:
        folded = fold(piece.rstrip("*"))
        if len(folded) >= FOLDED_FROM:
            found.setdefault(folded, set()).add(piece)
    return found


def _denied(pattern: Pattern, chosen: list[tuple[int, int]], words: list[Word], text: str) -> bool:
    """Where the pattern itself holds no "not": one before its words, "did not happen" after them, or "whether"; of
    what is done to a body also "not" after them ("Шокером меня не трогали")."""
    if any(words[at].forms[0] in NOT for at, _ in chosen):
        return False
    for at, _ in chosen:
        before = [word.forms[0] for word in words[max(0, at - 2) : at]]
        if before and (before[-1] in NOT or (len(before) > 1 and before[-1] in PRONOUNS and before[-2] in NOT)):
            return True
    after = [word.forms[0] for word in words[chosen[0][1] : chosen[0][1] + 3]]
    if after[:2] in DID_NOT_HAPPEN or after[1:3] in DID_NOT_HAPPEN or after[:1] in (["ли"], ["ль"]):
        return True
    return pattern.code.startswith(DONE_TO_A_BODY) and _not_after(max(end for _, end in chosen), words, text)


def _not_after(end: int, words: list[Word], text: str) -> bool:
    """ "Not" and a verb of the past within three words, no mark between."""
    for at in range(end, min(end + 3, len(words) - 1)):
        if re.search(r"[^\w\s]", text[words[at - 1].end : words[at].start]):
            return False
        if words[at].forms[0] in ("не", "ня"):
            return words[at + 1].forms[0].endswith(PAST)
    return False


def _told_by_others(line: Sentence, following: Sentence | None) -> int | None:
    """From where on in the sentence the words are others'; None where the speaker states it."""
    starts = [match.start() for one in lexicon().hearsay if (match := one.search(line.text))]
    told_unseen = lexicon().unseen.search(line.text) or (
        following is not None
        and following.paragraph == line.paragraph
        and lexicon().unseen.match(following.text.strip())
    )
    if told_unseen or (starts and lexicon().about.match(line.text.strip())):
        return line.start
    return line.start + min(starts) if starts else None


def _settled(found: list[Proposal]) -> list[Proposal]:
    """One of a code over the same or touching words; a weaker code gives way to a stronger one."""
    joined: list[Proposal] = []
    for one in sorted(found, key=lambda one: (one.value, one.start, -one.end)):
        last = joined[-1] if joined else None
        if last and last.value == one.value and one.start <= last.end + JOINED:
            if one.end > last.end:
                joined[-1] = Proposal(
                    "code", last.start, one.end, one.value, one.because, last.cue, last.others, last.precision
                )
            continue
        joined.append(one)
    weaker = lexicon().beaten_by
    kept = [
        one for one in joined
        if not any(
            other.value in weaker.get(one.value, ()) and other.start < one.end and one.start < other.end
            for other in joined
        )
    ]  # fmt: skip
    return sorted(kept, key=lambda one: (one.start, one.value))


JOINED = 45  # letters between two tellings of one act
