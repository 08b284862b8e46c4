"""Points 5 and 6: built, handed over, verified by the recipient; withdrawn, nothing leaves; the auditor reads it."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pyrage
from playwright.sync_api import Page, expect

from tests.story import desk, partner
from tests.story.people import People

AUDITOR = "Alma Auditova"


def build(people: People, address: str) -> Page:
    page = people.pages[desk.NAME]
    page.goto(address)
    page.get_by_role("button", name="Build the package").click()
    page.get_by_role("link", name=re.compile("Open package")).click(timeout=90_000)
    expect(page.locator("h1")).to_contain_text("Package")
    people.look(page, "package")
    return page


def hand_over(people: People, page: Page, folder: Path) -> Path:
    """The sealed package as the recipient gets it."""
    page.get_by_role("link", name=re.compile("^Hand it over")).first.click()
    people.prove(desk.NAME)
    page.get_by_label("Which way it goes").select_option(index=1)
    page.get_by_label("Who receives it").fill("Duty prosecutor")
    people.look(page, "hand-over")
    page.get_by_role("button", name="Get the download link").click()
    people.look(page, "hand-over-link")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the sealed package").click()
    sealed = folder / "package.age"
    download.value.save_as(sealed)
    return sealed


def verify(sealed: Path, key: str, folder: Path) -> None:
    """By the recipient: opened with their key, every hash and proof recomputed; one byte changed is named."""
    opened = pyrage.decrypt(sealed.read_bytes(), [pyrage.x25519.Identity.from_str(key)])
    with zipfile.ZipFile(io.BytesIO(opened)) as archive:
        archive.extractall(folder)
    (script,) = folder.rglob("verify.py")
    done = subprocess.run([sys.executable, script, script.parent], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    original = max(
        (one for one in script.parent.rglob("data/**/*") if one.is_file()), key=lambda one: one.stat().st_size
    )
    changed = bytearray(original.read_bytes())
    changed[len(changed) // 2] ^= 1
    original.write_bytes(changed)
    done = subprocess.run([sys.executable, script, script.parent], capture_output=True, text=True)
    assert done.returncode == 1
    assert original.name in done.stdout + done.stderr


def withdraw(people: People, code: str, address: str) -> None:
    """The witness withdraws: the link that worked a minute ago gives nothing any more."""
    page = partner.witness(people, code)
    page.get_by_role("link", name="What was answered").click()
    page.get_by_role("link", name=re.compile("[Ww]ithdraw")).first.click()
    people.look(page, "withdraw")
    page.get_by_label("How the witness told us").select_option(index=1)
    page.get_by_label("In the witness's words").fill("I want none of it used any more.")
    page.get_by_role("button", name="Record the withdrawal").click()
    people.look(page, "withdrawn")
    page = people.pages[desk.NAME]
    page.goto(address)
    people.look(page, "package-recalled")
    assert not page.get_by_role("link", name="Download the sealed package").count()


def audit(people: People) -> None:
    page = people.home(AUDITOR)
    page.get_by_role("link", name="Ledger").click()
    people.look(page, "ledger")
    page.locator("tbody td:nth-child(2) a").first.click()
    people.look(page, "ledger-event")
    told = people.server.manage("verify_ledger")
    assert told.returncode == 0
