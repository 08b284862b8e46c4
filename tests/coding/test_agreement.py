"""Measures of agreement against answers known beforehand, and against an implementation that is not ours."""

from __future__ import annotations

import math
import random
from itertools import product

import krippendorff
import numpy
import pytest

from evidence.coding import agreement
from evidence.coding.agreement import Cells, Coded, Coding, Match, Span

# standards.md 11
KNOWN = [
    (("0100000010", "1110010000"), 0.0952),
    (("aabbdcccedda", "babbbccceddd"), 0.6920),
    (("123321412***", "1233224125*3", "*3332342251*", "12332441251*"), 0.7434),
]


def units_of(coders: tuple[str, ...]) -> list[list[str | None]]:
    return [[None if value == "*" else value for value in unit] for unit in zip(*coders, strict=True)]


@pytest.mark.parametrize(("coders", "answer"), KNOWN)
def test_alpha_when_the_answer_is_known_then_equal(coders: tuple[str, ...], answer: float) -> None:
    assert agreement.alpha(units_of(coders)) == pytest.approx(answer, abs=5e-5)


def test_alpha_when_compared_with_another_implementation_then_equal_in_500_cases() -> None:
    """Two to five coders, two to six values, gaps; the degenerate ones among them are undefined on both sides."""
    drawn, compared, undefined = random.Random(2026), 0, 0
    while compared < 500:
        coders, values, units = drawn.randint(2, 5), drawn.randint(2, 6), drawn.randint(1, 40)
        gaps, skew = drawn.choice([0, 0, 0.1, 0.4]), drawn.choice([1, 1, 3, 8])
        table = [
            [None if drawn.random() < gaps else int(values * drawn.random() ** skew) for _ in range(units)]
            for _ in range(coders)
        ]
        compared += 1
        ours = agreement.alpha(zip(*table, strict=True))
        theirs = other_alpha(table, values)
        undefined += theirs is None
        assert (ours is None) == (theirs is None), table
        assert ours is None or ours == pytest.approx(theirs, abs=1e-12), table
    assert 0 < undefined < 100


def other_alpha(table: list[list[int | None]], values: int) -> float | None:
    pairable = [unit for unit in zip(*table, strict=True) if sum(value is not None for value in unit) > 1]
    if len({value for unit in pairable for value in unit if value is not None}) < 2:
        return None  # it raises there
    floats = numpy.array([[numpy.nan if value is None else value for value in row] for row in table], dtype=float)
    found = krippendorff.alpha(
        reliability_data=floats, value_domain=list(range(values)), level_of_measurement="nominal"
    )
    return float(found)


def test_cells_when_every_small_table_is_tried_then_as_by_the_definitions() -> None:
    for both, first, second, neither in product(range(4), repeat=4):
        counted = Cells(both, first, second, neither)
        units = [(1, 1)] * both + [(1, 0)] * first + [(0, 1)] * second + [(0, 0)] * neither
        assert counted.alpha == pytest.approx(agreement.alpha(units)) if counted.alpha is not None else True
        assert (counted.alpha is None) == (agreement.alpha(units) is None)
        assert counted.kappa == by_definition(units)
        assert agreement.cells([u[0] for u in units], [u[1] for u in units]) == counted


def by_definition(units: list[tuple[int, int]]) -> object:
    """(Po − Pe) / (1 − Pe)."""
    number = len(units)
    if not number:
        return None
    same = sum(one == other for one, other in units) / number
    ours, theirs = sum(one for one, _ in units) / number, sum(other for _, other in units) / number
    chance = ours * theirs + (1 - ours) * (1 - theirs)
    return None if math.isclose(chance, 1) else pytest.approx((same - chance) / (1 - chance))


@pytest.mark.parametrize("counted", [Cells(), Cells(both=9), Cells(neither=9)])
def test_kappa_when_chance_explains_all_then_not_defined(counted: Cells) -> None:
    assert counted.kappa is None and counted.alpha is None
    assert agreement.reading(counted.alpha) == ""


def test_positive_when_a_code_is_rare_then_told_beside_kappa() -> None:
    counted = Cells(both=1, first=1, second=1, neither=997)
    assert counted.observed == 0.998 and counted.positive == 0.5
    assert counted.kappa == pytest.approx(0.499, abs=1e-3)
    assert Cells(neither=5).positive is None


@pytest.mark.parametrize(
    ("value", "read"), [(0.8, "rely"), (0.79, "tentative"), (0.667, "tentative"), (0.66, "below"), (None, "")]
)
def test_reading_when_at_the_bounds_then_the_better_one(value: float | None, read: str) -> None:
    assert agreement.reading(value) == read


def test_unitised_when_nothing_was_coded_or_nothing_could_differ_then_not_defined() -> None:
    assert agreement.unitised_alpha([[], []], 100) is None
    assert agreement.unitised_alpha([[], []], 0) is None


def test_unitised_when_spans_are_nearer_then_higher() -> None:
    values = [agreement.unitised_alpha([[Span(40, 60)], [Span(40 + off, 60 + off)]], 200) for off in (0, 2, 8, 30)]
    assert values[0] == 1 and values == sorted(values, reverse=True) and len(set(values)) == 4


