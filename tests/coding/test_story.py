"""An analyst's way through the workbench in real Chromium: mostly without a mouse."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, Route, expect

from evidence.coding.models import FactSupport, Incident, Tag
from evidence.search.tasks import index
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from tests.browser import check_accessibility
from tests.coding.cases import ORIGINAL, Case, make_case, where
from tests.server import Server

pytestmark = pytest.mark.browser


Database = Callable[[Callable[[], Any]], Any]
Tags = Callable[[], list[Tag]]


@pytest.fixture
def case(server: Server, database: Database) -> Case:
    def make() -> Case:
        with transaction.atomic():
            case = make_case()
        with actor_transaction(case.analyst):
            index(case.translation.pk, case.analyst)
        return case

    return database(make)


@pytest.fixture
def bench(case: Case, server: Server, browse: Callable[[Person], Page]) -> Page:
    page = browse(case.analyst)
    page.goto(f"{server.url}/items/{case.item.pk}/work/")
    expect(page.locator("[data-save-words]")).to_have_text("saved")
    expect(page.locator("[data-workbench][data-ready='yes']")).to_be_visible()
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


@pytest.fixture
def tags(case: Case, database: Database) -> Callable[[], list[Tag]]:
    def read() -> list[Tag]:
        with actor_transaction(case.analyst):
            return list(Tag.objects.visible_to(case.analyst).filter(retracted_at=None).select_related("code"))

    return lambda: database(read)


@pytest.fixture
def counts(case: Case, database: Database) -> Callable[[], tuple[int, int]]:
    """Incidents, and words that support one."""

    def read() -> tuple[int, int]:
        with actor_transaction(case.analyst):
            supports = FactSupport.objects.visible_to(case.analyst).filter(incident__isnull=False)
            return Incident.objects.visible_to(case.analyst).count(), supports.count()

    return lambda: database(read)


def select_by_keyboard(page: Page, words: str) -> None:
    """From the start of the segment, word by word, until exactly these words are selected."""
    first, count = words.split()[0], len(re.findall(r"\w+", words))
    for _ in range(60):
        press(page, "ArrowRight")
        if page.evaluate("String(document.getSelection())") == first:
            break
    press(page, *["Shift+ArrowRight"] * (count - 1))
    assert page.evaluate("String(document.getSelection())") == words


def test_story_when_an_analyst_works_by_keyboard_then_tag_fact_and_passage_found_again(
    bench: Page, case: Case, server: Server, tags: Tags, counts: Callable[[], tuple[int, int]]
) -> None:
    page = bench
    check_accessibility(page)
    page.locator(".segment[tabindex='0']").first.focus()
    press(page, "ArrowDown")
    expect(page.locator("#s-1")).to_be_focused()
    select_by_keyboard(page, "избивали задержанных дубинками")

    # As a Russian keyboard sends it.
    page.locator("#s-1").dispatch_event("keydown", {"key": "д", "code": "KeyL", "bubbles": True})
    expect(page.get_by_role("combobox", name="Code")).to_have_value("д")
    page.keyboard.type("убинк")
    expect(page.get_by_role("option").first).to_contain_text("Baton")
    check_accessibility(page)
    page.get_by_role("combobox", name="Code").fill("phy.instr")
    press(page, "Enter")
    expect(page.locator(".chip")).to_have_text("Beating with an object")
    expect(page.locator("[data-save-words]")).to_have_text("saved")
    (tag,) = tags()
    start, end = where(ORIGINAL, "избивали задержанных дубинками")
    assert (tag.start, tag.end, tag.exact, tag.code.code) == (start, end, ORIGINAL[1][-31:-1], "PHY.INSTR")

    state_an_incident(page)
    press_support(page)
    assert counts() == (1, 2)
    check_accessibility(page)

    page.goto(f"{server.url}/search/")
    page.get_by_label("Words", exact=True).fill("дубинка")
    press(page, "Enter")
    expect(page.get_by_text("1 passage", exact=True)).to_be_visible()
    expect(page.locator("mark")).to_contain_text(["дубинками"])
    check_accessibility(page)
    page.get_by_role("button", name="Beating with an object 1").click()
    expect(page.get_by_text("1 passage", exact=True)).to_be_visible()
    assert "дубин" not in page.url and "PHY" not in page.url
    page.get_by_role("link", name=case.item.reference).focus()
    press(page, "Enter")
    expect(page.locator("#s-1")).to_be_focused()
    expect(page.locator("#s-1")).to_be_in_viewport()


def state_an_incident(page: Page) -> None:
    page.get_by_role("link", name="Incident", exact=True).focus()
    press(page, "Enter")
    expect(page.get_by_label("Context")).to_be_focused()
    page.get_by_label("Context").select_option(label="Apprehension")
    page.get_by_label("day, month or year").fill("2099-01-01")
    press(page, "Enter")
    expect(page.get_by_text("The date is in the future.")).to_be_visible()
    page.get_by_label("day, month or year").fill("2020-08-11")
    page.get_by_label("Facility").focus()
    page.keyboard.type("окрестина цип")
    expect(page.locator(".suggest:visible [role='option']")).to_have_count(1)
    press(page, "ArrowDown", "Enter")
    expect(page.get_by_label("Facility")).to_have_value(re.compile("Akrestsina"))
    check_accessibility(page)
    page.get_by_role("button", name="State the incident").focus()
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Apprehension")).to_be_visible()
    expect(page.locator(".fact-line").first).to_contain_text("11 Aug 2020")


def press_support(page: Page) -> None:
    """A second tag, on words of the third answer, added to the incident with one key."""
    page.locator("#s-2").focus()
    select_by_keyboard(page, "збівалі затрыманых студэнтаў")
    press(page, "b")
    page.get_by_role("combobox", name="Code").fill("збіццё рукамі")
    expect(page.get_by_role("option").first).to_contain_text("Beating with hands or feet")
    press(page, "Enter")
    expect(page.locator("[data-save-words]")).to_have_text("saved")
    expect(page.locator("[data-support-active]")).to_be_enabled()
    press(page, ".")
    expect(page.locator(".supports .quote")).to_have_count(2)


def test_line_when_lost_then_tags_wait_and_are_sent_once(bench: Page, tags: Tags) -> None:
    page = bench
    answers: list[str] = []

    def lose(route: Route) -> None:
        # The first gets through and its answer is lost; the second is lost on its way.
        answers.append(route.request.method)
        if len(answers) == 1:
            route.fetch()
        route.abort()

    page.route("**/tags/", lose, times=2)
    page.locator("#s-2").focus()
    select_by_keyboard(page, "збівалі")
    press(page, "b")
    page.get_by_role("combobox", name="Code").fill("phy.beat")
    press(page, "Enter")
    expect(page.locator("[data-save-words]")).to_have_text("not saved: will retry (1)")
    expect(page.locator(".chip")).to_have_text("Beating with hands or feet")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-save-words]")).to_have_text("saved", timeout=20000)
    assert len(tags()) == 1

    page.locator("#s-2").focus()
    press(page, "z")
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator("[data-save-words]")).to_have_text("saved")
    assert tags() == []


def test_selection_when_made_with_the_mouse_over_an_emoji_then_code_points(bench: Page, tags: Tags) -> None:
    page = bench
    box = page.evaluate(
        """() => { const node = document.querySelector('#s-2').firstChild; const range = new Range();
        const at = node.data.indexOf('вады'); range.setStart(node, at); range.setEnd(node, at + 4);
        const { left, right, top, bottom } = range.getBoundingClientRect();
        return { left, right, y: (top + bottom) / 2 }; }"""
    )
    page.mouse.move(box["left"] + 1, box["y"])
    page.mouse.down()
    page.mouse.move(box["right"] + 1, box["y"], steps=4)
    page.mouse.up()
    press(page, "w")
    page.get_by_role("combobox", name="Code").fill("con.food")
    press(page, "Enter")
    expect(page.locator("[data-save-words]")).to_have_text("saved")
    (tag,) = tags()
    assert (tag.exact, (tag.start, tag.end)) == ("вады", where(ORIGINAL, "вады"))
    assert page.locator(".chip").get_attribute("aria-label").startswith("Inadequate food or water: “вады”")


def test_refusal_when_the_code_is_need_to_know_then_said_and_not_placed(bench: Page, tags: Tags) -> None:
    page = bench
    page.locator("#s-1").focus()
    press(page, "ArrowRight", "t")
    page.get_by_role("combobox", name="Code").fill("sgb.threat")
    press(page, "Enter")
    expect(page.get_by_role("alert").filter(has_text="need-to-know")).to_be_visible()
    assert tags() == []


def test_reading_when_the_role_only_reads_then_text_without_tools(
    case: Case, server: Server, browse: Callable[[Person], Page]
) -> None:
    page = browse(case.partner)
    page.goto(f"{server.url}/items/{case.item.pk}/read/")
    expect(page.locator(".segment")).to_have_count(6)
    expect(page.get_by_role("link", name="Incident", exact=True)).to_have_count(0)
    check_accessibility(page)
    assert page.goto(f"{server.url}/items/{case.item.pk}/work/").status == 403
