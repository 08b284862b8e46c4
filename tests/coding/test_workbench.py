"""The workbench at work: keystrokes, both sides, undoing, two people, a page loaded anew, words heard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from evidence.coding import actions
from evidence.coding.models import Harm, Incident, Note, Tag
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from tests.browser import check_accessibility
from tests.coding.cases import ORIGINAL, TRANSLATION, Case, code, make_case, where
from tests.server import Server

pytestmark = pytest.mark.browser
Database = Callable[[Callable[[], Any]], Any]
Tags = Callable[[], set[tuple[str, str]]]
SAVED = "[data-save-state][data-state='saved']"


@pytest.fixture
def case(server: Server, database: Database) -> Case:
    def make() -> Case:
        with transaction.atomic():
            return make_case()

    return database(make)


@pytest.fixture
def bench(case: Case, server: Server, browse: Callable[[Person], Page]) -> Page:
    return opened(browse(case.analyst), case, server)


def opened(page: Page, case: Case, server: Server) -> Page:
    page.goto(f"{server.url}/items/{case.item.pk}/work/")
    expect(page.locator("[data-workbench][data-ready='yes']")).to_be_visible()
    return page


@pytest.fixture
def tags(case: Case, database: Database) -> Tags:
    """Code and words of every tag that stands."""

    def read() -> set[tuple[str, str]]:
        with actor_transaction(case.analyst):
            standing = Tag.objects.visible_to(case.analyst).filter(retracted_at=None)
            return set(standing.values_list("code__code", "exact"))

    return lambda: database(read)


def select(page: Page, segment: str, words: int, skip: int = 0) -> None:
    page.locator(segment).focus()
    page.keyboard.press("Escape")
    for key in ["ArrowRight"] * (skip + 1) + ["Shift+ArrowRight"] * (words - 1):
        page.keyboard.press(key)


def apply(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator("[data-palette]")).to_be_hidden()


# Code, and what is pressed after the words are selected.
USUAL = {
    "PHY.BEAT": ("b", "h", "Enter"),
    "PHY.INSTR": ("b", "a", "o", "Enter"),
    "INS.BATON": ("b", "a", "Enter"),
    "CON.FOOD": ("f", "o", "o", "Enter"),
    "CTX.ARREST": ("a", "r", "r", "Enter"),
}


@pytest.mark.parametrize("name", USUAL)
def test_tag_when_placed_by_keyboard_then_four_keys_at_most(bench: Page, tags: Tags, name: str) -> None:
    select(bench, "#s-1", 1)
    keys = USUAL[name]
    apply(bench, *keys)
    expect(bench.locator(SAVED)).to_be_visible()
    assert len(keys) <= 4 and tags() == {(name, "Нас")}


def test_code_when_used_before_then_its_first_letter_is_enough(bench: Page) -> None:
    select(bench, "#s-1", 1)
    apply(bench, "b", "a", "o", "Enter")
    select(bench, "#s-1", 1, skip=2)
    apply(bench, "b", "Enter")
    expect(bench.locator("#s-1").locator("xpath=ancestor::*[@data-pair]").locator(".chip")).to_have_text(
        ["Beating with an object"] * 2
    )


def test_facts_when_stated_by_keys_then_begun_from_the_tag_and_back_in_the_text(
    bench: Page, case: Case, database: Database
) -> None:
    select(bench, "#s-1", 1)
    apply(bench, *USUAL["CTX.ARREST"])
    expect(bench.locator(SAVED)).to_be_visible()
    bench.keyboard.press("1")
    expect(bench.get_by_label("Context")).to_be_focused()
    assert "Apprehension" in bench.get_by_label("Context").evaluate("one => one.selectedOptions[0].label")
    bench.keyboard.press("Control+Enter")
    expect(bench.locator("article.fact .quote")).to_have_text("“Нас”")
    expect(bench.locator("#s-1")).to_be_focused()

    # What was just stated is the chosen fact: a harm goes to it, with the words of the next tag.
    select(bench, "#s-1", 3)
    apply(bench, *USUAL["PHY.BEAT"])
    bench.keyboard.press("6")
    expect(bench.get_by_role("combobox", name="Harm *", exact=True)).to_be_focused()
    bench.get_by_role("combobox", name="Harm *", exact=True).select_option(label="Bruises, wounds")
    bench.get_by_label("Documented by").select_option(label="a medical document")
    check_accessibility(bench)
    bench.keyboard.press("Control+Enter")
    harm = bench.get_by_role("region", name="Harm").filter(has_text="Bruises, wounds")
    expect(harm.locator(".quote")).to_have_text("“Нас задержали возле”")
    expect(bench.locator("#s-1")).to_be_focused()
    bench.keyboard.press("1")
    expect(bench.get_by_label("Context")).to_be_focused()
    bench.keyboard.press("Escape")
    expect(bench.locator("#s-1")).to_be_focused()

    # Changed, it is in the same place and chosen again.
    harm.get_by_role("link", name="Change").click()
    bench.get_by_label("Which document").fill("clinic 9")
    bench.keyboard.press("Control+Enter")
    expect(harm).to_contain_text("a medical document (clinic 9)")
    check_accessibility(bench)

    def kept() -> tuple[str, int]:
        with actor_transaction(case.analyst):
            return Harm.objects.visible_to(case.analyst).get().document, Incident.objects.visible_to(
                case.analyst
            ).count()

    assert database(kept) == ("clinic 9", 1)


def test_sides_when_one_is_tagged_then_the_other_shows_it(bench: Page, tags: Tags) -> None:
    page = bench
    select(page, "#t-1", 3)
    apply(page, "a", "r", "r", "Enter")
    expect(page.locator(SAVED)).to_be_visible()
    assert tags() == {("CTX.ARREST", "We were detained")}
    row = page.locator("[data-pair]", has=page.locator("#s-1"))
    expect(row.locator("[data-marks='t'] .chip")).to_have_text("Apprehension")
    expect(row.locator("[data-marks='o'] .bracket-echo")).to_have_attribute("title", "Apprehension · on the other side")
    expect(page.locator("#s-1")).to_have_class("segment beside")
    page.locator("#s-1").focus()
    expect(page.locator(".place-tag")).to_contain_text("Apprehension")
    expect(page.locator(".place-tag")).to_contain_text("on the other side")
    check_accessibility(page)
    page.locator("#s-2").focus()
    expect(page.get_by_text("None yet.")).to_be_visible()


def test_tags_when_they_overlap_and_nest_then_each_in_a_lane_and_named(bench: Page) -> None:
    page = bench
    for words, skip, keys in ((6, 0, "bao"), (3, 2, "bh"), (6, 0, "ba"), (1, 3, "arr")):
        select(page, "#s-1", words, skip)
        apply(page, *keys, "Enter")
    expect(page.locator(SAVED)).to_be_visible()
    row = page.locator("[data-pair]", has=page.locator("#s-1"))
    expect(row.locator("[data-marks='o'] .chip")).to_have_count(4)
    lanes = row.locator("[data-marks='o'] .bracket").evaluate_all("all => all.map(one => getComputedStyle(one).right)")
    assert len(set(lanes)) == 4
    page.locator("#s-1").focus()
    page.keyboard.press("Enter")
    for _down in range(3):
        expect(page.locator(".chip:focus")).to_have_attribute("aria-current", "true")
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#s-1")).to_be_focused()
    expect(page.locator(".place-tag")).to_have_count(4)


def test_undo_when_pressed_and_done_again_then_the_page_and_the_house_agree(bench: Page, tags: Tags) -> None:
    page = bench
    select(page, "#s-1", 1)
    apply(page, "b", "a", "Enter")
    select(page, "#s-2", 1)
    apply(page, "b", "h", "Enter")
    expect(page.locator(".chip")).to_have_count(2)
    for key, count in (("z", 1), ("z", 0), ("Shift+Z", 1), ("Shift+Z", 2), ("Control+z", 1), ("Control+y", 2)):
        page.keyboard.press(key)
        expect(page.locator(".chip")).to_have_count(count)
    expect(page.locator(SAVED)).to_be_visible()
    assert tags() == {("INS.BATON", "Нас"), ("PHY.BEAT", "Потым")}
    page.locator("#s-1").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Delete")
    expect(page.locator(".chip")).to_have_count(1)
    page.keyboard.press("z")
    expect(page.locator(".chip")).to_have_count(2)
    expect(page.locator(SAVED)).to_be_visible()
    assert tags() == {("INS.BATON", "Нас"), ("PHY.BEAT", "Потым")}


def test_line_when_lost_after_the_tag_arrived_and_it_is_undone_then_nothing_stays(bench: Page, tags: Tags) -> None:
    page = bench

    def lose(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/tags/", lose, times=1)
    select(page, "#s-1", 1)
    apply(page, "b", "a", "Enter")
    expect(page.locator("[data-save-words]")).to_have_text("not saved: will retry (1)")
    page.keyboard.press("z")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(SAVED)).to_be_visible(timeout=20000)
    assert tags() == set()


def test_page_when_loaded_anew_while_the_line_is_lost_then_the_tag_is_sent_once_and_no_word_was_kept(
    bench: Page, case: Case, server: Server, tags: Tags
) -> None:
    page = bench
    page.route("**/api/items/*/tags/", lambda route: route.abort())
    select(page, "#s-1", 2)
    apply(page, "b", "a", "Enter")
    expect(page.locator("[data-save-words]")).to_have_text("not saved: will retry (1)")
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    assert "INS.BATON" in kept and "Нас" not in kept
    page.unroute("**/api/items/*/tags/")
    page.on("dialog", lambda dialog: dialog.accept())
    opened(page, case, server)
    expect(page.locator(SAVED)).to_be_visible(timeout=20000)
    expect(page.locator(".chip")).to_have_text("Baton")
    assert tags() == {("INS.BATON", "Нас задержали")}
    assert page.evaluate("sessionStorage.length") == 0


def test_colleague_when_tagging_meanwhile_then_shown_and_gone_again(
    bench: Page, case: Case, database: Database
) -> None:
    page = bench

    def act(work: Callable[[], Any]) -> Any:
        def acting() -> Any:
            with actor_transaction(case.colleague):
                return work()

        return database(acting)

    def place() -> Tag:
        start, end = where(TRANSLATION, "gave no water")
        return actions.place_tag(text=case.translation, code=code("CON.FOOD"), start=start, end=end, by=case.colleague)

    tag = act(place)
    # It keeps no session awake: nobody sits there.
    with page.expect_request(lambda request: request.headers.get("x-unattended") == "yes"):
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(".chip")).to_have_text("Inadequate food or water")
    expect(page.locator("[data-announce]")).to_contain_text("New tags by Reva (1)")
    act(lambda: actions.add_note(tag=tag, words="For the brief.", by=case.colleague))
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(".chip")).to_have_class("chip chip-noted")
    page.locator(".chip").click()
    expect(page.locator("[data-notes-list]")).to_contain_text("For the brief.")
    expect(page.get_by_role("button", name="Take the note back")).to_have_count(0)
    act(lambda: actions.retract_tag(tag=tag, by=case.colleague))
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(".chip")).to_have_count(0)


def test_note_when_written_by_keyboard_over_a_lost_line_then_kept_once(
    bench: Page, case: Case, database: Database
) -> None:
    page = bench
    select(page, "#s-1", 1)
    apply(page, "b", "a", "Enter")
    expect(page.locator(SAVED)).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("n")
    expect(page.get_by_label("Note for those who code")).to_be_focused()
    page.keyboard.type("Compare page 4.")

    def lose(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/notes/", lose, times=1)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-notes-problem]")).to_contain_text("Nothing is lost")
    check_accessibility(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-notes-list] li")).to_have_count(1)
    expect(page.get_by_label("Note for those who code")).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.locator(".chip")).to_be_focused()

    def read() -> list[str]:
        with actor_transaction(case.analyst):
            return list(Note.objects.visible_to(case.analyst).values_list("words", flat=True))

    assert database(read) == ["Compare page 4."]


def test_word_when_clicked_then_played_from_its_own_time_or_from_its_segments(
    case: Case, server: Server, database: Database, browse: Callable[[Person], Page]
) -> None:
    page = browse(case.analyst)
    # What the player is asked is looked at; that it plays is shown in test_player.
    page.route("**/js/player*.js", lambda route: route.fulfill(body=PLAYER, content_type="text/javascript"))
    page.route("**/api/texts/**", lambda route: route.fulfill(json={"words": WORDS}))
    opened(page, case, server)
    for segment, word, seconds in (("#s-1", "задержали", 4.5), ("#s-1", "Сотрудники", 6), ("#s-2", "павезлі", 8)):
        click(page, segment, word)
        page.wait_for_function("(seconds) => iapb.played === seconds", arg=seconds)
    click(page, "#t-1", "detained")
    page.wait_for_function("() => iapb.played === 4")
    page.get_by_role("button", name="A click on a word plays").click()
    click(page, "#s-1", "задержали")
    page.wait_for_timeout(200)
    assert page.evaluate("iapb.played") == 4


PLAYER = """
"use strict";
document.querySelector("[data-layers]").insertAdjacentHTML("beforebegin",
  '<button type="button" data-player-click aria-pressed="true">A click on a word plays</button>');
iapb.player = { toggle() {}, playFrom(seconds) { iapb.played = seconds; }, get playing() { return false; } };
"""
WORDS = [
    [],
    [["Нас", 4000, 4400, 900], [" задержали", 4500, 5000, 900], [" возле", 5100, 5400, 900],
     [" Сотрудники", 6000, 6500, 900]],
]  # fmt: skip


def click(page: Page, segment: str, word: str) -> None:
    box = page.evaluate(
        """([segment, word]) => { const node = document.querySelector(segment).firstChild; const range = new Range();
        const at = node.data.indexOf(word); range.setStart(node, at); range.setEnd(node, at + word.length);
        const { left, right, top, bottom } = range.getBoundingClientRect();
        return { x: (left + right) / 2, y: (top + bottom) / 2 }; }""",
        [segment, word],
    )
    page.mouse.click(box["x"], box["y"])
    assert word in ORIGINAL[int(segment[-1])] + TRANSLATION[int(segment[-1])]
