"""The tree editor in a real browser: filtered, walked and changed by keys, without one fault that axe knows of."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from evidence.coding.framework.formats import ours
from evidence.coding.framework.scheme import Scheme
from evidence.coding.models import FrameworkVersion
from iapb.accounts.models import Person
from tests.browser import check_accessibility
from tests.coding.framing import draft_by, held, png, reviewer
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
Database = Callable[[Callable[[], Any]], Any]


def begin() -> tuple[Person, FrameworkVersion]:
    by = reviewer()
    return by, draft_by(by)


def test_tree_when_changed_by_keys_then_kept_and_said(
    server: Server, browse: Callable[[Person], Page], database: Database
) -> None:
    by, draft = database(begin)

    def siblings() -> list[str]:
        scheme: Scheme = database(lambda: held(draft))
        return scheme.children("INS")

    before = siblings()
    page = browse(by)
    page.goto(f"{server.url}/framework/{draft.pk}/")
    expect(page.locator("[data-tree] li")).to_have_count(168)
    check_accessibility(page)

    # The filter is where one types; a label in any language finds the code.
    page.get_by_label("Filter by any label or id").fill("дубинка")
    expect(page.locator("[data-tree] li:visible")).not_to_have_count(168)
    page.keyboard.press("ArrowDown")
    page.get_by_label("Filter by any label or id").fill("")
    page.locator("[id='line-INS.BATON']").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert siblings() == [before[1], before[0], *before[2:]]
    expect(page.locator("[id='line-INS.BATON']")).to_be_focused()
    with page.expect_response(lambda answer: answer.url.endswith("/move/")):
        page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[id='line-INS.BATON']")).to_be_focused()
    assert siblings() == before
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_role("alert")).to_have_text("It is the first.")
    page.locator("[id='line-INS.STUN']").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("li.scheme-depth-2 [id='line-INS.STUN']")).to_be_visible()

    # A code beside the tree, by Enter; its words changed, and the question about its meaning.
    page.locator("[id='line-INS.GAS']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#scheme-panel h2")).to_contain_text("INS.GAS")
    check_accessibility(page)
    page.get_by_label("definition", exact=True).fill("Any gas.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".house-error")).to_contain_text("every one of them is still right")
    page.get_by_label("The meaning stays").check()
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".scheme-bar")).to_contain_text("changed: INS.GAS")
    page.get_by_role("button", name="Undo").click()
    page.goto(f"{server.url}/framework/{draft.pk}/changes/")
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    check_accessibility(page)


def test_files_when_chosen_then_read_by_the_page_and_sent_as_text(
    server: Server, browse: Callable[[Person], Page], database: Database
) -> None:
    by, draft = database(begin)
    page = browse(by)
    page.goto(f"{server.url}/framework/{draft.pk}/import/")
    text = database(lambda: ours.write(held(draft))).replace("Any movement under guard", "Each movement under guard")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "codes.yaml", "mimeType": "application/yaml", "buffer": text.encode()}
    )
    expect(page.locator("#id_text")).not_to_be_empty()
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("No problem was found.")).to_be_visible()
    check_accessibility(page)
    page.get_by_label("The meaning of every code stays").check()
    page.get_by_role("button", name="Bring it in").click()
    expect(page.locator(".scheme-bar")).to_contain_text("brought in from a file")

    baton = database(lambda: draft.codes.get(code="INS.BATON").pk)
    page.goto(f"{server.url}/framework/codes/{baton}/picture/")
    page.get_by_label("PNG file").set_input_files({"name": "b.png", "mimeType": "image/png", "buffer": png(200, 120)})
    page.get_by_label("what it shows").fill("A rubber baton")
    page.get_by_label("where it is from").fill("drawn by hand")
    page.wait_for_function("document.getElementById('id_picture').value.length > 100")
    check_accessibility(page)
    page.get_by_role("button", name="Put the picture beside it").click()
    expect(page.get_by_role("img", name="A rubber baton")).to_be_visible()
    page.wait_for_function("document.querySelector('.scheme-picture').naturalWidth === 200")


def test_tree_when_a_code_is_dragged_then_it_stands_there_is_told_and_can_be_undone(
    server: Server, browse: Callable[[Person], Page], database: Database
) -> None:
    by, draft = database(begin)

    def siblings(of: str) -> list[str]:
        scheme: Scheme = database(lambda: held(draft))
        return scheme.children(of)

    page = browse(by)
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto(f"{server.url}/framework/{draft.pk}/")
    page.get_by_label("Filter by any label or id").fill("INS")
    before = siblings("INS")
    baton, gas, stun = (page.locator(f"li:has(> [id='line-INS.{name}'])") for name in ("BATON", "GAS", "STUN"))
    told = page.locator("[data-moved-said]")

    def drag(line: Locator, to: Locator, share: float) -> None:
        box = to.bounding_box()
        assert box
        with page.expect_response(lambda answer: answer.url.endswith("/place/")):
            line.drag_to(to, target_position={"x": box["width"] / 2, "y": box["height"] * share})

    # Above another: before it. Onto it: under it. Below the last line of its own: behind it.
    drag(gas, baton, 0.1)
    expect(told).to_have_text(re.compile("now stands before"))
    assert siblings("INS") == ["INS.GAS", *(one for one in before if one != "INS.GAS")]
    expect(page.locator("[id='line-INS.GAS']")).to_be_focused()
    drag(stun, baton, 0.5)
    expect(told).to_have_text(re.compile("now stands under"))
    assert siblings("INS.BATON") == ["INS.STUN"]
    check_accessibility(page)
    drag(stun, gas, 0.9)
    assert siblings("INS")[:3] == ["INS.GAS", "INS.STUN", "INS.BATON"]

    # A code of another category is not offered as a place, nor what lies below itself; nothing is sent.
    drag(stun, baton, 0.5)
    changes = database(lambda: draft.changes.count())
    page.get_by_label("Filter by any label or id").fill("")
    baton.drag_to(stun)
    page.locator("[id='line-INS.GAS']").scroll_into_view_if_needed()
    gas.drag_to(page.locator("li:has(> [id='line-INS'])").locator("xpath=preceding-sibling::li[1]"))
    assert database(lambda: draft.changes.count()) == changes

    page.get_by_role("button", name="Undo").click()
    assert siblings("INS.BATON") == []
    assert siblings("INS")[:3] == ["INS.GAS", "INS.STUN", "INS.BATON"]
