"""The whole record of one interview, by a partner with a telephone: from who was asked before to the lock."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import expect

from disclosures.demonstration.render import documents, papers, photograph
from tests.story.partner import file
from tests.story.phone import Phone

TODAY = date.today()  # noqa: DTZ011 the browser's day
LED_BY, GUARDIAN = "D-07", "G-01"


def day(days: int = 0) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def trained(phone: Phone) -> None:
    """Certificates for children and for SGBV, a guide, and that it was read."""
    phone.open("/interviewers/")
    phone.look("interviewers-empty")
    for kind in ("child", "sgbv"):
        phone.open("/interviewers/")
        phone.follow("Record a certificate")
        phone.fill("Interviewer, by code", LED_BY)
        phone.choose("Training", kind)
        phone.fill("Dated", day(-200))
        phone.fill("Valid to", day(200))
        if kind == "child":
            phone.look("certificate-new")
        phone.press("Record it")
    phone.follow("Issue a guide or procedure")
    phone.choose("What it is", "guide")
    phone.fill("Title", "Як мы пытаем")
    phone.choose("Language", "ru")
    phone.fill("Text", "Спрашивайте открыто. Ждите ответа.")
    phone.look("guide-new")
    phone.press("Issue it")
    phone.fill("Interviewer, by code", LED_BY)
    phone.look("guide")
    phone.press("Record it")
    phone.told("The acknowledgement is recorded.")
    phone.open("/interviewers/")
    phone.look("interviewers")


def register(phone: Phone, family: str, given: str) -> str:
    phone.open("/witnesses/")
    phone.follow("Register a witness")
    phone.fill("Family name", family)
    phone.fill("Given name", given)
    phone.page.locator("main").get_by_role("checkbox", name=phone.say("Russian"), exact=True).check()
    phone.look("witness-new")
    phone.press("Register")
    expect(phone.page.locator("h1")).to_contain_text("W-")
    phone.look("witness")
    return phone.page.locator("h1").inner_text().strip()


def risk(phone: Phone, code: str) -> None:
    witness(phone, code)
    phone.follow("Record a risk assessment")
    phone.fill("Assessed on", day())
    phone.choose("Level", "medium")
    phone.fill("Holds until", day(90))
    phone.look("risk")
    phone.press("Record it")


def witness(phone: Phone, code: str) -> None:
    phone.open("/witnesses/")
    phone.page.get_by_role("link", name=code).first.click()
    expect(phone.page.locator("h1")).to_contain_text(code)


def plan(phone: Phone, code: str) -> str:
    """Earlier accounts are the first question; a child, whose guardian is there."""
    witness(phone, code)
    phone.follow("Enter an interview")
    asked = phone.page.locator("main fieldset.intake-group").first
    phone.choose("Was it held?", "proposed", asked)
    phone.choose("Did anybody take an account before?", "some", asked)
    with_title = asked.locator("details").first
    with_title.locator("summary").click()
    phone.fill("To whom", "Газета в изгнании", with_title)
    phone.choose("Recorded", "yes", with_title)
    phone.choose("Vulnerability", "child")
    phone.fill("Age at the interview", "15")
    phone.fill("Date of the interview", day())
    phone.choose("Main language", "ru")
    phone.choose("How", "in_person")
    phone.choose("Kind of place", "shelter")
    phone.fill("Interviewers, by their codes", LED_BY)
    present(phone)
    phone.look("interview-new")
    phone.press("Enter it")
    expect(phone.page.locator("h1")).to_contain_text("IAPB-I-")
    phone.look("interview")
    return phone.page.locator("h1").inner_text().split()[0]


def present(phone: Phone) -> None:
    there = phone.page.locator("main fieldset.intake-group").filter(has_text=phone.say("Of a guardian"))
    one = there.locator("> details").first
    one.locator("> summary").click()
    phone.choose("Role", "guardian", one)
    phone.fill("Code", GUARDIAN, one)
    more = one.locator("details")
    more.locator("summary").click()
    phone.choose("Guardian as", "parent", more)
    phone.choose("Free of a conflict with the person heard", "yes", more)


def record(phone: Phone, reference: str) -> None:
    phone.open("/interviews/")
    phone.page.get_by_role("link", name=reference).first.click()
    phone.follow("Record and next steps")
    expect(phone.page.locator("h1")).to_contain_text(phone.say("Record of the interview"))


def together(phone: Phone, code: str) -> None:
    phone.follow("Another witness in this interview")
    phone.fill("Code of the other witness", code)
    phone.fill("Why they cannot be heard apart", "Ребёнок не говорит без сестры.")
    phone.choose("Vulnerability", "sgbv")
    phone.fill("Age at the interview", "34")
    phone.choose("Did anybody take an account before?", "none_known")
    phone.look("together")
    phone.press("Name them")
    phone.look("record-planned")


def onward(phone: Phone, reference: str, sister: str) -> None:
    """A step is refused with a sentence until what it asks for is there."""
    record(phone, reference)
    phone.goes_on("Screened")
    phone.goes_on("Risk assessed")
    expect(phone.page.locator("main .alert-danger")).to_contain_text(
        phone.say("A risk assessment that still holds is missing. Record it on the page of the witness.")
    )
    phone.look("record-refused")
    risk(phone, sister)
    record(phone, reference)
    for state in ("Risk assessed", "Consent taken", "Scheduled", "In progress"):
        phone.goes_on(state)
    phone.look("record-in-progress")


def send(phone: Phone, reference: str, name: str, kind: str, data: bytes, role: str) -> None:
    phone.open("/interviews/")
    phone.page.get_by_role("link", name=reference).first.click()
    phone.page.locator("#choose-files").set_input_files([file(name, kind, data)])
    row = phone.page.locator(".intake-row").first
    phone.choose("Role", role, row)
    phone.choose("Language", "ru", row)
    phone.look(f"send-{role}")
    row.get_by_role("button", name=phone.say("Send"), exact=True).click()
    expect(row.locator("[data-sha]")).to_have_text(re.compile("^[0-9a-f]{64}$"), timeout=30_000)


def thing(phone: Phone, reference: str) -> None:
    """Photographed, taken for a reason, sealed, with a receipt."""
    send(phone, reference, "coat.jpg", "image/jpeg", photograph.courtyard(), "photo")
    record(phone, reference)
    phone.follow("Record a physical item")
    phone.fill("What it is, no names", "Куртка со следами")
    phone.fill("Why it was taken", "Её собирались сжечь.")
    phone.fill("Taken by (code)", LED_BY)
    phone.choose("Does the giver hold a receipt?", "yes")
    phone.page.locator("[name=photo]").select_option(index=1)
    phone.look("thing-new")
    phone.press("Record it")
    phone.choose("What happened", "sealed")
    phone.fill("Seal number", "S-118")
    phone.look("thing")
    phone.press("Record it")
    phone.told("The chain goes on.")
    phone.look("thing-sealed")


def left_out(phone: Phone, reference: str) -> None:
    record(phone, reference)
    for section, reason in (("pictures", "not_applicable"), ("costs", "later")):
        phone.page.locator(f"main a[href$='part={section}']").click()
        phone.choose("Why it is left out", reason)
        phone.look(f"leave-out-{reason}")
        phone.press("Leave it out")
    phone.look("record-parts")
    phone.open("/")
    phone.told("Records with something open")
    phone.look("home")


def shown(phone: Phone, reference: str) -> None:
    """A picture was shown all the same, and nobody was known: that is on record too."""
    record(phone, reference)
    parts = phone.page.locator("[aria-labelledby=parts-head]")
    phone.follow("Pictures and persons shown", parts)
    phone.look("pictures-empty")
    phone.choose("What was shown, and how", "one")
    phone.fill("Shown by (code)", LED_BY)
    phone.page.locator("[name=picture_1]").select_option(index=1)
    phone.page.locator("[name=witness]").select_option(index=0)
    phone.choose("Did who showed it know whom it shows?", "yes")
    phone.choose("What came of it", "none")
    phone.press("Record it")
    expect(phone.page.locator(".house-error").first).to_be_visible()
    phone.fill("What the witness said, in their words", "Двор я не узнаю.")
    phone.look("pictures-refused")
    phone.press("Record it")
    phone.told("It is recorded what was shown and what was said.")
    phone.look("pictures")


def read_back(phone: Phone, reference: str, codes: tuple[str, ...]) -> None:
    """Both of them heard it; one wanted a correction and signed, the other refused."""
    send(phone, reference, "transcript-ru.txt", "text/plain", documents.txt("w1.ru.txt"), "transcript")
    expect(phone.page.locator("#texts-head")).to_contain_text("1", timeout=40_000)
    send(phone, reference, "signed.jpg", "image/jpeg", papers.ruling(), "scan")
    for number, code in enumerate(codes):
        record(phone, reference)
        phone.follow("Reading back and signing")
        phone.page.locator("[name=witness]").select_option(label=code)
        phone.page.locator("[name=of]").select_option(index=1)
        phone.choose("How", "aloud")
        phone.fill("Read by (code)", LED_BY)
        if number == 0:
            correction = phone.page.locator("main fieldset.intake-group details").first
            correction.locator("summary").click()
            phone.fill("What should stand there, in their words", "Был вечер, не утро.", correction)
            phone.fill("Where in the text", "с. 3", correction)
        phone.look(f"read-back-{number}")
        phone.press("Record it")
        phone.told("It is recorded that it was read back. Say next whether it was signed.")
        phone.choose("Was it signed?", "each_page" if number == 0 else "refused")
        if number:
            phone.fill("Why it was not signed, or why there is no paper", "Боится за брата.")
        else:
            phone.page.locator("[name=scan]").select_option(index=1)
        phone.look(f"sign-{number}")
        phone.press("Record it")
        phone.told("The answer is recorded.")
    phone.look("read-back-told")


def ended(phone: Phone, reference: str) -> None:
    """Time, length and breaks are asked for before the end; then the record stands still."""
    record(phone, reference)
    phone.goes_on("Completed")
    expect(phone.page.locator("main .alert-danger")).to_be_visible()
    phone.look("record-not-completed")
    phone.page.locator("main .house-acts").get_by_role("link", name=phone.say("Change"), exact=True).click()
    phone.fill("Began at", "10:30")
    phone.fill("Minutes", "90")
    phone.fill("Breaks", "1")
    phone.look("interview-change")
    phone.press("Save")
    record(phone, reference)
    phone.goes_on("Completed")
    phone.told("Nothing is missing: the record can be locked. After that nothing in it is changed.")
    phone.look("record-completed")
    phone.goes_on("Locked")
    phone.told("The record of this interview is locked; nothing in it is changed.")
    phone.look("record-locked")


def corrected(phone: Phone, reference: str) -> None:
    """A correction after the signature: what was signed is another state, and the record says so."""
    changed = documents.txt("w1.ru.txt") + "\n\nБыл вечер.".encode()
    send(phone, reference, "transcript-2.txt", "text/plain", changed, "transcript")
    # Beside the first transcript and what was read from the scan of the signature.
    expect(phone.page.locator("#texts-head")).to_contain_text("3", timeout=60_000)
    record(phone, reference)
    phone.told("The text was corrected after it was signed: what was signed is an earlier state.")
    phone.look("record-corrected")
    phone.follow("Reading back and signing")
    phone.look("read-back-corrected")


def everything(phone: Phone, let_go: Any, consent: Any) -> None:
    trained(phone)
    child = register(phone, "Стрижневский", "Роман")
    sister = register(phone, "Ковалькова", "Дарья")
    let_go()
    risk(phone, child)
    consent()
    reference = plan(phone, child)
    record(phone, reference)
    together(phone, sister)
    onward(phone, reference, sister)
    thing(phone, reference)
    left_out(phone, reference)
    shown(phone, reference)
    read_back(phone, reference, (child, sister))
    ended(phone, reference)
    corrected(phone, reference)
