"""The page of doubtful tags in a real browser, by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from evidence.coding import actions
from evidence.coding.models import Carrying, Tag
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from tests.browser import check_accessibility
from tests.coding.cases import LANGUAGES, ORIGINAL, Case, code, make_case, make_text, where
from tests.coding.test_carrying import CORRECTED
from tests.server import Server

pytestmark = pytest.mark.browser


def _waiting() -> Case:
    with transaction.atomic():
        case = make_case()
    with actor_transaction(case.analyst):
        for words in ("збівалі затрыманых", "не давалі вады", "возле метро «Пушкинская». Сотрудники"):
            start, end = where(ORIGINAL, words)
            actions.place_tag(text=case.original, code=code("PHY.BEAT"), start=start, end=end, by=case.analyst)
    with actor_transaction(case.partner):
        contents = [CORRECTED[0], CORRECTED[1].replace("возле", "около"), CORRECTED[2].replace("не давалі", "давалі")]
        make_text(case.item, case.partner, contents, languages=LANGUAGES)
        actions.carry_tags(item=case.item, by=case.partner)
    return case


def test_queue_when_driven_by_keys_then_placed_and_selected(
    server: Server, browse: Callable[[Person], Page], database: Callable[[Callable[[], Any]], Any]
) -> None:
    case = database(_waiting)
    page = browse(case.analyst)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{server.url}/items/{case.item.pk}/moved-tags/")
    expect(page.get_by_text("1 of 2")).to_be_visible()
    check_accessibility(page)
    page.keyboard.press("1")
    expect(page.get_by_text("1 of 1")).to_be_visible()
    page.evaluate("""() => {
        const node = [...document.querySelectorAll('[data-at]')].pop();
        const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        let text;
        while ((text = walker.nextNode())) {
            const at = text.data.indexOf('давалі');
            if (at >= 0) { range.setStart(text, at); range.setEnd(text, at + 6); }
        }
        document.getSelection().addRange(range);
    }""")
    expect(page.locator("[data-selected]")).to_have_text("давалі")
    page.keyboard.press("e")
    expect(page.locator("[data-selected]")).to_have_text("давалі вады")
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator("[data-selected]")).to_have_text("давалі")
    page.keyboard.press("s")
    expect(page.get_by_text("No tag waits for its place.")).to_be_visible()
    check_accessibility(page)

    def kept() -> tuple[int, set[str]]:
        with actor_transaction(case.analyst):
            moved = Tag.objects.visible_to(case.analyst).filter(passed_on=False)
            waits = Carrying.objects.visible_to(case.analyst).filter(state="orphaned").count()
            return waits, {tag.exact for tag in moved}

    waits, words = database(kept)
    assert waits == 0 and "давалі" in words
