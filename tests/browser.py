"""Real Chromium for stories, and the check that everybody can use what it shows."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from iapb.accounts import totp

ROOT = Path(__file__).resolve().parents[1]
ONLY_THIS_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", ONLY_THIS_MACHINE]
        )
        # The page's own policy stays in force: axe is put in by the debugger, not by the page.
        page = browser.new_page(viewport={"width": 1100, "height": 800}, locale="en-GB")
        page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
        page.on("console", lambda message: _no_violation(message.text))
        yield page
        browser.close()


def _no_violation(text: str) -> None:
    assert "Content Security Policy" not in text, text


def check_accessibility(page: Page) -> None:
    """Nothing serious or critical by axe, on the page as it stands."""
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run(document)).violations")
    bad = [
        f"{one['id']} ({one['impact']}): {[node['html'][:120] for node in one['nodes']]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert not bad, f"{page.url}\n" + "\n".join(bad)


def shot(page: Page, name: str) -> None:
    """For whoever wants to look: a picture of the page in the folder that IAPB_SHOTS names."""
    if folder := os.environ.get("IAPB_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png")


def next_code(secret: str, after: int = 0) -> tuple[str, int]:
    """A code later than period `after`, waiting for it if need be. Gives the code and its period."""
    while totp.counter_at() + totp.TOLERANCE <= after:
        time.sleep(0.2)
    counter = max(totp.counter_at(), after + 1)
    return totp.code_at(secret, counter), counter
