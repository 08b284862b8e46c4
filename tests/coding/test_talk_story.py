"""A question from an analyst to the partner and back, in real Chromium: the analyst at a desk, the partner on a
telephone; questions in the margin; a note that calls a colleague."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from playwright.sync_api import Page, expect

from evidence.coding import actions
from evidence.coding.models import Question, TalkDraft
from evidence.models import Text
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from tests.browser import check_accessibility
from tests.cast import signed_in
from tests.coding.cases import LANGUAGES, ORIGINAL, Case, code, make_case, make_file, make_text, where
from tests.coding.test_carrying import CORRECTED
from tests.coding.test_workbench import select
from tests.server import Server

pytestmark = pytest.mark.browser
Database = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def case(server: Server, database: Database) -> Case:
    def make() -> Case:
        with transaction.atomic():
            case = make_case()
            make_file(case, "recording_audio", "audio/wav")
        return case

    return database(make)


@pytest.fixture
def become(server: Server, page: Page, database: Database) -> Callable[[Person], Page]:
    """The same browser, in which another person has signed in."""

    def sign_in(person: Person) -> Page:
        name = settings.SESSION_COOKIE_NAME
        key = database(lambda: signed_in(person).cookies[name].value)
        page.context.clear_cookies()
        page.context.add_cookies([{"name": name, "value": key, "url": server.url}])
        return page

    return sign_in


def look(page: Page, name: str) -> None:
    check_accessibility(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"], f"{name} is {wide} wide"
    if os.environ.get("STORY_PICTURES"):
        page.screenshot(path=Path(os.environ["STORY_PICTURES"]) / f"talk-{name}.png", full_page=True)


def at_the_desk(page: Page, case: Case, server: Server) -> Page:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{server.url}/items/{case.item.pk}/work/")
    expect(page.locator("[data-workbench][data-talked='yes']")).to_be_visible()
    expect(page.locator("[data-workbench][data-ready='yes']")).to_be_visible()
    return page


def test_question_when_asked_by_key_then_answered_on_a_telephone_and_closed(
    case: Case, server: Server, become: Callable[[Person], Page], database: Database
) -> None:
    page = at_the_desk(become(case.analyst), case, server)
    page.keyboard.press("/")
    select(page, "#s-1", 3)
    page.keyboard.press("/")
    question = page.locator("#talk-ask-words")
    expect(question).to_be_focused()
    expect(page.locator("[data-talk-form='ask'] [data-talk-quote]")).to_have_text("Нас задержали возле")
    question.press_sequentially("Who stood ")
    expect(page.locator("[data-talk-form='ask'] [data-draft-state]")).to_contain_text("Kept as a draft")
    look(page, "ask")
    # Loaded anew, the words and their place are there; a line that is lost once loses nothing.
    at_the_desk(page, case, server)
    expect(question).to_have_value("Who stood ")
    question.press_sequentially("there?", delay=0)
    page.route("**/talk/ask/", lambda route: (route.fetch(), route.abort())[1], times=1)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-talk-problem]")).to_contain_text("Nothing is lost")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".talk-open")).to_have_count(1)
    expect(page.locator(".talk-open")).to_contain_text("Waits for an answer")
    expect(question).to_be_hidden()
    look(page, "asked")
    assert database(lambda: _drafts(case.analyst)) == 0

    page = become(case.partner)
    page.set_viewport_size({"width": 360, "height": 760})
    page.goto(server.url)
    look(page, "home-360")
    page.get_by_role("link", name=case.item.reference).first.click()
    expect(page.locator("mark")).to_have_text("Нас задержали возле")
    expect(page.get_by_text("Who stood there?")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Anna")
    look(page, "question-360")
    page.get_by_role("button", name="Play from 0:04").click()
    expect(page.locator("[data-sound-problem]")).to_contain_text("The copy to listen to is not there yet")
    page.get_by_label("Your answer").fill("The guards of the first unit, I think.")
    expect(page.locator("[data-draft-state]")).to_contain_text("Kept as a draft")
    page.reload()
    expect(page.get_by_label("Your answer")).to_have_value("The guards of the first unit, I think.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator(".alert")).to_contain_text("Sent.")
    look(page, "answered-360")
    page.goto(f"{server.url}/questions/")
    look(page, "list-360")

    page = become(case.analyst)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(server.url)
    expect(page.get_by_role("heading", name="Answers of partners")).to_be_visible()
    at_the_desk(page, case, server)
    expect(page.locator(".talk-open")).to_contain_text("The guards of the first unit, I think.")
    expect(page.locator(".talk-open")).to_contain_text("Pavel")
    page.get_by_role("button", name="Close the question").click()
    expect(page.locator(".talk-open")).to_have_count(0)
    expect(page.locator(".talk-settled")).to_have_text("Closed")
    look(page, "closed")


@pytest.fixture
def followed(case: Case, database: Database) -> list[str]:
    """Of three questions one is closed, and one stayed with the older text: their ids in that order."""

    def make() -> list[str]:
        asked = [_ask(case, words) for words in ("задержанных дубинками", "не давалі вады", "збівалі затрыманых")]
        with actor_transaction(case.analyst):
            actions.settle_question(question=asked[1], by=case.analyst)
            actions.place_tag(text=case.original, code=code("PHY.BEAT"), **_span("избивали"), by=case.analyst)
        with actor_transaction(case.partner):
            make_text(case.item, case.partner, CORRECTED, languages=LANGUAGES, times=True)
            actions.carry_tags(item=case.item, by=case.partner)
            assert actions.follow_questions(item=case.item, by=case.partner) == (2, 1)
        return [str(one.pk) for one in asked]

    return database(make)


def _span(words: str) -> dict[str, int]:
    return dict(zip(("start", "end"), where(ORIGINAL, words), strict=True))


def _ask(case: Case, words: str) -> Question:
    with actor_transaction(case.analyst):
        text = Text.objects.visible_to(case.analyst).select_related("item").get(pk=case.original.pk)
        return actions.ask_partner(text=text, **_span(words), words=f"Who says “{words}”?", by=case.analyst)


def test_question_when_it_stands_in_the_margin_then_opened_by_key_and_pointer_and_closed_ones_on_demand(
    case: Case, followed: list[str], server: Server, become: Callable[[Person], Page]
) -> None:
    page = at_the_desk(become(case.analyst), case, server)
    is_open, closed, stays = (page.locator(f'.chip[data-question="question-{pk}"]') for pk in followed)
    expect(is_open).to_have_text("? Waits for an answer")
    expect(closed).to_have_count(0)
    expect(stays).to_have_count(0)
    look(page, "margin")
    # By key: from the words to the marks of the segment, from the mark to the thread, and back.
    page.locator("#s-1").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(is_open).to_be_focused()
    page.keyboard.press("Enter")
    thread = page.locator(f"#question-{followed[0]}")
    expect(thread).to_be_focused()
    expect(thread).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(is_open).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#s-1")).to_be_focused()
    # By pointer, on its bracket too.
    page.locator(f'.bracket[data-question="question-{followed[0]}"]').click()
    expect(thread).to_be_focused()
    page.get_by_role("button", name="Mark closed ones in the text too").click()
    expect(closed).to_have_text("? Closed")
    closed.click()
    expect(page.locator(f"#question-{followed[1]}")).to_be_focused()
    look(page, "margin-closed")
    page.get_by_role("button", name="Mark closed ones in the text too").click()
    expect(closed).to_have_count(0)
    # The one that stayed says so; its link opens the older text, where it stands in the margin.
    stayed = page.locator(f"#question-{followed[2]}")
    expect(stayed).to_contain_text("It stays with an older text")
    stayed.get_by_role("link", name="Open the older text").click()
    expect(stays).to_have_text("? Waits for an answer")
    expect(is_open).to_have_count(0)
    page.set_viewport_size({"width": 360, "height": 760})
    look(page, "margin-360")
    stays.click()
    expect(stayed).to_be_in_viewport()

    page = become(case.partner)
    page.set_viewport_size({"width": 360, "height": 760})
    page.goto(f"{server.url}/questions/{followed[2]}/")
    expect(page.get_by_text("A newer text of this is there.")).to_be_visible()
    look(page, "stayed-360")
    page.goto(f"{server.url}/questions/{followed[0]}/")
    expect(page.get_by_role("heading", name="As it now reads, in a newer text")).to_be_visible()
    expect(page.locator("mark")).to_have_text(["задержанных дубинками", "задержанных дубинками"])
    look(page, "moved-360")
    page.set_viewport_size({"width": 1440, "height": 900})
    look(page, "moved")


def _drafts(person: Person) -> int:
    with actor_transaction(person):
        return TalkDraft.objects.visible_to(person).count()


def test_note_when_it_calls_a_colleague_then_chosen_by_key_and_read_by_them(
    case: Case, server: Server, become: Callable[[Person], Page], database: Database
) -> None:
    page = at_the_desk(become(case.analyst), case, server)
    select(page, "#s-1", 2)
    page.keyboard.press(",")
    note = page.locator("[data-talk-form='comment'] textarea")
    expect(note).to_be_focused()
    page.keyboard.type("@re")
    expect(page.get_by_role("option", name="Reva")).to_be_visible()
    look(page, "calling")
    page.keyboard.press("Enter")
    expect(note).to_have_value("@Reva ")
    page.keyboard.type("two units? <b>no</b>")
    page.keyboard.press("Control+Enter")
    thread = page.locator(".talk-thread")
    expect(thread).to_contain_text("@Reva two units? <b>no</b>")
    thread.get_by_role("link", name="Нас задержали").click()
    expect(page.locator("#s-1")).to_be_focused()
    page.keyboard.press(",")
    expect(page.locator("[data-problem]")).to_contain_text("Select words first")
    page.get_by_role("button", name="Note on the whole").click()
    page.keyboard.type("@Stranger, look")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-talk-problem]")).to_contain_text("is nobody who sees this")
    expect(note).to_have_value("@Stranger, look")
    look(page, "refused")

    page = become(case.colleague)
    page.goto(server.url)
    page.get_by_role("link", name=case.item.reference).filter(has_text="Anna has written to you").click()
    expect(page.get_by_text("This calls you.")).to_be_visible()
    look(page, "called")
    page.get_by_role("button", name="I have read it").click()
    expect(page.get_by_text("This calls you.")).to_have_count(0)
    page.goto(server.url)
    expect(page.get_by_role("heading", name="You were called")).to_have_count(0)


def test_note_beside_a_tag_when_the_page_is_left_then_its_words_come_back(
    case: Case, server: Server, become: Callable[[Person], Page], database: Database
) -> None:
    def tagged() -> None:
        with actor_transaction(case.analyst):
            actions.place_tag(text=case.original, code=code("PHY.BEAT"), start=0, end=3, by=case.analyst)

    database(tagged)
    page = at_the_desk(become(case.analyst), case, server)
    page.locator("#s-0").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("n")
    page.keyboard.type("Compare")
    expect(page.locator("[data-notes] [data-draft-state]")).to_contain_text("Kept as a draft")
    page.on("dialog", lambda dialog: dialog.accept())
    at_the_desk(page, case, server)
    page.locator("#s-0").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("n")
    expect(page.locator("[data-notes-words]")).to_have_value("Compare")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-notes-list] li")).to_have_count(1)
    look(page, "beside-a-tag")
