"""Thirty spans of a bilingual transcript by keyboard alone, with the line lost on the way: none lost, none doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, Route, expect

from evidence.coding.models import Tag
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from tests.coding.cases import Case, link, make_case, make_item, make_text, name_on
from tests.coding.test_workbench import USUAL
from tests.server import Server

pytestmark = pytest.mark.browser
Database = Callable[[Callable[[], Any]], Any]
ROWS = 15
RUSSIAN = "Нас задержали {n} августа возле метро и били дубинками до самого утра."
ENGLISH = "We were detained on {n} August near the metro and beaten with batons until morning."
BEGINS = {"s": "Нас задержали", "t": "We were"}
LOST, BACK = 9, 14  # the line is away from the one span until the other
MOST_KEYS = 4


@pytest.fixture
def case(server: Server, database: Database) -> Case:
    def make() -> Case:
        with transaction.atomic():
            case = make_case()
            item = case.item = make_item(case.collection, case.acts_as(case.partner))
            numbers = range(1, ROWS + 1)
            original = make_text(item, case.partner, [RUSSIAN.format(n=n) for n in numbers], languages=["ru"] * ROWS)
            english = [ENGLISH.format(n=n) for n in numbers]
            translation = make_text(item, case.partner, english, languages=["en"] * ROWS, source=original)
            link(original, translation, item)
            name_on(item, case.analyst)
        return case

    return database(make)


def test_spans_when_thirty_are_coded_by_keyboard_over_a_lost_line_then_each_is_kept_once(
    case: Case, server: Server, database: Database, browse: Callable[[Person], Page]
) -> None:
    page = browse(case.analyst)
    page.goto(f"{server.url}/items/{case.item.pk}/work/")
    expect(page.locator("[data-workbench][data-ready='yes']")).to_be_visible()
    answered: list[int] = []
    away = False

    def lose(route: Route) -> None:
        if not away:
            route.continue_()
            return
        # Every second one arrives, and only its answer is lost.
        answered.append(1)
        if len(answered) % 2:
            route.fetch()
        route.abort()

    page.route("**/tags/", lose)
    wanted: Counter[tuple[str, str]] = Counter()
    page.locator("#s-0").focus()
    for number in range(2 * ROWS):
        away = LOST <= number < BACK
        side = "s" if number % 2 == 0 else "t"
        step_to(page, f"#{side}-{number // 2}", number)
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowRight")
        name = list(USUAL)[number % len(USUAL)]
        keys = USUAL[name]
        assert len(keys) <= MOST_KEYS
        for key in keys:
            page.keyboard.press(key)
        wanted[name, BEGINS[side]] += 1
    assert answered
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-save-state][data-state='saved']")).to_be_visible(timeout=40_000)

    def read() -> Counter[tuple[str, str]]:
        with actor_transaction(case.analyst):
            tags = Tag.objects.visible_to(case.analyst).filter(item=case.item)
            return Counter(tags.values_list("code__code", "exact"))

    assert database(read) == wanted and sum(wanted.values()) == 2 * ROWS
    shown = page.evaluate("[...iapb.marks.tags.values()].filter((tag) => tag.id && !tag.waiting).length")
    assert shown == 2 * ROWS


def step_to(page: Page, segment: str, number: int) -> None:
    """From the original across, and from the translation back and down."""
    page.keyboard.press("Escape")
    for key in [] if number == 0 else ["Tab"] if number % 2 else ["Shift+Tab", "ArrowDown"]:
        page.keyboard.press(key)
    expect(page.locator(segment)).to_be_focused()
