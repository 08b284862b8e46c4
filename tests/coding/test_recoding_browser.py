"""Tags of a parted code in a real browser: by keys alone, one after another, undone, skipped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from evidence.coding import actions
from evidence.coding.framework import actions as framework
from evidence.coding.models import Tag
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from tests.browser import check_accessibility
from tests.coding.cases import ORIGINAL, Case, code, make_case, where
from tests.coding.framing import HALF, OTHER_HALF, publish
from tests.server import Server

pytestmark = pytest.mark.browser
WORDS = ("возле метро", "избивали задержанных дубинками", "збівалі затрыманых студэнтаў")


def _parted() -> Case:
    with transaction.atomic():
        case = make_case()
    with actor_transaction(case.analyst):
        for words in WORDS:
            start, end = where(ORIGINAL, words)
            actions.place_tag(text=case.original, code=code("PHY.BEAT"), start=start, end=end, by=case.analyst)
    with transaction.atomic():
        publish(framework.split_code, code="PHY.BEAT", parts={"PHY.BEAT_STICK": HALF, "PHY.BEAT_HAND": OTHER_HALF})
    return case


def test_queue_when_driven_by_keys_then_coded_anew_undone_and_skipped(
    server: Server, browse: Callable[[Person], Page], database: Callable[[Callable[[], Any]], Any]
) -> None:
    case = database(_parted)
    page = browse(case.colleague)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{server.url}/coding/anew/")
    check_accessibility(page)
    page.get_by_role("link", name="Beating").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("1 of 3")
    expect(page.locator("mark")).to_have_text(WORDS[0])
    check_accessibility(page)
    page.keyboard.press("l")
    expect(page.locator("mark")).to_have_text(WORDS[1])
    page.keyboard.press("1")
    expect(page.get_by_role("status").filter(has_text="Coded anew: Tear gas.")).to_be_visible()
    expect(page.locator("mark")).to_have_text(WORDS[2])
    page.keyboard.press("u")
    expect(page.get_by_role("heading", level=2)).to_contain_text("of 3")
    page.goto(f"{server.url}/coding/anew/PHY.BEAT/")
    for left in (2, 1):
        page.keyboard.press("2")
        expect(page.get_by_role("heading", level=2)).to_contain_text(f"1 of {left}")
    page.keyboard.press("o")
    page.get_by_label("Another code").select_option("INS.BATON")
    page.get_by_role("button", name="Put it under this code").click()
    expect(page.get_by_text("No tag waits to be coded anew.")).to_be_visible()
    check_accessibility(page)

    def kept() -> list[str]:
        with actor_transaction(case.colleague):
            found = Tag.objects.visible_to(case.colleague).filter(retracted_at=None).order_by("start")
            return list(found.values_list("code__code", flat=True))

    assert database(kept) == ["PHY.BEAT_HAND", "PHY.BEAT_HAND", "INS.BATON"]
    page.goto(f"{server.url}/items/{case.item.pk}/work/")
    expect(page.locator("[data-workbench]")).to_be_visible()
