"""The people of the story: each with a browser of their own, in which they signed themselves in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import check_accessibility, next_code
from tests.server import Server

PASSWORD = "seven grey herons cross the dyke"


@dataclass
class People:
    server: Server
    first: Page
    pictures: Path | None
    pages: dict[str, Page] = field(default_factory=dict)
    secrets: dict[str, tuple[str, int]] = field(default_factory=dict)
    seen: int = 0

    def look(self, page: Page, name: str) -> None:
        """Nothing serious or critical by axe, and nothing wider than the window."""
        check_accessibility(page)
        width = page.viewport_size["width"] if page.viewport_size else 1280
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than {width}"
        self.seen += 1
        if self.pictures:
            page.screenshot(path=self.pictures / f"{self.seen:02}-{name}.png", full_page=True)

    def window(self, width: int = 1280) -> Page:
        """A browser of its own, as on another machine."""
        browser = self.first.context.browser
        assert browser
        size = {"width": width, "height": 900}
        # Whoever asks for calm gets pages that do not glide: what is pressed is where it was seen.
        page = browser.new_context(viewport=size, locale="en-GB", reduced_motion="reduce").new_page()
        page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
        return page

    def accept(self, name: str, link: str) -> Page:
        """Opens the one-time link, sets a password, enrols the telephone."""
        page = self.window()
        page.goto(link)
        if not self.pages:
            self.look(page, "accept")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("The same password again").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        secret = page.locator("code.house-secret").inner_text().replace(" ", "")
        if not self.pages:
            self.look(page, "enrol")
        code, period = next_code(secret)
        page.get_by_label("Six-digit code").fill(code)
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("link", name="I have written them down").click()
        expect(page.locator("h1")).to_have_text("What waits for me")
        self.pages[name], self.secrets[name] = page, (secret, period)
        return page

    def sign_in_again(self, name: str) -> None:
        """Out, and in with password and a later code."""
        page = self.pages[name]
        page.get_by_role("button", name="Sign out").click()
        self.look(page, "sign-in")
        page.get_by_label("E-mail").fill(email(name))
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        code, period = next_code(*self.secrets[name])
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(re.compile(r"/$"))
        self.secrets[name] = (self.secrets[name][0], period)

    def prove(self, name: str) -> None:
        """Where the house asks once more who sits there, since the last code was some time ago."""
        page = self.pages[name]
        page.wait_for_load_state()
        if "/confirm/" not in page.url:
            return
        code, period = next_code(*self.secrets[name])
        page.get_by_label("Code").fill(code)
        page.locator("main form button[type=submit]").first.click()
        self.secrets[name] = (self.secrets[name][0], period)

    def home(self, name: str) -> Page:
        page = self.pages[name]
        page.goto(self.server.url)
        expect(page.locator("h1")).to_have_text("What waits for me")
        return page


def email(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.org"
