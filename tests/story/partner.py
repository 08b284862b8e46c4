"""Points 1 and 2: a partner registers a witness, records consent and facts, sends files and sees them read."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from disclosures.demonstration.render import documents, papers, photograph, speech
from iapb.local.cluster import wait_for
from tests.story.people import People

NAME = "Pavla Partnerova"
FAMILY = "Стрижневский"
#: Purposes the witness agreed to; every other question was answered with no.
AGREED = (
    "Keep and analyse my account",
    "Let machines transcribe and translate it",
    "Give it to the Prosecutor of the International Criminal Court",
    "Give it to national prosecutors",
    "Contact me again",
)
RECENT = (date.today() - timedelta(days=20)).isoformat()  # noqa: DTZ011 the browser's day
HELD = (date.today() - timedelta(days=30)).isoformat()  # noqa: DTZ011


def register(people: People) -> str:
    page = people.home(NAME)
    people.look(page, "home-partner")
    page.get_by_role("link", name="Witnesses", exact=True).click()
    people.look(page, "witnesses-empty")
    page.get_by_role("link", name="Register a witness").click()
    page.get_by_label("Family name").first.fill(FAMILY)
    page.get_by_label("Given name").first.fill("Роман")
    people.look(page, "register")
    page.get_by_role("button", name="Register").click()
    expect(page.locator(".house-error").first).to_contain_text("at least one language")
    page.get_by_label("Russian").last.check()
    page.get_by_role("button", name="Register").click()
    expect(page.locator("main .alert").first).to_contain_text("Registered as W-")
    people.look(page, "witness-new")
    assert FAMILY not in page.content()
    return page.locator("h1").inner_text()


def consent(people: People, code: str) -> None:
    page = witness(people, code)
    page.get_by_role("link", name="Record consent").click()
    page.get_by_label("Given on").fill(HELD)
    page.get_by_label("Taken by, code").fill("D-07")
    page.get_by_label("How it was given").select_option("wet_signature")
    page.get_by_label("Capacity").select_option("self")
    page.get_by_label("How far the witness lets themselves be known").select_option("pseudonymous")
    for material in ("The account", "The sound recording", "Documents and photographs"):
        page.get_by_label(re.compile(material)).first.check()
    for group in page.locator(".intake-purpose > fieldset").all():
        asked = group.locator("legend").inner_text().strip()
        group.get_by_label("Yes" if asked.startswith(AGREED) else "No", exact=True).check()
    people.look(page, "consent-new")
    page.get_by_role("button", name="Record the consent").click()
    expect(page.locator(".house-error").first).to_contain_text("The proof is missing")
    page.locator("#proof-file").set_input_files(file("form.png", "image/png", papers.ruling()))
    expect(page.locator("[data-proof-state]")).to_contain_text("In the vault")
    page.get_by_role("button", name="Record the consent").click()
    expect(page.locator("h1")).to_contain_text("In force")
    people.look(page, "consent")


def witness(people: People, code: str) -> Page:
    page = people.pages[NAME]
    page.goto(f"{people.server.url}/witnesses/")
    page.get_by_role("link", name=code).first.click()
    expect(page.locator("h1")).to_contain_text(code)
    return page


def facts(people: People, code: str) -> None:
    page = witness(people, code)
    page.get_by_role("link", name="State the status").click()
    page.get_by_label("The witness is").select_option("reachable")
    page.get_by_label("As of").fill(RECENT)
    for asked in ("Have personal circumstances changed", "Is a request of the witness about their data open"):
        page.get_by_label(re.compile(asked)).select_option(label="No")
    people.look(page, "status")
    page.get_by_role("button", name="State it").click()
    page.get_by_role("link", name="Record a risk assessment").click()
    page.get_by_label("Assessed on").fill(RECENT)
    page.get_by_label("Level").select_option("low")
    page.get_by_label(re.compile("Has the risk risen")).select_option(label="No")
    people.look(page, "risk")
    page.get_by_role("button", name="Record it").click()
    expect(page.locator("main")).to_contain_text("Low")


def interview(people: People, code: str, language: str = "Russian") -> str:
    page = witness(people, code)
    page.get_by_role("link", name="Enter an interview").click()
    page.get_by_label("Date of the interview").fill(HELD)
    page.get_by_label("Was it held?").select_option("completed")
    page.get_by_label("How", exact=True).select_option("in_person")
    page.get_by_label("Kind of place").select_option("office")
    page.get_by_label("Main language").select_option(label=language)
    page.get_by_label("Age at the interview").fill("34")
    people.look(page, "interview-new")
    page.get_by_role("button", name="Enter it").click()
    expect(page.locator("main .alert").first).to_contain_text("Created as IAPB-I-")
    people.look(page, "interview-empty")
    return page.locator("h1").inner_text().split()[0]


def contents(people: People) -> None:
    """What the material holds: unknown until somebody says so."""
    page = people.pages[NAME]
    page.get_by_role("link", name="State it").first.click()
    page.get_by_label("Does it carry sensitive content?").select_option(label="None of these")
    for asked in ("Can the witness be known by name", "Is its use restricted", "Does it tell of sexual"):
        page.get_by_label(re.compile(asked)).select_option(label="No")
    page.get_by_label("Can other people be recognised?").select_option(label="Nobody else can be recognised")
    people.look(page, "contents")
    page.get_by_role("button", name="State it").click()


def send(people: People) -> None:
    page = people.pages[NAME]
    audio = speech.record("w1").audio
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    page.locator("#choose-files").set_input_files(
        [
            file("rec-01-ru.wav", "audio/wav", audio),
            file("transcript-ru.docx", word, documents.docx("w1.ru.txt")),
            file("translation-en.docx", word, documents.docx("w1.en.txt")),
            file("yard.jpg", "image/jpeg", photograph.courtyard()),
            file("nothing.txt", "text/plain", b""),
        ]
    )
    rows = page.locator(".intake-row")
    expect(rows.nth(0).get_by_label("Role")).to_have_value("recording_audio")
    expect(rows.nth(1).get_by_label("Role")).to_have_value("transcript")
    expect(rows.nth(2).get_by_label("Role")).to_have_value("translation")
    expect(rows.nth(2).get_by_label("Language")).to_have_value("en")
    people.look(page, "files-chosen")
    page.get_by_role("button", name="Send all").click()
    for number in range(4):
        expect(rows.nth(number).locator("[data-state]")).to_contain_text("In the vault", timeout=20_000)
        expect(rows.nth(number).locator("[data-sha]")).to_have_text(re.compile("^[0-9a-f]{64}$"))
    expect(rows.nth(4).locator("[data-state]")).to_contain_text("0 bytes")
    expect(page.locator("#texts-head")).to_contain_text("2", timeout=40_000)
    people.look(page, "interview-sent")


def twice(people: People) -> None:
    """The same bytes again: kept, and the body that sent them is told."""
    page = people.pages[NAME]
    page.reload()
    page.locator("#choose-files").set_input_files([file("yard-again.jpg", "image/jpeg", photograph.courtyard())])
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".intake-row [data-state]")).to_contain_text("In the vault")
    page.reload()
    expect(page.get_by_text("The same bytes were sent before").first).to_be_visible()
    people.look(page, "duplicate")


def receipt(people: People) -> None:
    """An event at once; its position and proof when the sealer has been."""
    page = people.pages[NAME]
    page.get_by_role("link", name="Receipt", exact=True).first.click()
    expect(page.locator("main")).to_contain_text(re.compile("[0-9a-f]{64}"))
    place = page.locator("dt:has-text('Place in the ledger') + dd")
    wait_for(lambda: page.reload() and place.inner_text().split()[0].isdigit(), 20, "the place in the ledger")
    people.look(page, "receipt")
    with page.expect_download() as download:
        page.get_by_role("link", name="Keep as JSON").click()
    assert '"sha256"' in Path(download.value.path()).read_text("utf-8")
    page.go_back()


def machine(people: People, reference: str) -> None:
    """No model is installed: the item says so in a sentence, and what to install."""
    page = people.pages[NAME]
    page.goto(f"{people.server.url}/interviews/")
    page.get_by_role("link", name=reference).first.click()
    page.get_by_role("button", name="Translate by machine").first.click()
    expect(page.locator("main")).to_contain_text("install_model", timeout=20_000)
    people.look(page, "machine-missing")


def paper(people: People, code: str) -> str:
    """A scanned court paper is read where it lies, with what was found on the page."""
    page = witness(people, code)
    page.get_by_role("link", name="Add a document").click()
    page.get_by_label("Kind of document").select_option(label="Court paper")
    page.get_by_label("Neutral title, no names").fill("Ruling of a district court, August 2020")
    people.look(page, "document-new")
    page.get_by_role("button", name="Add it").click()
    reference = page.locator("h1").inner_text().split()[0]
    page.locator("#choose-files").set_input_files([file("ruling.png", "image/png", papers.ruling())])
    row = page.locator(".intake-row")
    row.get_by_label("Role").select_option("scan")
    row.get_by_label("Language").select_option("ru")
    row.get_by_role("button", name="Send", exact=True).click()
    expect(row.locator("[data-state]")).to_contain_text("In the vault", timeout=20_000)
    expect(page.locator("#texts-head")).to_contain_text("1", timeout=90_000)
    people.look(page, "document-read")
    return reference


def belarusian(people: People, code: str) -> str:
    """A second interview, of which there is a transcript only."""
    reference = interview(people, code, "Belarusian")
    contents(people)
    page = people.pages[NAME]
    page.locator("#choose-files").set_input_files([file("transcript-be.txt", "text/plain", documents.txt("w2.be.txt"))])
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#texts-head")).to_contain_text("1", timeout=40_000)
    return reference


def file(name: str, kind: str, data: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": kind, "buffer": data}
