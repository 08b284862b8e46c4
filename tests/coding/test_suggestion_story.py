"""Proposals of a machine by keyboard, in real Chromium: reason read, one accepted, one refused; then in bulk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from evidence import machines
from evidence.coding import actions
from evidence.coding.models import Suggestion, Tag
from evidence.coding.suggesting.base import Proposal
from evidence.coding.suggesting.proposals import VERSION
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from tests.browser import check_accessibility
from tests.coding.cases import ORIGINAL, Case, make_case, where
from tests.server import Server

pytestmark = pytest.mark.browser
Database = Callable[[Callable[[], Any]], Any]
PROPOSED = [("задержали", "PHY.BEAT"), ("избивали задержанных дубинками", "PHY.INSTR"), ("не давалі вады", "CON.FOOD")]


@pytest.fixture
def case(server: Server, database: Database, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setattr(machines, "_guards", [])

    def make() -> Case:
        with transaction.atomic():
            case = make_case()
        found = [Proposal("code", *where(ORIGINAL, words), code, "lexicon", words) for words, code in PROPOSED]
        with actor_transaction(case.analyst):
            actions.propose(text=case.original, proposals=found, by=case.analyst)
        return case

    return database(make)


def test_proposals_when_gone_through_by_keyboard_then_decided(
    case: Case, server: Server, browse: Callable[[Person], Page], database: Database
) -> None:
    page = browse(case.analyst)
    page.goto(f"{server.url}/items/{case.item.pk}/work/")
    expect(page.locator("[data-workbench][data-suggested='yes']")).to_be_visible()
    page.locator(".segment[data-side='o']").first.focus()
    page.keyboard.press("]")
    panel = page.locator("[data-suggestion]")
    expect(panel).to_contain_text("These words speak for the code.")
    expect(panel).to_contain_text(f"own rules {VERSION}")
    page.keyboard.press("-")
    expect(panel.locator("[data-suggestion-words]")).to_have_text("избивали задержанных дубинками")
    page.keyboard.press("+")
    expect(panel.locator("[data-suggestion-words]")).to_have_text("не давалі вады")
    check_accessibility(page)

    def states() -> tuple[list[str], list[str]]:
        with actor_transaction(case.analyst):
            ours = Suggestion.objects.visible_to(case.analyst).order_by("start")
            tags = Tag.objects.visible_to(case.analyst).select_related("code")
            return [one.state for one in ours], [tag.code.code for tag in tags]

    assert database(states) == (["refused", "accepted", "proposed"], ["PHY.INSTR"])
    page.goto(f"{server.url}/coding/suggestions/")
    check_accessibility(page)
    page.get_by_role("link", name="Inadequate food or water").click()
    page.wait_for_load_state()
    page.get_by_role("group", name="Mark all").get_by_role("button", name="refuse").click()
    expect(page.get_by_role("radio", name="refuse")).to_be_checked()
    page.keyboard.press("+")
    check_accessibility(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Everything is decided here.")).to_be_visible()
    page.goto(f"{server.url}/coding/suggestions/precision/")
    check_accessibility(page)
    assert database(states)[0] == ["refused", "accepted", "accepted"]
