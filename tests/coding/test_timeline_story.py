"""The timeline and two accounts side by side, in real Chromium: read and judged without a mouse, on a telephone too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from evidence.coding import actions
from evidence.coding.models import Judgement
from evidence.dates import FuzzyDate
from evidence.models import Official
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from tests.browser import check_accessibility
from tests.coding.accounts import Accounts, account_of, act, elsewhere, happened, held, make_accounts, spot
from tests.coding.cases import ORIGINAL, TRANSLATION, code, link, make_text, where
from tests.server import Server

pytestmark = pytest.mark.browser
Database = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def accounts(server: Server, database: Database) -> Accounts:
    def make() -> Accounts:
        with transaction.atomic():
            accounts = make_accounts()
            told(accounts)
        return accounts

    return database(make)


def told(accounts: Accounts) -> None:
    case = accounts.case
    partner = case.acts_as(case.partner)
    text = make_text(accounts.item, partner, ORIGINAL, languages=["ru", "ru", "be"])
    english = make_text(accounts.item, partner, TRANSLATION, languages=["en"] * 3, source=text)
    link(text, english, accounts.item)
    again = account_of(case, accounts.witness)
    by = accounts.analyst
    start, end = where(ORIGINAL, "избивали задержанных дубинками")
    tag = actions.place_tag(text=text, code=code("PHY.INSTR"), start=start, end=end, by=by)
    official = Official(label="Commander N", post="major", created_by=by)
    official.save(force_insert=True)
    for item in (accounts.item, accounts.other):
        summary = "Detained near the metro and beaten by people in black."
        incident = happened(item, by, "2020-08-11", place=spot(), summary=summary)
        beaten = act(incident, by, "PHY.INSTR", knowledge="saw", instrument=code("INS.BATON"), times=3)
        actions.add_involvement(incident=incident, fields={"official": official, "degree": "ordering"}, by=by)
        if item is accounts.item:
            actions.add_support(fact=incident, tag=tag, by=by)
            actions.add_support(fact=beaten, tag=tag, by=by)
            act(incident, by, "CON.FOOD", when=FuzzyDate.parse("2020-08-12"), knowledge="experienced")
    held(accounts.item, by, "2020-08-11", "2020-08-20", cell="15", held_together=36)
    held(again, by, "2020-08-13", "2020-08-20")
    held(again, by, "2020-10", "2020-11-05", facility=elsewhere())
    held(accounts.other, by, "2020-08-12", "2020-08-15")
    happened(again, by, "2020", place=spot(), summary="Threatened at work that year.")
    happened(again, by, summary="A call by night; when, the witness does not remember.")
    actions.state_departure(
        item=accounts.item, fields={"when": FuzzyDate.parse("2021-03", estimated=True), "route": "On foot."}, by=by
    )


def test_timeline_when_read_by_keyboard_then_to_the_words_in_the_workbench_and_back(
    accounts: Accounts, server: Server, browse: Callable[[Person], Page]
) -> None:
    page = browse(accounts.case.analyst)
    page.goto(f"{server.url}/items/{accounts.item.pk}/")
    page.get_by_role("link", name="Open the timeline").press("Enter")
    expect(page.get_by_role("heading", name=f"Timeline of {accounts.witness.code}")).to_be_visible()
    check_accessibility(page)
    expect(page.get_by_role("heading", name="What does not fit together")).to_be_visible()
    expect(page.locator(".timeline-entry").first).to_contain_text("the year is known, no more")
    page.get_by_role("link", name="Date unknown").press("Enter")
    expect(page.locator("#undated")).to_be_in_viewport()
    page.locator(".timeline-supports a").first.press("Enter")
    expect(page.locator("#s-1")).to_be_focused()
    page.go_back()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take along as CSV").press("Enter")
    assert taken.value.suggested_filename == f"timeline-{accounts.witness.code}.csv"


def test_timeline_when_a_partner_reads_it_on_a_telephone_then_nothing_runs_over(
    accounts: Accounts, server: Server, browse: Callable[[Person], Page]
) -> None:
    page = browse(accounts.case.partner)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{server.url}/witnesses/{accounts.witness.pk}/")
    page.get_by_role("link", name="Timeline").click()
    expect(page.get_by_role("heading", name=f"Timeline of {accounts.witness.code}")).to_be_visible()
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.get_by_role("button", name="Take along as CSV")).to_have_count(0)


def test_timeline_when_printed_then_everything_is_on_paper_and_no_button(
    accounts: Accounts, server: Server, browse: Callable[[Person], Page]
) -> None:
    page = browse(accounts.case.analyst)
    page.goto(f"{server.url}/witnesses/{accounts.witness.pk}/timeline/")
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_role("button", name="Possible corroboration")).to_be_hidden()
    expect(page.locator(".timeline-entry").last).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_corroboration_when_judged_by_keyboard_then_on_record_and_gone_from_the_list(
    accounts: Accounts, server: Server, browse: Callable[[Person], Page], database: Database
) -> None:
    page = browse(accounts.case.analyst)
    page.goto(f"{server.url}/witnesses/{accounts.witness.pk}/timeline/")
    page.get_by_role("button", name="Possible corroboration").press("Enter")
    # Two accounts of a detention and two of what happened near the metro, each against the other witness's one.
    expect(page.get_by_role("status").first).to_have_text("4 found")
    check_accessibility(page)
    page.get_by_role("rowheader").get_by_role("link").first.press("Enter")
    expect(page.get_by_role("heading", name="Two accounts side by side")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("radio", name="the same event").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Place, hour and commander are the same.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your judgement is on record. Nothing was merged.")).to_be_visible()
    expect(page.get_by_text("You judged: the same event")).to_be_visible()
    page.get_by_role("link", name="Possible corroboration").press("Enter")
    expect(page.get_by_role("status").first).to_have_text("3 found")
    page.get_by_label("Show").select_option("judged")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.get_by_text("one is yours")).to_be_visible()
    assert database(lambda: judged(accounts)) == [("same", "Place, hour and commander are the same.")]


def judged(accounts: Accounts) -> list[tuple[str, str]]:
    with actor_transaction(accounts.case.analyst):
        return list(Judgement.objects.visible_to(accounts.case.analyst).values_list("verdict", "reason"))
