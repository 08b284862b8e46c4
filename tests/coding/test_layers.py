"""Rows of the workbench: what is linked stands together, in the order of the original; and as HTML nothing runs."""

from __future__ import annotations

from uuid import UUID, uuid4

from evidence.coding.layers import Layers, Row, align
from evidence.coding.rows_shown import html_of
from evidence.models import Segment, Text


def segments(number: int, text: UUID | None = None) -> list[Segment]:
    return [Segment(id=uuid4(), number=n, content=f"words {n}", start=n * 10, text_id=text) for n in range(number)]


def shown(rows: list[Row]) -> list[tuple[list[int], list[int]]]:
    return [([s.number for s in row.original], [s.number for s in row.translation]) for row in rows]


def links(
    original: list[Segment], translation: list[Segment], *pairs: tuple[int, int]
) -> list[tuple[UUID, UUID, bool]]:
    return [(translation[t].pk, original[o].pk, True) for t, o in pairs]


def test_align_when_one_to_one_then_a_row_each() -> None:
    original, translation = segments(3), segments(3)
    rows = align(original, translation, links(original, translation, (0, 0), (1, 1), (2, 2)))
    assert shown(rows) == [([0], [0]), ([1], [1]), ([2], [2])]
    assert rows[1].renders == {translation[1].pk: [1]}


def test_align_when_several_render_several_then_one_row_that_says_which() -> None:
    original, translation = segments(5), segments(4)
    made = links(original, translation, (0, 0), (1, 1), (1, 2), (2, 2), (2, 3), (3, 4))
    rows = align(original, translation, made)
    assert shown(rows) == [([0], [0]), ([1, 2, 3], [1, 2]), ([4], [3])]
    assert rows[1].renders == {translation[1].pk: [1, 2], translation[2].pk: [2, 3]}


def test_align_when_nothing_is_rendered_then_after_the_row_before_it() -> None:
    original, translation = segments(2), segments(5)
    rows = align(original, translation, links(original, translation, (1, 0), (3, 1)))
    assert shown(rows) == [([], [0]), ([0], [1]), ([], [2]), ([1], [3]), ([], [4])]


def test_align_when_proposed_by_length_then_said() -> None:
    original, translation = segments(2), segments(1)
    rows = align(
        original, translation, [(translation[0].pk, one.pk, number == 0) for number, one in enumerate(original)]
    )
    assert shown(rows) == [([0, 1], [0])] and rows[0].unsure


def test_html_when_words_are_hostile_then_shown_as_words() -> None:
    original = Text(id=uuid4(), language="ru")
    hostile = '<img src=x onerror="alert(1)"> & \r\n'
    segment = Segment(
        id=uuid4(),
        number=0,
        content=hostile,
        start=0,
        speaker="<b>A</b>",
        start_ms=61_000,
        end_ms=62_000,
        text=original,
    )
    layers = Layers([original], original, None)
    html = html_of([Row(original=[segment], unsure=True)], layers, can_hear=False)
    assert (
        "<img" not in html
        and "<b>" not in html
        and "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#13;\n" in html
    )
    assert 'data-ms="61000" data-until="62000"' in html and 'aria-label="Play from 1:01" disabled>1:01' in html
    assert html_of([], Layers([], None, None), can_hear=True) == ""
