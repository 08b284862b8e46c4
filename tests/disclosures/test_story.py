"""The desk in real Chromium: an officer, a legal and a safety approver, once without a mouse."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from disclosures.models import Disclosure
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from tests.browser import check_accessibility
from tests.disclosures import cases
from tests.disclosures.cases import Desk
from tests.disclosures.conftest import in_database
from tests.keyboard import Keys
from tests.server import Server

pytestmark = pytest.mark.browser
# Where the pictures of the pages go, for whoever wants to look at them.
PICTURES = os.environ.get("TEST_PICTURES")


@pytest.fixture
def desk(server: Server) -> Desk:
    def make() -> Desk:
        with transaction.atomic():
            desk = cases.make_desk()
            desk.acts(desk.partner)
            other = cases.make_witness(desk.collection, desk.partner)
            desk.more["document"] = cases.make_document(other, desk.partner)
            cases.make_document(desk.witness, desk.partner)
        return desk

    return in_database(make)


def look(page: Page, name: str) -> None:
    check_accessibility(page)
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def test_story_when_three_people_work_on_a_request_then_it_is_approved(
    desk: Desk, server: Server, browse: Callable[[Person], Page]
) -> None:
    page = browse(desk.officer)
    page.goto(f"{server.url}/requests/")
    look(page, "requests")
    page.get_by_role("link", name="Record a request").click()
    look(page, "new_request")
    page.get_by_role("link", name="Requests", exact=True).click()
    page.get_by_role("link", name=desk.request.reference).first.click()
    look(page, "request")

    keys = Keys(page)  # from here on without a mouse
    keys.go("Begin the selection")
    expect(page.get_by_text("Nothing is selected yet.", exact=True)).to_be_visible()
    look(page, "desk_empty")
    keys.go("Find items to add")
    keys.to("Witness codes or references")
    page.keyboard.type(f"{desk.witness.code} {desk.more['document'].reference}")
    keys.go("Find")
    expect(page.get_by_text("There is no consent record")).to_be_visible()
    look(page, "find")
    for reference in (desk.interview.reference, desk.more["document"].reference):
        keys.to(f"Tick {reference}")
        page.keyboard.press("Space")
    keys.go("Add the ticked items")
    expect(page.get_by_text("Must not go").first).to_be_visible()
    expect(page.get_by_role("button", name="Submit for approval")).to_be_disabled()
    look(page, "desk_stopped")
    keys.go("Keep only what may go")
    expect(page.get_by_role("button", name="Submit for approval")).to_be_enabled()
    keys.to("Note for the approvers")
    page.keyboard.type("The whole account answers question 1.")
    keys.go("Submit for approval")
    expect(page.get_by_text("Waiting for approval").first).to_be_visible()
    look(page, "desk_submitted")
    address = page.url

    for person, capacity in ((desk.legal, "Legal"), (desk.safety, "Safety")):
        page.context.clear_cookies()
        page = browse(person)
        page.goto(server.url)
        expect(page.get_by_text(f"to approve: {capacity}")).to_be_visible()
        page.get_by_text(f"to approve: {capacity}").click()
        look(page, f"review_{capacity.lower()}")
        keys.go(f"Approve: {capacity}")
        expect(page.get_by_role("heading", name=f"Approve: {capacity}")).to_be_visible()
        look(page, f"approve_{capacity.lower()}")
        keys.to("What you looked at")
        page.keyboard.type("Read every part; it may leave.")
        keys.go("Approve")
        expect(page.get_by_text("Approved. It counts only for exactly this selection.")).to_be_visible()
    page.goto(address)
    expect(page.get_by_text(re.compile("has the package built")).first).to_be_visible()
    look(page, "desk_approved")
    assert in_database(lambda: _state(desk)) == Disclosure.State.APPROVED


def test_pages_when_looked_at_then_everyone_can_use_them(
    desk: Desk, server: Server, browse: Callable[[Person], Page]
) -> None:
    page = browse(desk.officer)
    for name, path in (
        ("recipients", "/recipients/"),
        ("new_recipient", "/recipients/new/"),
        ("recipient", f"/recipients/{desk.prosecutor.pk}/"),
        ("register", "/disclosures/"),
        ("confirmation", f"/requests/{desk.request.pk}/witnesses/{desk.witness.pk}/confirm/witness_for_recipient/"),
        ("correct_request", f"/requests/{desk.request.pk}/correct/"),
    ):
        assert page.goto(server.url + path).status == 200
        look(page, name)
    page.goto(f"{server.url}/recipients/{desk.prosecutor.pk}/")
    page.get_by_text("Enrol another key").click()
    page.get_by_label("age public key").fill("age1nonsense")
    page.get_by_label("How it was checked").fill("by telephone")
    page.get_by_role("button", name="Enrol the key").click()
    expect(page.get_by_text("This is no age public key")).to_be_visible()
    expect(page.get_by_label("age public key")).to_be_focused()
    look(page, "recipient_wrong_key")


def _state(desk: Desk) -> str:
    with actor_transaction(desk.officer):
        return Disclosure.objects.visible_to(desk.officer).get(request=desk.request).state
