"""A partner's day in real Chromium: from a name to a receipt, wide and on a telephone."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from playwright.sync_api import Page, expect

from disclosures.demonstration.render import documents
from evidence.models import ItemFile
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.jobs.models import Job
from iapb.jobs.runner import run
from tests.browser import check_accessibility
from tests.cast import signed_in
from tests.coding.conftest import in_database
from tests.consenting import make_form
from tests.evidence.test_files import sound
from tests.intake import make_partner
from tests.server import Server

pytestmark = pytest.mark.browser
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f030005fe02fea1"
    "35819e0000000049454e44ae426082"
)


@pytest.fixture
def partner(server: Server) -> Person:
    def make() -> Person:
        make_form(version="3", language="en")
        return make_partner("Alesia")

    person: Person = in_database(make)
    return person


@pytest.fixture
def page_of(partner: Person, server: Server, page: Page) -> Page:
    """Signed in with password and code, the code entered just now."""

    def sign_in() -> str:
        key = signed_in(partner).cookies[settings.SESSION_COOKIE_NAME].value
        session = import_module(settings.SESSION_ENGINE).SessionStore(key)
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
        session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(partner.pk)
        session.save()
        return str(key)

    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": in_database(sign_in), "url": server.url}
    page.context.add_cookies([cookie])
    page.goto(server.url)
    return page


@pytest.fixture
def look(page: Page) -> Callable[[str], None]:
    """Usable by everybody, and no wider than a telephone."""

    def check(name: str) -> None:
        for width in (1100, 360):
            page.set_viewport_size({"width": width, "height": 800})
            check_accessibility(page)
            if os.environ.get("STORY_PICTURES"):
                page.screenshot(path=Path(os.environ["STORY_PICTURES"]) / f"intake-{name}-{width}.png", full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} wide at {width}"
        page.set_viewport_size({"width": 1100, "height": 800})

    return check


def do_the_work(partner: Person) -> list[str]:
    def work() -> list[str]:
        done = []
        while job := Job.objects.open().order_by("created_at").first():
            run(job.pk)
            done.append(job.kind)
        return done

    found: list[str] = in_database(work)
    return found


def register(page: Page, look: Callable[[str], None]) -> str:
    page.get_by_role("link", name="Witnesses", exact=True).click()
    look("witnesses-empty")
    page.get_by_role("link", name="Register a witness").click()
    page.get_by_label("Family name").first.fill("Стрижневский")
    page.get_by_label("Given name").first.fill("Роман")
    expect(page.locator("[data-draft-state]")).to_contain_text("Kept as a draft")
    page.reload()
    expect(page.get_by_label("Family name").first).to_have_value("Стрижневский")
    look("register")
    page.get_by_role("button", name="Register").click()
    expect(page.locator(".house-error").first).to_contain_text("at least one language")
    page.get_by_label("Russian").last.check()
    page.get_by_role("button", name="Register").click()
    expect(page.locator("main .alert").first).to_contain_text("Registered as W-")
    look("witness")
    code: str = page.locator("h1").inner_text()
    assert "Стрижневский" not in page.content()
    return code


def consent(page: Page, look: Callable[[str], None]) -> None:
    page.get_by_role("link", name="Record consent").click()
    page.get_by_label("Given on").fill("2024-05-01")
    page.get_by_label("Taken by, code").fill("D-07")
    page.get_by_label("How it was given").select_option("wet_signature")
    page.get_by_label("Capacity").select_option("self")
    page.get_by_label("How far the witness lets themselves be known").select_option("pseudonymous")
    page.get_by_label("The account").first.check()
    for group in page.locator(".intake-purpose > fieldset").all():
        group.get_by_label("Yes", exact=True).check()
    look("consent-new")
    page.get_by_role("button", name="Record the consent").click()
    expect(page.locator(".house-error").first).to_contain_text("The proof is missing")
    expect(page.get_by_label("Taken by, code")).to_have_value("D-07")
    proof = {"name": "form.png", "mimeType": "image/png", "buffer": PNG}
    page.locator("#proof-file").set_input_files(proof)
    expect(page.locator("[data-proof-state]")).to_contain_text("In the vault")
    page.get_by_role("button", name="Record the consent").click()
    expect(page.locator("h1")).to_contain_text("In force")
    look("consent")


def facts(page: Page, look: Callable[[str], None], code: str) -> None:
    page.get_by_role("link", name=code).click()
    page.get_by_role("link", name="State the status").click()
    look("status")
    page.get_by_label("The witness is").select_option("reachable")
    page.get_by_role("button", name="State it").click()
    page.get_by_role("link", name="Record a risk assessment").click()
    look("risk")
    page.get_by_label("Level").select_option("medium")
    page.get_by_role("button", name="Record it").click()
    expect(page.locator("main")).to_contain_text("Medium")


def interview(page: Page, look: Callable[[str], None]) -> None:
    page.get_by_role("link", name="Enter an interview").click()
    look("interview-new")
    page.get_by_label("Date of the interview").fill("2024-05-02")
    page.get_by_label("Was it held?").select_option("completed")
    page.get_by_label("How", exact=True).select_option("in_person")
    page.get_by_label("Kind of place").select_option("office")
    page.get_by_role("button", name="Enter it").click()
    expect(page.locator("main .alert").first).to_contain_text("Created as IAPB-I-")
    look("item-empty")


def send(page: Page, look: Callable[[str], None]) -> None:
    chosen = [
        {"name": "rec-01-ru.wav", "mimeType": "audio/wav", "buffer": sound(2)},
        {"name": "transcript-ru.txt", "mimeType": "text/plain", "buffer": documents.txt("w1.ru.txt")},
        {"name": "translation-en.txt", "mimeType": "text/plain", "buffer": documents.txt("w1.en.txt")},
        {"name": "nothing.txt", "mimeType": "text/plain", "buffer": b""},
    ]
    page.locator("#choose-files").set_input_files(chosen)
    rows = page.locator(".intake-row")
    expect(rows.nth(0).get_by_label("Role")).to_have_value("recording_audio")
    expect(rows.nth(1).get_by_label("Role")).to_have_value("transcript")
    expect(rows.nth(2).get_by_label("Role")).to_have_value("translation")
    expect(rows.nth(2).get_by_label("Language")).to_have_value("en")
    look("upload-chosen")
    page.get_by_role("button", name="Send all").click()
    for number in range(3):
        expect(rows.nth(number).locator("[data-state]")).to_contain_text("In the vault")
        expect(rows.nth(number).locator("[data-sha]")).to_have_text(re.compile("^[0-9a-f]{64}$"))
    expect(rows.nth(3).locator("[data-state]")).to_contain_text("0 bytes")


def test_day_when_a_partner_works_then_everything_is_in_the_vault_with_its_receipt(
    page_of: Page, partner: Person, look: Callable[[str], None], server: Server
) -> None:
    page = page_of
    code = register(page, look)
    consent(page, look)
    facts(page, look, code)
    interview(page, look)
    send(page, look)
    do_the_work(partner)
    # The page asks by itself until everything is done.
    expect(page.locator("#texts-head")).to_contain_text("2", timeout=20_000)
    expect(page.locator("#item-progress")).to_contain_text("Ready", timeout=10_000)
    look("item-ready")
    page.get_by_role("link", name="Receipt", exact=True).last.click()
    look("receipt")
    with page.expect_download() as download:
        page.get_by_role("link", name="Keep as JSON").click()
    assert '"sha256"' in Path(download.value.path()).read_text("utf-8")
    page.goto(server.url)
    look("waiting")
    for name in ("Witnesses", "Interviews", "Documents", "Consent forms"):
        page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True).click()
        look(f"list-{name.lower().replace(' ', '-')}")


def test_identity_when_read_then_on_this_page_only(
    page_of: Page, partner: Person, look: Callable[[str], None], server: Server
) -> None:
    page = page_of
    register(page, look)
    page.get_by_role("link", name="Read the identity").click()
    look("identity-asked")
    page.get_by_label("What you need the name for").fill("to ask about renewing consent")
    page.get_by_role("button", name="Read the identity").click()
    expect(page.locator("main")).to_contain_text("Стрижневский")
    look("identity")


def test_sending_when_the_line_breaks_then_sent_again_and_there_once(
    page_of: Page, partner: Person, look: Callable[[str], None]
) -> None:
    page = page_of
    register(page, look)
    interview(page, look)
    page.route("**/uploads/**", lambda route: route.abort())
    note = {"name": "transcript-ru.txt", "mimeType": "text/plain", "buffer": documents.txt("w1.ru.txt")}
    page.locator("#choose-files").set_input_files(note)
    row = page.locator(".intake-row")
    row.get_by_role("button", name="Send", exact=True).click()
    expect(row.locator("[data-state]")).to_contain_text("The line broke")
    look("line-broken")
    page.unroute("**/uploads/**")
    expect(row.locator("[data-state]")).to_contain_text("In the vault", timeout=30_000)

    def count() -> Any:
        with actor_transaction(partner):
            return ItemFile.objects.visible_to(partner).count()

    assert in_database(count) == 1
