"""Every known answer of agreement, recomputed by literal enumeration over pairs, characters and permutations."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import combinations, permutations

import pytest

from tests.oracles.agreement_answers import (
    ALPHAS,
    GROWN,
    GROWN_ANSWER,
    KAPPAS,
    OVERLAPS,
    POSITIVES,
    PRESENCES,
    SEGMENTS,
    STRAYS,
    SWAMPED,
    TEXT,
    UNITISED,
    Alpha,
    Kappa,
    Overlap,
    Presence,
    Span,
    Stray,
    Unitised,
)


def named(cases: list) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


def cells(first: str, second: str) -> tuple[int, int, int, int]:
    both = [one + two for one, two in zip(first, second, strict=True) if "*" not in one + two]
    return both.count("11"), both.count("10"), both.count("01"), both.count("00")


def kappa(a: int, b: int, c: int, d: int) -> tuple[F, F, F | None] | tuple[None, None, None]:
    n = a + b + c + d
    if not n:
        return None, None, None
    observed = F(a + d, n)
    chance = F(a + b, n) * F(a + c, n) + F(c + d, n) * F(b + d, n)
    return observed, chance, (observed - chance) / (1 - chance) if chance != 1 else None


def positive(a: int, b: int, c: int) -> F | None:
    return F(2 * a, 2 * a + b + c) if a + b + c else None


def trimmed(spans: list[Span], text: str) -> list[Span]:
    kept = []
    for start, end in spans:
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start < end:
            kept.append((start, end))
    return kept


def overlap(one: Span, two: Span) -> F:
    shared = set(range(*one)) & set(range(*two))
    return F(len(shared), len(set(range(*one)) | set(range(*two))))


def f1(first: list[Span], second: list[Span], least: F) -> F | None:
    """The most pairs over every way to lay the shorter list against the longer."""
    if not first and not second:
        return None
    short, long = sorted([first, second], key=len)
    pairs = max(
        sum(overlap(one, two) >= least for one, two in zip(short, order, strict=True))
        for order in permutations(long, len(short))
    )
    return F(2 * pairs, len(first) + len(second))


def presence(segments: list[Span], spans: list[Span], text: str) -> str:
    coded = {at for span in spans for at in range(*span) if not text[at].isspace()}
    return "".join("1" if coded & set(range(*segment)) else "0" for segment in segments)


def alpha(coders: list[str]) -> F | None:
    """Disagreement within units against disagreement among all values that could be paired, pair by pair."""
    units = [[value for value in unit if value != "*"] for unit in zip(*coders, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    among = sum(one != two for one, two in combinations(values, 2))
    if not among:
        return None
    within = sum(F(sum(one != two for one, two in combinations(unit, 2)), len(unit) - 1) for unit in units)
    return 1 - (within / len(values)) / F(among, len(values) * (len(values) - 1) // 2) * 2


def unitised(length: int, coders: list[list[tuple[int, int, str]]]) -> F | None:
    """Character by character. Stretches are numbered, so that pairs within one unit can be left out."""
    lines: list[list[tuple[str, object]]] = []
    for number, units in enumerate(coders):
        line: list[tuple[str, object]] = [("-", (number, at)) for at in range(length)]  # each gap character by itself
        for start, end, code in sorted(units):
            joined = line[start] if line[start][0] == code else (code, (number, start))
            line[start:end] = [joined] * (end - start)
        lines.append(line)
    meetings = [(one[at][0], two[at][0]) for one in lines for two in lines if one is not two for at in range(length)]
    off = F(sum(one != two for one, two in meetings), len(coders) - 1)
    counts: dict[tuple[str, object], int] = {}
    for line in lines:
        for stretch in line:
            counts[stretch] = counts.get(stretch, 0) + 1
    apart = together = 0
    for one, many in counts.items():
        for two, more in counts.items():
            if one[0] != two[0]:
                apart += many * more
            elif one != two:
                together += many * more
    total = length * len(coders)
    return 1 - off / (F(apart, apart + together) * total) if apart else None


@named(KAPPAS)
def test_kappa_when_counted_by_hand_then_the_same(case: Kappa) -> None:
    assert cells(case.first, case.second) == case.cells
    assert kappa(*case.cells) == (case.observed, case.chance, case.kappa)
    assert positive(*case.cells[:3]) == case.positive


@pytest.mark.parametrize("row", SWAMPED, ids=lambda row: str(row[0]))
def test_kappa_when_more_is_uncoded_then_under_the_positive_agreement(row: tuple[int, F, F, F]) -> None:
    neither, observed, value, met = row
    found = kappa(4, 1, 1, neither)
    assert (found[0], found[2], positive(4, 1, 1)) == (observed, value, met)
    assert value < met


@named(ALPHAS)
def test_alpha_when_counted_by_hand_then_the_same(case: Alpha) -> None:
    assert alpha(case.coders) == case.alpha


def test_alpha_when_known_from_the_literature_then_as_printed() -> None:
    known = {case.name: round(float(case.alpha or 0), 4) for case in ALPHAS if case.name.startswith("known")}
    assert known == {f"known {value:.4f}": value for value in (0.0952, 0.6920, 0.7434)}


def test_positive_agreement_when_counted_by_hand_then_the_same() -> None:
    assert [positive(*case.cells) for case in POSITIVES] == [case.value for case in POSITIVES]


@named(PRESENCES)
def test_presence_when_a_span_runs_over_then_by_words_only(case: Presence) -> None:
    assert [TEXT[start:end] for start, end, _ in case.spans] == [words for *_, words in case.spans]
    assert presence(case.segments, [(start, end) for start, end, _ in case.spans], TEXT) == case.present


def test_segments_when_read_then_the_paragraphs() -> None:
    assert [TEXT[start:end] for start, end in SEGMENTS] == ["They beat me.", "Then  a cell.", "Home."]


@named(OVERLAPS)
def test_f1_when_matched_by_hand_then_the_same(case: Overlap) -> None:
    assert (f1(case.first, case.second, F(1)), f1(case.first, case.second, F(1, 2))) == (case.exact, case.half)


@named(STRAYS)
def test_f1_when_spaces_stray_then_cut_off(case: Stray) -> None:
    first, second = trimmed(case.first, TEXT), trimmed(case.second, TEXT)
    assert (f1(first, second, F(1)), f1(first, second, F(1, 2))) == (case.exact, case.half)


@named(UNITISED)
def test_unitised_alpha_when_counted_by_hand_then_the_same(case: Unitised) -> None:
    assert unitised(case.length, case.coders) == case.alpha


def test_unitised_alpha_when_text_is_added_then_rises_to_the_shared_part_only() -> None:
    found = [case.alpha for case in UNITISED if case.name.startswith("half shared")]
    assert found == sorted(found) and found[-1] < F(1, 2)


@pytest.mark.parametrize("grown", GROWN)
def test_measures_when_uncoded_text_grows_then_unchanged(
    grown: tuple[list[Span], list[Span], list[Span]],
) -> None:
    segments, first, second = grown
    text = "x" * segments[-1][1]
    one, two = presence(segments, first, text), presence(segments, second, text)
    counts = cells(one, two)
    exact, half = f1(first, second, F(1)), f1(first, second, F(1, 2))
    assert (one, two, counts, kappa(*counts)[2], positive(*counts[:3]), exact, half) == GROWN_ANSWER
