"""A reviewer settles what two coders differ in, in real Chromium and without a mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from evidence.coding.models import Comparison, Tag
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from tests.browser import check_accessibility
from tests.coding.twice import Twice, make_twice
from tests.server import Server

pytestmark = pytest.mark.browser
Database = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def twice(server: Server, database: Database) -> Twice:
    def make() -> Twice:
        with transaction.atomic():
            twice = make_twice()
            twice.given()
            twice.place(twice.anna, "избивали задержанных", "PHY.BEAT")
            twice.place(twice.anna, "павезлі на Акрэсціна", "CTX.TRANSPORT")
            twice.place(twice.anna, "не давалі вады", "CON.FOOD")
            twice.handed_in()
            work = twice.second()
            twice.place(twice.berta, "избивали задержанных дубинками", "PHY.BEAT")
            twice.place(twice.berta, "павезлі на Акрэсціна", "CTX.ARREST")
            twice.comparison = twice.compared(work)  # type: ignore[attr-defined]
        return twice

    return database(make)


def test_story_when_settled_by_keyboard_then_three_keys_a_difference_and_the_reason(
    twice: Twice, server: Server, browse: Callable[[Person], Page], database: Database
) -> None:
    page = browse(twice.rita)
    page.goto(f"{server.url}/comparisons/{twice.comparison.pk}/")  # type: ignore[attr-defined]
    first = page.locator("[data-difference]").first
    expect(first).to_be_focused()
    check_accessibility(page)
    page.keyboard.press("2")
    page.keyboard.type("the instrument belongs to it")
    page.keyboard.press("Enter")
    expect(page.locator("[data-difference]").nth(1)).to_be_focused()
    expect(page.get_by_role("status").first).to_contain_text("2 to settle")

    page.keyboard.press("4")
    expect(page.locator("[data-difference]").nth(1).get_by_role("combobox", name="Code")).to_be_focused()
    page.keyboard.type("CTX.TRANSPORT")
    page.keyboard.press("Enter")
    page.keyboard.type("павезлі")
    page.keyboard.press("Enter")
    page.keyboard.type("the word alone")
    check_accessibility(page)
    page.keyboard.press("Enter")
    expect(page.locator("[data-difference]").nth(2)).to_be_focused()

    page.keyboard.press("0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Say in a few words why.")
    expect(page.locator("[data-difference]").nth(2).locator("[value=none]")).to_be_checked()
    page.keyboard.press("0")
    page.keyboard.type("not said")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Close the comparison").press("Enter")
    expect(page.get_by_text("Closed. What was settled counts")).to_be_visible()
    assert database(lambda: decided(twice)) == ("settled", ["избивали задержанных дубинками", "павезлі"])

    page.goto(f"{server.url}/agreement/")
    check_accessibility(page)
    expect(page.get_by_role("rowheader", name="PHY.BEAT")).to_be_visible()


def decided(twice: Twice) -> tuple[str, list[str]]:
    with actor_transaction(twice.rita):
        tags = Tag.objects.visible_to(twice.rita).filter(state="adjudicated", retracted_at=None)
        return Comparison.objects.visible_to(twice.rita).get().state, [tag.exact for tag in tags.order_by("start")]


def test_work_when_an_analyst_looks_then_takes_codes_and_hands_in(
    twice: Twice, server: Server, browse: Callable[[Person], Page]
) -> None:
    page = browse(twice.cyril)
    page.goto(f"{server.url}/work/")
    check_accessibility(page)
    expect(page.get_by_text("No coding is given to you.")).to_be_visible()
