"""Whatever is written, the quote is the selection: offsets in code points, on the page and in the database."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from evidence.coding import actions
from evidence.coding.models import Tag
from evidence.coding.rows_shown import _words
from evidence.coding.spans import span_of
from evidence.layers import Made, build
from evidence.models import Segment
from iapb.access.errors import Invalid
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.language.base import Segment as Written
from tests.coding.cases import Case, code, make_case, make_item, make_text, name_on
from tests.server import Server

# Emoji joined and tinted, flags, marks that combine, letters taken apart, both ends of a line, right to left.
PIECES = [
    "😢", "👩‍👩‍👧", "👍🏽", "🇧🇾", "э́", "ка́мера", "е\u0308", "и\u0306", "ё", "й", "у\u0306", "ў", "\r\n", "\n", "\r",
    " ", "  ", "\u200f", "שלום", "مرحبا", "a\u0301\u0323", "били", "били нас", ".", "«", "»", "\u00ad", "\u2028", "𝒶",
]  # fmt: skip
written = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join)
texts = st.lists(written, min_size=1, max_size=5)


def frozen(contents: list[str]) -> tuple[list[Segment], str]:
    """As the house freezes a layer: normalised once, and cut."""
    layer = build(
        Made(kind="transcript", maker="human", segments=[Written(one) for one in contents], language="ru"), []
    )
    segments = [
        Segment(content=one.text, start=start, number=number)
        for number, (one, start) in enumerate(zip(layer.segments, layer.starts, strict=True))
    ]
    return segments, "\n\n".join(one.text for one in layer.segments)


@given(texts, st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_span_when_anything_is_written_then_the_quote_is_what_stands_there(contents: list[str], random: Any) -> None:
    segments, whole = frozen(contents)
    if not whole.strip():
        return
    start = random.randrange(len(whole))
    end = random.randrange(start, len(whole)) + 1
    inside = [(one.start, one.start + len(one.content)) for one in segments]
    begins, stops = any(a <= start < b for a, b in inside), any(a < end <= b for a, b in inside)
    if not (begins and stops and whole[start:end].strip()):
        with pytest.raises(Invalid):
            span_of(segments, start, end)
        return
    span = span_of(segments, start, end, whole[start:end])
    assert (span.exact, span.prefix, span.suffix) == (
        whole[start:end], whole[max(0, start - 32) : start], whole[end : end + 32],
    )  # fmt: skip


@given(written)
@settings(max_examples=200, deadline=None)
def test_page_when_carriage_returns_came_so_then_they_are_kept(content: str) -> None:
    assert "\r" not in _words(content) and _words(content).count("&#13;") == content.count("\r")


CONTENTS = [
    "👩‍👩‍👧 сказала 😢: э́то было в ка́мере, ёлки е\u0308лки и\u0306од",
    "Первая строка\r\nвторая строка 🇧🇾 конец",
    "הוא אמר שלום לכולם 😢 אז",
    "били 👍🏽 нас били",
]


@pytest.fixture
def case(server: Server, database: Callable[[Callable[[], Any]], Any]) -> Case:
    def make() -> Case:
        with transaction.atomic():
            case = make_case()
            case.item = make_item(case.collection, case.acts_as(case.partner))
            case.original = make_text(case.item, case.partner, CONTENTS, languages=["ru", "ru", "ru", "ru"])
            name_on(case.item, case.analyst)
        return case

    return database(make)


@pytest.mark.browser
def test_selection_when_anything_is_written_then_browser_and_database_have_the_same_quote(
    case: Case, server: Server, browse: Callable[[Person], Page], database: Callable[[Callable[[], Any]], Any]
) -> None:
    page = browse(case.analyst)
    page.goto(f"{server.url}/items/{case.item.pk}/work/")
    expect(page.locator("[data-workbench][data-ready='yes']")).to_be_visible()
    shown = page.evaluate("[...document.querySelectorAll('.segment')].map((one) => one.firstChild.data)")
    assert shown == CONTENTS
    selected: set[str] = set()
    random = Random(5)
    for number, content in enumerate(CONTENTS):
        for steps in (1, 3, random.randint(4, 9)):
            page.locator(f"#s-{number}").focus()
            page.keyboard.press("Escape")
            page.keyboard.press("ArrowRight")
            for _step in range(steps):
                page.keyboard.press("Shift+ArrowRight")
            words = page.evaluate(
                "() => { const range = document.getSelection().getRangeAt(0);"
                " return range.startContainer === range.endContainer"
                " ? range.startContainer.data.slice(range.startOffset, range.endOffset) : null; }"
            )
            for key in ("b", "e", "Enter"):
                page.keyboard.press(key)
            if words is not None:
                assert words in content
                selected.add(words)
    expect(page.locator("[data-save-words]")).to_have_text("saved")

    def read() -> list[Tag]:
        with actor_transaction(case.analyst):
            return list(Tag.objects.visible_to(case.analyst).filter(item=case.item))

    whole = "\n".join(CONTENTS)
    tags = database(read)
    assert selected and selected <= {tag.exact for tag in tags}
    assert all(whole[tag.start : tag.end] == tag.exact for tag in tags)


@pytest.mark.browser
def test_offsets_when_counted_by_the_page_then_as_the_house_counts(
    case: Case, server: Server, browse: Callable[[Person], Page]
) -> None:
    page = browse(case.analyst)
    page.goto(f"{server.url}/items/{case.item.pk}/work/")
    random = Random(3)
    samples = ["".join(random.choices(PIECES, k=random.randint(1, 20))) for _sample in range(300)]
    places = [random.randint(0, len(one)) for one in samples]
    units = [len(one[:place].encode("utf-16-le")) // 2 for one, place in zip(samples, places, strict=True)]
    counted = page.evaluate(
        "([samples, places, units]) => samples.map((one, index) => [iapb.codepoints.toPoints(one, units[index]),"
        " iapb.codepoints.toUnits(one, places[index]), iapb.codepoints.length(one)])",
        [samples, places, units],
    )
    assert counted == [list(row) for row in zip(places, units, map(len, samples), strict=True)]


@pytest.mark.django_db
def test_tag_when_placed_on_hard_words_then_the_row_has_them() -> None:
    case = make_case()
    item = make_item(case.collection, case.acts_as(case.partner))
    text = make_text(item, case.partner, CONTENTS, languages=["ru"] * 4)
    name_on(item, case.analyst)
    case.acts_as(case.analyst)
    whole, random = "\n".join(CONTENTS), Random(2)
    for _round in range(25):
        start = random.randrange(len(whole) - 1)
        end = random.randint(start + 1, min(len(whole), start + 30))
        try:
            tag = actions.place_tag(text=text, code=code("PHY.BEAT"), start=start, end=end, by=case.analyst)
        except Invalid:
            assert whole[start] == "\n" or whole[end - 1] == "\n" or not whole[start:end].strip()
            continue
        tag.refresh_from_db()
        assert tag.exact == whole[start:end]
