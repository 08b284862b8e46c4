"""From the operator's command to a working administrator, in a real browser."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import check_accessibility, next_code
from tests.server import Server

pytestmark = pytest.mark.browser
PASSWORD = "seven grey herons cross the dyke"


class Story:
    def __init__(self, page: Page, pictures: Path) -> None:
        self.page = page
        self.pictures = pictures
        self.number = 0

    def look(self, name: str) -> None:
        check_accessibility(self.page)
        self.number += 1
        if os.environ.get("STORY_PICTURES"):
            self.page.screenshot(path=self.pictures / f"{self.number:02}-{name}.png", full_page=True)

    def accept(self, link: str) -> tuple[str, int]:
        """Password, telephone, recovery codes. Gives the secret and the period of the code used."""
        page = self.page
        page.goto(link)
        assert "/invitation/" in page.url and link.rsplit("/", 2)[1] not in page.url
        self.look("accept")
        page.get_by_label("Password", exact=True).fill("short")
        page.get_by_label("The same password again").fill("short")
        page.get_by_role("button", name="Go on").click()
        assert page.locator(".house-error").first.is_visible()
        self.look("accept-refused")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("The same password again").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        secret = page.locator("code.house-secret").inner_text().replace(" ", "")
        # Nothing else opens before the second factor.
        page.goto(page.url.split("/account/")[0] + "/people/")
        assert page.url.endswith("/account/second-factor/")
        self.look("enrol")
        code, period = next_code(secret)
        page.get_by_label("Six-digit code").fill(code)
        page.get_by_role("button", name="Go on").click()
        assert len(page.locator(".house-codes li").all()) == 10
        self.look("codes")
        page.get_by_role("link", name="I have written them down").click()
        assert "What waits for me" in page.locator("h1").inner_text()
        return secret, period

    def sign_out(self) -> None:
        self.page.get_by_role("button", name="Sign out").click()
        assert self.page.url.endswith("/sign-in/")

    def sign_in(self, email: str, secret: str, after: int) -> int:
        page = self.page
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        self.look("code")
        code, period = next_code(secret, after)
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(re.compile(r"/$"))
        return period


def test_story_from_the_first_link_to_a_confirmed_analyst(server: Server, page: Page, tmp_path: Path) -> None:
    pictures = Path(os.environ.get("STORY_PICTURES") or tmp_path)
    story = Story(page, pictures)
    told = server.manage(
        "first_administrator", "--email", "anna@example.org", "--name", "Anna Adler",
        "--second-email", "boris@example.org", "--second-name", "Boris Berg",
    ).stdout  # fmt: skip
    first, second = re.findall(r"http://\S+", told)

    # Anna accepts and invites an analyst.
    anna, period_of_anna = story.accept(first)
    story.look("home-first")
    page.get_by_role("link", name="People").click()
    story.look("people")
    page.get_by_role("link", name="Invite a person").click()
    page.get_by_label("Name", exact=True).fill("Clara Curie")
    page.get_by_label("E-mail").fill("clara@example.org")
    page.get_by_label("New body").fill("Northern Watch")
    page.get_by_role("button", name="Make the link").click()
    assert "Choose at least one role" in page.locator(".house-error").inner_text()
    story.look("invite-refused")
    page.get_by_label("Analyst").check()
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("Link").input_value()
    story.look("link")
    page.get_by_role("link", name="To the page of this person").click()
    story.look("person-waiting")
    assert not page.get_by_role("button", name="Confirm").is_visible()
    story.sign_out()
    page.goto(first)
    assert "no longer works" in page.locator("h1").inner_text()
    story.look("link-gone")

    # Clara accepts; nothing opens to her before a second administrator has confirmed.
    clara, period_of_clara = story.accept(link)
    page.goto(server.url + "/account/")
    assert "waits for a second administrator" in page.locator("main").inner_text()
    story.look("account-waiting")
    story.sign_out()

    # Boris accepts, is told that a role waits for him, and confirms it.
    story.accept(second)
    story.look("home-second")
    page.get_by_role("link", name=re.compile("Clara Curie: Analyst")).click()
    page.get_by_role("button", name="Confirm").click()
    assert "confirmed and in force" in page.get_by_role("status").first.inner_text()
    story.look("person-confirmed")
    story.sign_out()

    # Clara opens what an analyst opens, not what administrators do.
    story.sign_in("clara@example.org", clara, period_of_clara)
    page.goto(server.url + "/account/")
    story.look("account")
    page.goto(server.url + "/people/")
    assert "Not allowed" in page.locator("h1").inner_text()
    story.look("refused")
    page.goto(server.url + "/")
    story.sign_out()

    # Anna signs in again and deactivates her: nothing is left open.
    story.look("sign-in")
    story.sign_in("anna@example.org", anna, period_of_anna)
    page.get_by_role("link", name="People").click()
    page.get_by_label("Name or e-mail contains").fill("clara")
    page.get_by_role("button", name="Show").click()
    assert "?" not in page.url
    story.look("people-filtered")
    page.get_by_role("link", name="Clara Curie").click()
    page.get_by_role("link", name=re.compile("Deactivate for good")).click()
    story.look("deactivate")
    page.get_by_role("button", name="Deactivate").click()
    assert "Deactivated" in page.locator("h1").inner_text()
    story.look("person-deactivated")
