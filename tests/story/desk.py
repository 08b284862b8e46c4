"""Point 4: a request, the decision of every entry in a sentence, and two others who approve."""

from __future__ import annotations

import re

import pyrage
from playwright.sync_api import Page, expect

from tests.story.beginning import UNTIL
from tests.story.people import People

NAME, LEGAL, SAFETY = "Olga Officerova", "Lena Legalis", "Sam Safeholm"
PROSECUTOR, LAWYER = "Prosecution Service of the story", "Chambers of the story"


def fill(people: People, reference: str) -> None:
    """The witness goes into the case set: until then the analysts' team sees nothing of them."""
    page = people.home(NAME)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Case sets").click()
    people.look(page, "case-sets")
    page.get_by_role("link", name="Winter case").click()
    page.get_by_label("Reference of an item").fill("IAPB-I-99999")
    page.get_by_role("button", name="Put in").click()
    expect(page.locator(".house-error").first).to_contain_text("You see no item of this reference.")
    page.get_by_label("Reference of an item").fill(reference)
    page.get_by_label("Everything of its witness, present and to come").check()
    page.get_by_role("button", name="Put in").click()
    expect(page.get_by_role("status").first).to_contain_text("Put in.")
    expect(page.get_by_role("link", name=reference)).to_be_visible()
    people.look(page, "case-set")


def recipient(people: People, name: str, kind: str, state: str, code: str) -> str:
    """Registered with facts, a key, an agreement and a channel. Gives the key that opens what is sealed to it."""
    page = people.pages[NAME]
    page.goto(f"{people.server.url}/recipients/new/")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Class").select_option(label=kind)
    page.get_by_label("State", exact=True).select_option(label=state)
    page.get_by_label("Short code").fill(code)
    people.look(page, "recipient-new")
    page.get_by_role("button", name="Register").click()
    expect(page.locator("h1")).to_contain_text(name)
    facts = {"in_eea": "Yes", "blocked": "No", "state_blocked": "No", "needs_names": "No", "accepts_caveats": "Yes"}
    page.get_by_text("State the facts", exact=True).click()
    for field, answer in facts.items():
        page.locator(f"[name={field}]").select_option(label=answer)
    with page.expect_navigation():
        page.get_by_role("button", name="Save the facts").click()
    identity = pyrage.x25519.Identity.generate()
    part(page, "Enrol a key", "Enrol the key", key=str(identity.to_public()), checked_how="Read out by telephone")
    agreement = {"title": f"AGR-{code}", "terms": "Used in the proceedings named, and nowhere else."}
    part(page, "Record an agreement", "Record the agreement", **agreement, valid_from="2024-01-01", valid_to=UNTIL)
    part(page, "Propose a channel", "Propose the channel", description="Download from here, sealed to their key")
    people.look(page, "recipient")
    return str(identity)


def part(page: Page, summary: str, button: str, **fields: str) -> None:
    section = page.locator("details", has=page.get_by_text(summary, exact=True))
    if section.get_attribute("open") is None:
        section.locator("summary").click()
    for field, value in fields.items():
        section.locator(f"[name={field}]").last.fill(value)
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()
    assert not page.locator("main .house-error").count()


def channel(people: People, *names: str) -> None:
    """Approved by another than who proposed it."""
    page = people.home(SAFETY)
    for name in names:
        page.goto(f"{people.server.url}/recipients/")
        page.get_by_role("link", name=name).click()
        page.get_by_role("button", name=re.compile("^Approve")).click()
        expect(page.get_by_role("button", name=re.compile("^Approve"))).to_have_count(0)
    people.look(page, "channel-approved")


def request(people: People, name: str, questions: str) -> Page:
    page = people.pages[NAME]
    page.goto(f"{people.server.url}/requests/new/")
    page.get_by_label("Who asks").select_option(label=name)
    page.get_by_label("Their reference").fill("TIP-0417/08")
    page.get_by_label("Answer wanted by").fill(UNTIL)
    page.get_by_label("On what basis they ask").fill("Pre-trial investigation, request for assistance")
    page.get_by_label("What they ask", exact=True).fill(questions)
    page.get_by_label("Relies on a court order or production demand").select_option(label="No")
    people.look(page, "request-new")
    page.get_by_role("button", name="Record the request").click()
    expect(page.locator("h1")).to_contain_text("IAPB-R-")
    people.look(page, "request")
    page.get_by_role("button", name="Begin the selection").click()
    expect(page.get_by_text("Nothing is selected yet.", exact=True)).to_be_visible()
    return page


def find(people: People, page: Page, code: str, *references: str) -> None:
    page.get_by_role("link", name="Find items to add").click()
    page.get_by_label("Witness codes or references").fill(code)
    page.get_by_role("button", name="Find", exact=True).click()
    people.look(page, "find")
    for reference in references:
        page.get_by_label(f"Tick {reference}").check()
    page.get_by_role("button", name="Add the ticked items").click()
    people.look(page, "desk")


def refused(people: People, code: str, reference: str) -> None:
    """The same witness, for a lawyer of others: consent was never widened to them, and the desk says so."""
    page = request(people, LAWYER, "Was my client's cell-mate heard?")
    find(people, page, code, reference)
    expect(page.get_by_text("Must not go").first).to_be_visible()
    expect(page.locator("main")).to_contain_text(re.compile("lawyers in the cases of others|never widened|lawyer"))
    expect(page.get_by_role("button", name="Submit for approval")).to_be_disabled()
    people.look(page, "desk-refused")


def submit(people: People, code: str, *references: str) -> str:
    """What may go is kept and submitted. Gives the address of the desk."""
    page = request(people, PROSECUTOR, "How were detainees received in the yard?")
    find(people, page, code, *references)
    if page.get_by_role("button", name="Keep only what may go").count():
        page.get_by_role("button", name="Keep only what may go").click()
    expect(page.get_by_role("button", name="Submit for approval")).to_be_enabled()
    page.get_by_label("Note for the approvers").fill("The whole account answers the question.")
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.get_by_text("Waiting for approval").first).to_be_visible()
    people.look(page, "desk-submitted")
    return page.url


def approve(people: People) -> None:
    for name, capacity in ((LEGAL, "Legal"), (SAFETY, "Safety")):
        page = people.home(name)
        people.look(page, f"home-{capacity.lower()}")
        page.get_by_text(f"to approve: {capacity}").first.click()
        people.look(page, f"review-{capacity.lower()}")
        page.get_by_role("link", name=re.compile(f"Approve: {capacity}")).click()
        people.prove(name)
        page.get_by_label("What you looked at").fill("Read every part; it may leave.")
        people.look(page, f"approve-{capacity.lower()}")
        page.get_by_role("button", name=f"Approve: {capacity}").click()
        expect(page.get_by_text("Approved. It counts only for exactly this selection.")).to_be_visible()