def test_match_when_spans_overlap_then_one_to_one() -> None:
    whole, halves = [Span(0, 10)], [Span(0, 5), Span(5, 10)]
    assert agreement.match(whole, halves) == Match(1, 1, 2)
    assert agreement.match(whole, halves, exact=True).f1 == 0
    assert agreement.match([], []).f1 is None
    # 0-10 could take either; it leaves 0-8 to the one that has no other.
    assert agreement.match([Span(0, 8), Span(0, 10)], [Span(0, 9), Span(4, 14)]).pairs == 1
    assert agreement.match([Span(0, 10), Span(0, 8)], [Span(0, 9), Span(0, 14)]).pairs == 2


@pytest.mark.parametrize(("other", "pairs"), [(Span(0, 5), 1), (Span(0, 4), 0), (Span(5, 15), 0), (Span(10, 20), 0)])
def test_match_when_half_is_shared_then_a_pair(other: Span, pairs: int) -> None:
    assert agreement.match([Span(0, 10)], [other]).pairs == pairs


def test_trimmed_when_spaces_stand_at_the_ends_then_the_words_alone() -> None:
    text = " 😢 били  \nи "
    assert agreement.trimmed(text, 0, 10) == agreement.trimmed(text, 1, 7) == Span(1, 7)
    assert agreement.trimmed(text, 7, 10) is None
    assert agreement.words("an  odd\nword") == [Span(0, 2), Span(4, 7), Span(8, 12)]


def test_present_when_a_span_touches_the_next_passage_then_not_in_it() -> None:
    units = [Span(0, 10), Span(11, 20), Span(21, 30)]
    assert agreement.present([Span(3, 10)], units) == [True, False, False]
    assert agreement.present([Span(9, 12), Span(2, 4)], units) == [True, True, False]
    assert agreement.present([], units) == [False] * 3


def test_interval_when_drawn_twice_then_the_same_and_round_the_value() -> None:
    counted = Cells(both=40, first=8, second=5, neither=200)
    found = agreement.intervals(counted)
    assert found == agreement.intervals(counted) != agreement.intervals(counted, seed=12)
    for name, interval in found.items():
        assert interval is not None and interval.low < getattr(counted, name) < interval.high
    assert agreement.intervals(Cells()) == dict.fromkeys(found)
    assert agreement.intervals(Cells(neither=40))["kappa"] is None
    with pytest.raises(ValueError, match="1000"):
        agreement.intervals(counted, draws=999)


def text_of(lengths: list[int]) -> list[Span]:
    units, at = [], 0
    for length in lengths:
        units.append(Span(at, at + length))
        at += length + 1
    return units


def make_coded(stretch: int = 100) -> Coded:
    """Forty passages; the first 35 carry the code for both but for three. `stretch`: length of the uncoded ones."""
    units = text_of([100] * 36 + [stretch] * 4)
    ours = [Span(unit.start + 5, unit.start + 40) for unit in units[:35]]
    theirs = [Span(unit.start + 5, unit.start + 30) for unit in units[3:35]]
    return Coded(units, Coding({"PHY.BEAT": ours}), Coding({"PHY.BEAT": theirs, "CON.FOOD": [units[35]]}))


def test_figures_when_uncoded_text_grows_then_nothing_changes() -> None:
    short, long = (agreement.figures([make_coded(stretch)], "PHY.BEAT") for stretch in (100, 40_000))
    assert short == long
    assert short.counted == Cells(32, 3, 0, 5) and short.enough
    assert (short.exact.f1, short.overlapping.f1) == (0, pytest.approx(64 / 67))
    assert short.unitised is not None and 0 < short.unitised < 1


def test_figures_when_a_branch_is_asked_for_then_its_codes_count_as_one() -> None:
    unit = [Span(0, 50)]
    text = Coded(unit, Coding({"PHY.BEAT": [Span(2, 9)]}), Coding({"PHY.KICK": [Span(2, 9)], "PHY.BEAT": []}))
    assert agreement.figures([text], "PHY.BEAT").counted == Cells(first=1)
    branch = agreement.figures([text], "PHY", {"PHY.BEAT", "PHY.KICK"})
    assert branch.counted == Cells(both=1) and branch.exact.f1 == 1 and not branch.enough


def test_figures_when_a_span_reaches_out_of_the_passages_then_only_what_is_in_them_counts() -> None:
    units = [Span(0, 10), Span(30, 40)]
    text = Coded(units, Coding({"A": [Span(5, 35), Span(15, 25)]}), Coding({"A": [Span(5, 35)]}))
    found = agreement.figures([text], "A")
    assert found.counted == Cells(both=2) and found.exact == Match(1, 1, 1) and found.unitised == 1


def test_figures_when_a_code_stands_on_the_translation_then_its_passage_has_it() -> None:
    units = text_of([10, 10])
    text = Coded(units, Coding({}, {"A": {1}}), Coding({"A": [Span(12, 15)]}))
    assert agreement.figures([text], "A").counted == Cells(both=1, neither=1)
