"""Point 5, its beginning: the package is built."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.story import desk
from tests.story.people import People


def build(people: People, address: str) -> Page:
    page = people.pages[desk.NAME]
    page.goto(address)
    page.get_by_role("button", name="Build the package").click()
    page.get_by_role("link", name=re.compile("Open package")).click(timeout=90_000)
    expect(page.locator("h1")).to_contain_text("Package")
    people.look(page, "package")
    return page
