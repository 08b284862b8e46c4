"""Points 5 and 6: built, handed over, verified by the recipient; withdrawn, nothing leaves; the auditor reads it."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pyrage
from playwright.sync_api import Page, expect

from tests.story import desk, partner
from tests.story.people import People

AUDITOR = "Alma Auditova"
DOWNLOAD = "Download the sealed package"


def build(people: People, address: str) -> Page:
    page = people.pages[desk.NAME]
    page.goto(address)
    page.get_by_role("button", name="Build the package").click()
    page.get_by_role("link", name=re.compile("Open package")).click(timeout=90_000)
    expect(page.locator("h1")).to_contain_text("Package")
    people.look(page, "package")
    return page


def link(people: People, page: Page) -> str:
    """The way to the bytes, good for a minute; nothing has left yet."""
    page.get_by_role("link", name=re.compile("^Hand it over")).first.click()
    people.prove(desk.NAME)
    page.get_by_label("Which way it goes").select_option(index=1)
    page.get_by_label("Who receives it").fill("Duty prosecutor")
    people.look(page, "hand-over")
    page.get_by_role("button", name="Get the download link").click()
    return page.get_by_role("link", name=DOWNLOAD).get_attribute("href") or ""


def hand_over(people: People, page: Page, sealed: Path) -> str:
    """The sealed package as the recipient gets it. Gives the link, which still answers while nothing has changed."""
    address = link(people, page)
    people.look(page, "hand-over-link")
    with page.expect_download() as download:
        page.get_by_role("link", name=DOWNLOAD).click()
    download.value.save_as(sealed)
    assert page.request.get(address).body() == sealed.read_bytes()
    page.get_by_role("link", name=re.compile("^Package IAPB")).click()
    expect(page.locator("h1")).to_contain_text("Handed over")
    receipt(people, page, sha256(sealed.read_bytes()).hexdigest())
    return address


def receipt(people: People, page: Page, digest: str) -> None:
    """The recipient's own hash of what arrived; any other is refused."""
    for hash_of_it, told in (("0" * 64, "they hold something else"), (digest, "exactly this package arrived")):
        page.get_by_label("SHA-256", exact=False).fill(hash_of_it)
        page.get_by_label("Who confirmed", exact=False).fill("Duty prosecutor")
        page.get_by_role("button", name="Record the receipt").click()
        expect(page.locator("main")).to_contain_text(told)
        people.look(page, "receipt-of-package")


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


def withdraw(people: People, code: str, used: str, delivered: str, built: str) -> None:
    """The witness withdraws while a link lies open: it gives nothing, and neither does one that was used before."""
    told = partner.witness(people, code)
    told.get_by_role("link", name="What was answered").click()
    told.get_by_role("link", name=re.compile("[Ww]ithdraw")).first.click()
    people.look(told, "withdraw")
    told.get_by_label("How the witness told us").select_option(index=1)
    told.get_by_label("In the witness's words").fill("I want none of it used any more.")
    page = people.pages[desk.NAME]
    page.goto(built)
    unused = link(people, page)
    assert page.request.get(used).status == 200
    told.get_by_role("button", name="Record the withdrawal").click()
    expect(told.locator("main")).to_contain_text("holds from now on")
    people.look(told, "withdrawn")
    with page.expect_response(unused) as answer:
        page.get_by_role("link", name=DOWNLOAD).click()
    assert (answer.value.status, answer.value.text()) == (404, "Not found.")
    again = page.request.get(used)
    assert (again.status, again.text()) == (404, "Not found.")
    recalled(people, built)
    stopped(people, delivered)


def recalled(people: People, package: str) -> None:
    """Built and not yet handed over: taken back, with the reason, and no button leads out."""
    page = people.pages[desk.NAME]
    page.goto(package)
    expect(page.locator("h1")).to_contain_text("Recalled")
    expect(page.locator("main").get_by_role("note")).to_contain_text("The consent of a witness has changed")
    expect(page.get_by_role("link", name=re.compile("^Hand it over"))).to_have_count(0)
    expect(page.locator("main")).to_contain_text("nothing left: the link was not used")
    people.look(page, "package-recalled")
    page.goto(f"{package}hand-over/")
    people.prove(desk.NAME)
    expect(page.get_by_role("alert")).to_contain_text("This was recalled. Nothing of it leaves any more.")
    expect(page.get_by_role("button", name="Get the download link")).to_have_count(0)


def stopped(people: People, package: str) -> None:
    """What left before the withdrawal cannot be called back; a second hand-over of it is stopped and says why."""
    page = people.pages[desk.NAME]
    page.goto(package)
    expect(page.locator("main").get_by_role("note")).to_contain_text("The consent of a witness has changed")
    people.look(page, "package-stopped")
    page.get_by_role("link", name="Hand it over again").click()
    people.prove(desk.NAME)
    page.get_by_label("Which way it goes").select_option(index=1)
    page.get_by_label("Who receives it").fill("Duty prosecutor")
    page.get_by_role("button", name="Get the download link").click()
    expect(page.locator("main")).to_contain_text("The consent of a witness has changed")
    expect(page.get_by_role("link", name=DOWNLOAD)).to_have_count(0)


#: What the auditor finds, in the words of the ledger, and who did it.
ACCOUNTED = {
    "A package was built": desk.NAME,
    "The first byte of a package left": desk.NAME,
    "An item left in a package": desk.NAME,
    "The recipient confirmed receipt": desk.NAME,
    "A disclosure was recalled": None,
    "A step of a disclosure was stopped": desk.NAME,
}


def audit(people: People) -> None:
    page = people.home(AUDITOR)
    page.get_by_role("link", name="Ledger").click()
    people.look(page, "ledger")
    for words, actor in ACCOUNTED.items():
        page.get_by_label("What happened").select_option(label=words)
        page.get_by_role("button", name="Filter").click()
        row = page.locator("tbody tr").first
        expect(row).to_contain_text(words)
        if actor:
            expect(row).to_contain_text(actor)
    page.locator("tbody td:nth-child(3) a").first.click()
    people.look(page, "ledger-story")
    expect(page.locator("tbody")).to_contain_text("A package was built")
    page.locator("tbody td:nth-child(2) a").first.click()
    people.look(page, "ledger-event")
    assert partner.FAMILY not in page.content()
    told = people.server.manage("verify_ledger")
    assert "Nothing is wrong." in told.stdout
    assert int(told.stdout.split()[0]) > 100
