"""Point 3: an analyst marks words, states what happened, names an official, and finds the passage again."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from disclosures.demonstration.coding import BLOWS, CORRIDOR, SURNAME
from tests.story.people import People

NAME = "Clara Codell"


def nothing_yet(people: People, reference: str) -> None:
    """The team was given a case set with nothing in it."""
    page = people.home(NAME)
    page.get_by_role("link", name="Coding", exact=True).click()
    expect(page.get_by_role("link", name=reference)).to_have_count(0)
    people.look(page, "coding-empty")


def workbench(people: People, reference: str) -> Page:
    page = people.home(NAME)
    people.look(page, "home-analyst")
    page.get_by_role("link", name="Coding", exact=True).click()
    people.look(page, "coding")
    page.get_by_role("link", name=reference).click()
    expect(page.locator("[data-workbench][data-ready='yes']")).to_be_visible()
    people.look(page, "workbench")
    return page


def listen(page: Page) -> None:
    """The sealed recording, by ranges, from another host."""
    with page.expect_response(lambda answer: answer.status == 206):
        page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator("[data-player-clock]")).to_have_text(re.compile(r"0:0[1-9]"), timeout=20_000)
    page.get_by_role("button", name="Pause").click()


def select(page: Page, words: str) -> None:
    """With the mouse, from the first letter to behind the last."""
    box = page.evaluate(
        """async words => {
        const segment = [...document.querySelectorAll('.segment')].find(s => s.textContent.includes(words));
        segment.scrollIntoView({ block: 'center', behavior: 'instant' });
        // Text that was out of sight gets its real height in the next frames.
        for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
        segment.scrollIntoView({ block: 'center', behavior: 'instant' });
        const walk = document.createTreeWalker(segment, NodeFilter.SHOW_TEXT), letters = [];
        for (let node; (node = walk.nextNode()); )
          for (let at = 0; at < node.length; at++) letters.push([node, at]);
        const first = segment.textContent.indexOf(words);
        const [a, z] = [letters[first], letters[first + words.length - 1]].map(([node, at]) => {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          return range.getBoundingClientRect();
        });
        return { x: a.left, y: (a.top + a.bottom) / 2, right: z.right, low: (z.top + z.bottom) / 2 };
        }""",
        words,
    )
    page.mouse.move(box["x"] + 1, box["y"])
    page.mouse.down()
    page.mouse.move(box["right"] - 1, box["low"], steps=6)
    page.mouse.up()
    chosen = page.evaluate("String(document.getSelection())").strip()
    assert chosen == words, f"{chosen!r} instead of {words!r}"


def tag(page: Page, code: str, label: str) -> None:
    page.keyboard.press("b")
    page.get_by_role("combobox", name="Code").fill(code)
    expect(page.locator("[role='option']:visible").first).to_contain_text(label)
    page.keyboard.press("Enter")
    expect(page.locator("[data-save-words]")).to_have_text("saved")


def code(people: People, page: Page) -> None:
    select(page, BLOWS)
    tag(page, "phy.instr", "Beating with an object")
    select(page, "Били дубинками по спине")  # over the same words
    tag(page, "ins.baton", "Baton")
    expect(page.locator(".chip")).to_have_count(2)
    people.look(page, "tagged")
    incident(people, page)
    select(page, CORRIDOR)
    tag(page, "phy.corridor", "Gauntlet")
    page.keyboard.press(".")
    expect(page.locator(".supports .quote")).to_have_count(2)
    official(people, page)


def incident(people: People, page: Page) -> None:
    page.get_by_role("link", name="Incident", exact=True).click()
    page.get_by_label("Context").select_option(label="Administrative detention")
    page.get_by_label("day, month or year").fill("2020-08-11")
    page.get_by_label("Facility").focus()
    page.keyboard.type("окрестина цип")
    expect(page.locator(".suggest:visible [role='option']")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    people.look(page, "incident-form")
    page.get_by_role("button", name="State the incident").click()
    expect(page.get_by_role("heading", name="Administrative detention")).to_be_visible()
    expect(page.locator(".fact-line").first).to_contain_text("11 Aug 2020")


def official(people: People, page: Page) -> None:
    select(page, SURNAME)
    tag(page, "lnk.present", "resent")
    page.get_by_role("button", name="Make an official").click()
    page.get_by_label(re.compile("name, or how", re.IGNORECASE)).fill("Дробнецкий")
    page.get_by_label(re.compile("post or rank", re.IGNORECASE)).fill("major")
    people.look(page, "official-form")
    page.get_by_role("button", name="Make the entry").click()
    expect(page.locator(".fact-officials")).to_contain_text("Дробнецкий")
    people.look(page, "coded")


def search(people: People, original: str, belarusian: str) -> None:
    """By a word in another form, in three languages; by code, facility and date."""
    page = people.pages[NAME]
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Search").click()
    people.look(page, "search")
    for words, reference, answer in (
        ("дубинка", original, "дубинками"),
        ("камерах", belarusian, "камеры"),
        ("baton leg", original, "batons"),
    ):
        page.get_by_label("Words", exact=True).fill(words)
        page.get_by_role("button", name="Search", exact=True).click()
        expect(page.get_by_role("link", name=reference).first, f"{words} finds {reference}").to_be_visible()
        passages = page.locator("article.found", has=page.get_by_role("link", name=reference))
        expect(passages.locator("mark").filter(has_text=answer).first, f"{words} is marked").to_be_visible()
        assert words not in page.url
    people.look(page, "found")
    page.goto(f"{people.server.url}/search/")
    page.get_by_label("Code", exact=True).select_option(value="PHY.CORRIDOR")
    page.get_by_label("From").fill("2020-08-10")
    page.get_by_label("Until").fill("2020-08-12")
    page.get_by_label("Facility").focus()
    page.keyboard.type("окрестина цип")
    expect(page.locator(".suggest:visible [role='option']")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("link", name=original).first).to_be_visible()
    people.look(page, "found-by-code")
