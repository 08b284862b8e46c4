"""The measures against answers that were worked out from the standard alone (tests/oracles/agreement_answers.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest

from evidence.coding import agreement
from evidence.coding.agreement import Cells, Span
from tests.oracles import agreement_answers as answers

Answer = Fraction | None


def named(cases: Sequence[object]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return pytest.mark.parametrize("case", cases, ids=lambda case: getattr(case, "name", str(case)))


def equal(found: float | None, answer: Answer) -> bool:
    return found is None if answer is None else found == pytest.approx(float(answer), abs=1e-12)


def spans(pairs: Sequence[tuple[int, int]], text: str | None = None) -> list[Span]:
    if text is None:
        return [Span(*pair) for pair in pairs]
    return [span for pair in pairs if (span := agreement.trimmed(text, *pair))]


@named(answers.KAPPAS)
def test_kappa_when_two_code_then_as_the_answer_says(case: answers.Kappa) -> None:
    both = [(one, other) for one, other in zip(case.first, case.second, strict=True) if "*" not in one + other]
    found = agreement.cells([one == "1" for one, _ in both], [other == "1" for _, other in both])
    assert (found.both, found.first, found.second, found.neither) == case.cells
    assert equal(found.observed, case.observed) and equal(found.positive, case.positive)
    assert equal(found.kappa, case.kappa)


@named(answers.SWAMPED)
def test_kappa_when_uncoded_text_grows_then_the_positive_agreement_does_not(
    case: tuple[int, Fraction, Fraction, Fraction],
) -> None:
    neither, observed, kappa, positive = case
    found = Cells(4, 1, 1, neither)
    assert equal(found.observed, observed) and equal(found.kappa, kappa) and equal(found.positive, positive)


@named(answers.ALPHAS)
def test_alpha_when_many_code_then_as_the_answer_says(case: answers.Alpha) -> None:
    units = [[None if value == "*" else value for value in unit] for unit in zip(*case.coders, strict=True)]
    assert equal(agreement.alpha(units), case.alpha)


@named(answers.POSITIVES)
def test_positive_agreement_when_asked_then_as_the_answer_says(case: answers.Positive) -> None:
    both, first, second = case.cells
    assert equal(Cells(both, first, second, 5).positive, case.value)


@named(answers.PRESENCES)
def test_presence_when_a_span_lies_anywhere_then_as_the_answer_says(case: answers.Presence) -> None:
    marked = spans([(start, end) for start, end, _ in case.spans], answers.TEXT)
    assert agreement.present(marked, spans(case.segments)) == [one == "1" for one in case.present]


@named(answers.OVERLAPS)
def test_match_when_spans_overlap_then_as_the_answer_says(case: answers.Overlap) -> None:
    first, second = spans(case.first), spans(case.second)
    assert equal(agreement.match(first, second, exact=True).f1, case.exact)
    assert equal(agreement.match(first, second).f1, case.half)


@named(answers.STRAYS)
def test_match_when_spaces_stray_then_as_without_them(case: answers.Stray) -> None:
    first, second = spans(case.first, answers.TEXT), spans(case.second, answers.TEXT)
    assert equal(agreement.match(first, second, exact=True).f1, case.exact)
    assert equal(agreement.match(first, second).f1, case.half)


@named([case for case in answers.UNITISED if {code for coder in case.coders for *_, code in coder} <= {"k"}])
def test_unitised_when_spans_are_cut_then_as_the_answer_says(case: answers.Unitised) -> None:
    coders = [spans([(start, end) for start, end, _ in coder]) for coder in case.coders]
    assert equal(agreement.unitised_alpha(coders, case.length), case.alpha)
