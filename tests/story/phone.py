"""A telephone in a partner's language: whatever is pressed or filled in is found by its translated words."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, pgettext
from playwright.sync_api import Locator, Page, expect

from tests.browser import check_accessibility

WIDTH, HEIGHT = 360, 780


@dataclass
class Phone:
    page: Page
    url: str
    language: str
    pictures: Path | None
    looked: list[str] = field(default_factory=list)

    def say(self, english: str, context: str = "") -> str:
        with translation.override(self.language):
            said = pgettext(context, english) if context else gettext(english)
        assert said != english, f"no {self.language} for “{english}”"
        return said

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")

    def look(self, name: str) -> None:
        """Nothing serious or critical by axe, nothing wider than the window, and the page is in its language."""
        check_accessibility(self.page)
        wide = self.page.evaluate(
            "[...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1"
            " && one.getBoundingClientRect().height > 1).slice(0, 3).map(one => one.outerHTML.slice(0, 120))"
        )
        assert self.page.evaluate("document.documentElement.scrollWidth") <= WIDTH, f"{name} is wider: {wide}"
        assert self.page.locator("html").get_attribute("lang") == self.language
        self.looked.append(name)
        if self.pictures:
            number = len(self.looked)
            self.page.screenshot(path=self.pictures / f"{self.language}-{number:02}-{name}.png", full_page=True)

    def field(self, english: str, within: Locator | None = None, context: str = "") -> Locator:
        return (within or self.page.locator("main")).get_by_label(self.say(english, context), exact=True).first

    def fill(self, english: str, value: str, within: Locator | None = None) -> None:
        self.field(english, within).fill(value)

    def choose(self, english: str, value: str, within: Locator | None = None, context: str = "") -> None:
        self.field(english, within, context).select_option(value)

    def press(self, english: str, within: Locator | None = None) -> None:
        (within or self.page.locator("main")).get_by_role("button", name=self.say(english), exact=True).first.click()

    def follow(self, english: str, within: Locator | None = None) -> None:
        (within or self.page.locator("main")).get_by_role("link", name=self.say(english), exact=True).first.click()

    def told(self, english: str, **filled: Any) -> None:
        expect(self.page.locator("main")).to_contain_text(self.say(english) % filled if filled else self.say(english))

    def goes_on(self, state: str) -> None:
        """Presses the button of the next state."""
        with translation.override(self.language):
            button = gettext("Next: %(label)s") % {"label": gettext(state)}
        self.page.get_by_role("button", name=button, exact=True).click()
