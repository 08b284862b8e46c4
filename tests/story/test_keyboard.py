"""A case without a mouse: a partner, an analyst, the officer and both approvers, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from iapb.accounts.models import Person
from tests.browser import check_accessibility
from tests.cast import make_team
from tests.disclosures import cases
from tests.disclosures.cases import Desk
from tests.disclosures.conftest import browse_as, in_database
from tests.keyboard import Keys
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.alone]

TOLD = "Где вы были?\n\nНас били дубинками по спине."
HELD = "05052024"  # the same whether a browser asks for the day or the month first
Sign = Callable[[Person], Page]


def make_case() -> Desk:
    with transaction.atomic():
        desk = cases.make_desk()
        cases.give(desk.collection, make_team("Case team", desk.analyst), desk.acts(desk.partner))
    return desk


def register(keys: Keys) -> str:
    keys.go("Witnesses")
    keys.skip()
    keys.go("Register a witness")
    keys.write("Family name", "Стрижневский")
    keys.write("Given name", "Роман")
    keys.tick("Russian")
    check_accessibility(keys.page)
    keys.go("Register")
    keys.arrive("W-")
    expect(keys.page.locator("main .alert").first).to_contain_text("Registered as W-")
    return keys.page.locator("h1").inner_text().split()[0]


def interview(keys: Keys) -> str:
    keys.go("Enter an interview")
    keys.choose("Was it held?", "It was held")
    keys.write("Date of the interview", HELD)
    keys.choose("Main language", "Russian")
    keys.choose("How", "In person")
    keys.choose("Kind of place", "Office of the body")
    keys.go("Enter it")
    expect(keys.page.locator("main .alert").first).to_contain_text("Created as IAPB-I-")
    return keys.page.locator("h1").inner_text().split()[0]


def send(keys: Keys) -> None:
    chooser = keys.file_of("Choose files")
    chooser.set_files({"name": "transcript-ru.txt", "mimeType": "text/plain", "buffer": TOLD.encode()})
    keys.to("Send")
    check_accessibility(keys.page)
    keys.press("Enter")
    expect(keys.page.locator(".intake-row [data-state]")).to_contain_text("In the vault", timeout=20_000)
    expect(keys.page.locator("#texts-head")).to_contain_text("1", timeout=40_000)


def tag(keys: Keys, reference: str) -> None:
    page = keys.page
    keys.go("Coding")
    keys.skip()
    keys.go(reference)
    expect(page.locator("[data-workbench][data-ready='yes']")).to_be_visible()
    keys.to("", kind="segment")
    keys.press("ArrowDown")
    select(keys, "били дубинками")
    keys.press("b")
    expect(page.get_by_role("combobox", name="Code")).to_be_focused()
    keys.press("Control+a")
    page.keyboard.type("phy.instr")
    expect(page.locator("[role='option']:visible").first).to_contain_text("Beating with an object")
    check_accessibility(page)
    keys.press("Enter")
    expect(page.locator(".chip")).to_have_text("Beating with an object")
    expect(page.locator("[data-save-words]")).to_have_text("saved")


def select(keys: Keys, words: str) -> None:
    """Word by word from the start of the segment."""
    for _ in range(20):
        keys.press("ArrowRight")
        if keys.page.evaluate("String(document.getSelection())") == words.split()[0]:
            break
    keys.press(*["Shift+ArrowRight"] * (len(words.split()) - 1))
    assert keys.page.evaluate("String(document.getSelection())") == words


def submit(keys: Keys, desk: Desk) -> None:
    page = keys.page
    keys.go("Requests")
    keys.skip()
    keys.go(desk.request.reference)
    keys.go("Begin the selection")
    keys.go("Find items to add")
    keys.write("Witness codes or references", desk.witness.code)
    keys.go("Find")
    keys.tick(f"Tick {desk.interview.reference}")
    keys.go("Add the ticked items")
    expect(page.get_by_role("button", name="Submit for approval")).to_be_enabled()
    check_accessibility(page)
    keys.write("Note for the approvers", "The whole account answers question 1.")
    keys.go("Submit for approval")
    expect(page.get_by_text("Waiting for approval").first).to_be_visible()


def approve(keys: Keys, desk: Desk, capacity: str) -> None:
    page = keys.page
    keys.go(desk.request.reference)
    keys.go(f"Approve: {capacity}")
    keys.write("What you looked at", "Read every part; it may leave.")
    check_accessibility(page)
    keys.go("Approve")
    expect(page.get_by_text("Approved. It counts only for exactly this selection.")).to_be_visible()


@pytest.fixture
def desk(house: Server) -> Desk:
    return in_database(make_case)


@pytest.fixture
def sign(house: Server, page: Page) -> Sign:
    """At the first page of this person, signed in with a fresh second factor."""

    def open_for(person: Person) -> Page:
        page.context.clear_cookies()
        browse_as(person, page, house)
        page.goto(house.url)
        expect(page.locator("h1")).to_have_text("What waits for me")
        return page

    return open_for


def test_case_when_nobody_has_a_mouse_then_registered_sent_tagged_selected_and_approved(desk: Desk, sign: Sign) -> None:
    keys = Keys(sign(desk.partner))
    register(keys)
    reference = interview(keys)
    send(keys)
    sign(desk.analyst)
    tag(keys, reference)
    sign(desk.officer)
    submit(keys, desk)
    for person, capacity in ((desk.legal, "Legal"), (desk.safety, "Safety")):
        sign(person)
        approve(keys, desk, capacity)
    sign(desk.officer)
    expect(keys.page.locator("main")).to_contain_text("have the package built")
