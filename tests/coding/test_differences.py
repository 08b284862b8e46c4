"""What is told as missing, as another code, as other bounds."""

from __future__ import annotations

from uuid import UUID, uuid4

from evidence.coding.differences import FIRST, SECOND, Kind, Mark, compare

TEXT = uuid4()


def mark(start: int, end: int, code: str, side: int, text: UUID = TEXT) -> Mark:
    return Mark(text, start, end, code, side, uuid4())


def test_compare_when_code_and_words_are_the_same_then_agreed() -> None:
    found = compare([mark(0, 9, "A", FIRST), mark(0, 9, "A", SECOND), mark(0, 9, "A", FIRST)])
    assert [len(pair) for pair in found.agreed] == [3] and not found.differences


def test_compare_when_one_has_nothing_like_it_then_missing() -> None:
    found = compare([mark(0, 9, "A", FIRST), mark(20, 29, "A", SECOND)])
    assert [one.kind for one in found.differences] == [Kind.MISSING, Kind.MISSING]
    assert [len(one.marks) for one in found.differences] == [1, 1]


def test_compare_when_the_same_code_stands_on_other_words_then_other_bounds() -> None:
    cut = [mark(0, 30, "A", FIRST), mark(0, 9, "A", SECOND), mark(20, 40, "A", SECOND)]
    (one,) = compare(cut).differences
    assert one.kind == Kind.BOUNDS and set(one.marks) == set(cut) and (one.start, one.end) == (0, 40)
    assert [len(one.of(side)) for side in (FIRST, SECOND)] == [1, 2]


def test_compare_when_half_the_words_have_another_code_then_other_code() -> None:
    (one,) = compare([mark(0, 10, "A", FIRST), mark(0, 5, "B", SECOND), mark(2, 10, "C", SECOND)]).differences
    assert one.kind == Kind.CODE and len(one.marks) == 3
    kinds = [one.kind for one in compare([mark(0, 10, "A", FIRST), mark(0, 4, "B", SECOND)]).differences]
    assert kinds == [Kind.MISSING, Kind.MISSING]


def test_compare_when_a_translation_is_coded_instead_then_never_mixed_up() -> None:
    found = compare([mark(0, 9, "A", FIRST), mark(0, 9, "A", SECOND, uuid4())])
    assert [one.kind for one in found.differences] == [Kind.MISSING, Kind.MISSING]


def test_compare_when_codes_nest_then_those_that_agree_stay_out_of_it() -> None:
    agreed = [mark(0, 50, "A", FIRST), mark(0, 50, "A", SECOND)]
    found = compare([*agreed, mark(10, 20, "B", FIRST), mark(10, 20, "C", SECOND)])
    assert len(found.agreed) == 1
    (one,) = found.differences
    assert one.kind == Kind.CODE and {mark.code for mark in one.marks} == {"B", "C"}
    assert one.key == compare(list(one.marks)).differences[0].key
