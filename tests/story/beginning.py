"""Point 0: from the operator's command to a house with people, a body, a team and a case set."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.story.people import People, email

UNTIL = (date.today() + timedelta(days=200)).isoformat()  # noqa: DTZ011 the browser's day
ADMINISTRATORS = ("Anna Adlerova", "Boris Bergeland")
BODY = "Lantern Documentation Group"
TEAM = "Winter case team"
DESK = "Desk"
ROLES = {
    "Pavla Partnerova": "Partner",
    "Clara Codell": "Analyst",
    "Olga Officerova": "Disclosure officer",
    "Lena Legalis": "Legal approver",
    "Sam Safeholm": "Safety approver",
    "Dora Datenby": "Data protection officer",
    "Alma Auditova": "Auditor",
}


def first_two(people: People) -> None:
    first, second = ADMINISTRATORS
    told = people.server.manage(
        "first_administrator", "--email", email(first), "--name", first,
        "--second-email", email(second), "--second-name", second,
    ).stdout  # fmt: skip
    links = re.findall(r"http://\S+", told)
    for name, link in zip(ADMINISTRATORS, links, strict=True):
        people.accept(name, link)
    people.look(people.pages[first], "home-first")


def house_of(people: People) -> None:
    page = people.pages[ADMINISTRATORS[0]]
    new(page, people, "teams", TEAM)
    new(page, people, "teams", DESK)


def new(page: Page, people: People, kind: str, name: str, **fields: str) -> None:
    page.goto(f"{people.server.url}/{kind}/new/")
    page.get_by_label("Name", exact=True).fill(name)
    for field, value in fields.items():
        page.locator(f"[name={field}]").fill(value)
    if kind == "collections":
        page.get_by_label("Body", exact=True).select_option(label=BODY)
    people.look(page, f"new-{kind}")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("main")).to_contain_text(name)


def invite(people: People) -> None:
    page = people.pages[ADMINISTRATORS[0]]
    for name, role in ROLES.items():
        page.goto(f"{people.server.url}/people/invite/")
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("E-mail").fill(email(name))
        if role == "Partner":
            page.get_by_label("New body").fill(BODY)
        page.get_by_label(role, exact=True).check()
        page.get_by_label("Roles hold until").fill(UNTIL)
        if role == "Analyst":
            page.get_by_label(TEAM).check()
        elif role in ("Disclosure officer", "Legal approver", "Safety approver"):
            page.get_by_label(DESK, exact=True).check()
        if role == "Partner":
            people.look(page, "invite")
        page.get_by_role("button", name="Make the link").click()
        people.accept(name, page.get_by_label("Link").input_value())


def confirm(people: People) -> None:
    """By the second administrator: what one gave holds only when another confirmed it."""
    page = people.home(ADMINISTRATORS[1])
    people.look(page, "home-second")
    for name, role in ROLES.items():
        page.goto(people.server.url)
        page.get_by_role("link", name=re.compile(f"{name}: {role}")).click()
        page.get_by_role("button", name="Confirm").click()
        expect(page.get_by_role("status").first).to_contain_text("confirmed and in force")
    people.look(page, "confirmed")


def give(people: People) -> None:
    """The body's collection for the desk; a case set, still empty, for the desk and the analysts' team."""
    page = people.pages[ADMINISTRATORS[0]]
    collection = f"Interviews of {BODY}"
    new(page, people, "collections", collection, until=UNTIL)
    give_to(page, people, "collections", collection, DESK)
    new(page, people, "case-sets", "Winter case", purpose="Arrests and custody, winter")
    give_to(page, people, "case-sets", "Winter case", DESK, TEAM)
    people.look(page, "given")


def give_to(page: Page, people: People, kind: str, name: str, *groups: str) -> None:
    page.goto(f"{people.server.url}/{kind}/")
    page.get_by_role("link", name=name, exact=True).click()
    for group in groups:
        page.get_by_label("To", exact=True).select_option(label=group)
        page.get_by_label("Until", exact=True).fill(UNTIL)
        page.get_by_role("button", name="Give", exact=True).click()
        expect(page.get_by_role("button", name=re.compile(f"Revoke\\s*:? ?{group}"))).to_be_visible()


def form(people: People, text: str) -> None:
    page = people.pages["Dora Datenby"]
    page.goto(f"{people.server.url}/consent-forms/new/")
    page.locator("[name=version]").fill("3")
    page.locator("[name=language]").select_option(label="Russian")
    page.locator("[name=notice_version]").fill("2")
    page.locator("[name=valid_from]").fill("2020-01-01")
    for box in page.locator("[name=purposes]").all():
        box.check()
    page.locator("[name=text]").fill(text)
    people.look(page, "consent-form")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("main")).to_contain_text("3")
