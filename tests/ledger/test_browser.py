"""The auditor's pages in a real browser: usable by everybody, wide and narrow."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import Page

from iapb.ledger import record
from tests.browser import check_accessibility
from tests.cast import make_person
from tests.ledger.conftest import ACTOR
from tests.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def signed_in(keys: None, server: Server) -> str:
    """An auditor's session in a ledger of seventy events, of which the last waits. Gives the session's key."""
    for number in range(69):
        with transaction.atomic():
            record("ledger.detail_erased", actor=ACTOR, object=f"object-{number % 7}", detail={"reason": "a test"})
    server.manage("seal", "--once", IAPB_DATABASE="sealer")
    with transaction.atomic():
        record("ledger.clock_jumped", actor="service:sealer", object="object-0", detail={"seconds": 300})
    client = Client()
    client.force_login(make_person("Auditor", "auditor"), backend="iapb.accounts.backends.PeopleBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def auditor(signed_in: str, server: Server, page: Page) -> Page:
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": signed_in, "url": server.url}])
    page.goto(f"{server.url}/ledger/")
    return page


def look(page: Page, name: str, pictures: Path) -> None:
    for width in (1100, 360):
        page.set_viewport_size({"width": width, "height": 800})
        check_accessibility(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than {width}"
        if os.environ.get("STORY_PICTURES"):
            page.screenshot(path=Path(os.environ["STORY_PICTURES"]) / f"ledger-{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1100, "height": 800})


def test_pages_when_an_auditor_follows_an_object_then_everything_is_found(
    auditor: Page, server: Server, tmp_path: Path
) -> None:
    assert "waiting to be sealed" in auditor.locator("tbody tr").first.inner_text()
    look(auditor, "list", tmp_path)
    auditor.get_by_role("link", name="Older events").click()
    look(auditor, "older", tmp_path)
    auditor.get_by_role("link", name="To the newest").click()
    auditor.get_by_label("Object").fill("object-0")
    auditor.get_by_role("button", name="Filter").click()
    assert auditor.get_by_role("heading", name="11 events").is_visible()
    with auditor.expect_download() as download:
        auditor.get_by_role("button", name="Export as CSV").click()
    assert len(Path(download.value.path()).read_text("utf-8").splitlines()) == 12
    auditor.get_by_role("link", name="object-0").first.click()
    look(auditor, "story", tmp_path)
    auditor.locator("tbody td:nth-child(2) a").first.click()
    assert "bears the log" in auditor.locator("main").inner_text()
    auditor.locator("summary").click()
    look(auditor, "event", tmp_path)
    with auditor.expect_download() as download:
        auditor.get_by_role("link", name="Save the proof").click()
    assert Path(download.value.path()).read_text("utf-8").startswith("c2sp.org/tlog-proof@v1\n")


def test_list_when_nothing_fits_then_says_what_to_do(auditor: Page, tmp_path: Path) -> None:
    auditor.get_by_label("Object").fill("nothing")
    auditor.get_by_label("From").fill("2020-01-02")
    auditor.get_by_label("To", exact=True).fill("2020-01-01")
    auditor.get_by_role("button", name="Filter").click()
    assert auditor.get_by_text("The end lies before the start.").is_visible()
    look(auditor, "nothing", tmp_path)
    auditor.get_by_role("link", name="Show everything").click()
    assert auditor.get_by_role("heading", name="events").is_visible()
