"""Hostile words in everything that takes words, looked at in real Chromium: none of them ever becomes a script.

Each page is opened twice: with its content policy in force, when nothing may even try, and without it, when the
escaping alone stands between the words and the browser.
"""

from __future__ import annotations

import json
from collections import deque

import pytest
from django.urls import reverse
from playwright.sync_api import sync_playwright

from tests.coding.conftest import in_database
from tests.server import Server
from tests.xss import files
from tests.xss.browsing import Chromium, Told, Visit
from tests.xss.case import Case
from tests.xss.forms import Pressed, press_all, route_of
from tests.xss.words import Words

pytestmark = [pytest.mark.browser, pytest.mark.alone]
PAGES_OF_ONE = 3
NO_PAGES = {"account_logout", "language_of_browser"}
# On no page that is opened here: sealed (names of files and of people), never quoted (cells of an archive), or not what
# a reader makes of such a file (marks of subtitles, of a page and of a letter; words that were drawn).
UNSEEN = {
    *(f"archive: {cell}" for cell in ("family", "languages", "number", "second family", "second languages")),
    *(
        f"file: the name of a {kind}"
        for kind in (
            "drawing",
            "film",
            "letter",
            "page",
            "picture",
            "scan",
            "subtitles",
            "transcript",
            "translation",
        )  # fmt: skip
    ),
    *(f"file: the words of a {kind}" for kind in ("drawing", "letter", "page", "scan", "subtitles")),
    "code: definition",
    "make_token: label",
    "new_person: name",
    "new_witness: family_1",
}


def test_house_when_fed_with_script_then_none_runs_and_nothing_is_asked_elsewhere(house: Server) -> None:
    words = Words()
    case = Case(house, words)
    in_database(lambda: (case.name_codes(), case.make()))
    case.send()
    case.wait()
    pressed, refused = in_database(lambda: press_all(words))
    with sync_playwright() as playwright:
        chromium = Chromium(playwright, house)
        shown_at: dict[str, list[tuple[str, str]]] = {}
        _files(chromium, case, words)
        for one in pressed:
            _look(chromium, one, words, shown_at)
        for cookie, addresses in _by_cookie(shown_at).items():
            _without_policy(chromium, cookie, addresses)
        chromium.browser.close()
    told = chromium.told
    assert told.wrong() == []
    assert _said(told, words, refused) <= UNSEEN, "these words were on a page before"


def _look(chromium: Chromium, one: Pressed, words: Words, shown_at: dict[str, list[tuple[str, str]]]) -> None:
    """Where the button led, its form, and from there pages of which none of the kind was opened yet."""
    with chromium.signed_in(one.cookie) as visit:
        waiting, known = deque(one.pages), set(one.pages)
        for _page in range(PAGES_OF_ONE):
            if not waiting:
                break
            address = waiting.popleft()
            if visit.open(address) & one.numbers:
                shown_at.setdefault(one.cookie, []).append((route_of(address), address))
            for link in visit.links():
                route = route_of(link)
                if link not in known and route not in NO_PAGES and not chromium.told.opened[route]:
                    known.add(link)
                    waiting.append(link)
        if chromium.told.sent[one.name] == 0 and len(one.pages) > 1:
            visit.open(one.pages[-1])
            visit.send_form(words.hostile("browser: a form"))


def _files(chromium: Chromium, case: Case, words: Words) -> None:
    for policy in (True, False):
        for who in ("partner", "analyst"):
            with chromium.signed_in(case.cookies[who], policy=policy) as visit:
                visit.open(reverse("item", args=[case.item]))
                for link in [link for link in visit.links() if _of_files(route_of(link))]:
                    visit.open(link)
                    _viewer(visit)
                    for layer in visit.layers():
                        visit.open(f"{link}?text={layer}")
                if who == "partner":
                    _partners(visit, case, words)
                else:
                    _searched(visit)


def _of_files(route: str) -> bool:
    return route in {"view_file", "receipt", "original", "reading", "workbench"}


def _viewer(visit: Visit) -> None:
    """The copies of the content host, and the words that were read over their picture."""
    page = visit.page
    for button in page.locator("[data-unveil]:visible").all():
        button.click()
    if (words := page.locator("[data-words-on]")).count():
        words.check()
    if (play := page.locator("[data-viewer] [data-toggle]")).count():
        play.click()
        page.wait_for_timeout(500)
    if page.locator("[data-viewer]").count():
        page.wait_for_timeout(300)
        visit.judge()


def _partners(visit: Visit, case: Case, words: Words) -> None:
    for name in ("import", "import_problems"):
        visit.open(reverse(name, args=[case.archive]))
    for name in ("imports", "jobs:list"):
        visit.open(reverse(name))
    for kind in ("subtitles", "film"):
        address = case.received[kind]["receipt"]
        receipt = visit.context.request.get(f"{visit.server.url}{address}?format=json").json()
        forged = {**receipt, "receipt": files.stated(receipt["receipt"], words)}
        visit.open(reverse("check_receipt"))
        visit.page.locator("textarea[name=receipt]").fill(json.dumps(forged))
        visit.page.locator("main form button[type=submit]").click()
        visit.judge()


def _searched(visit: Visit) -> None:
    for asked in (files.FOUND_BY, "onerror", "xss"):
        visit.open(reverse("search"))
        visit.page.get_by_label("Words", exact=True).fill(asked)
        visit.page.get_by_role("button", name="Search", exact=True).click()
        visit.page.wait_for_timeout(400)
        visit.judge()


def _by_cookie(shown_at: dict[str, list[tuple[str, str]]]) -> dict[str, list[str]]:
    """Of each route one page, whoever saw it."""
    often: dict[str, int] = {}
    found: dict[str, list[str]] = {}
    for cookie, pages in shown_at.items():
        for route, address in pages:
            often[route] = often.get(route, 0) + 1
            if often[route] == 1:
                found.setdefault(cookie, []).append(address)
    return found


def _without_policy(chromium: Chromium, cookie: str, addresses: list[str]) -> None:
    with chromium.signed_in(cookie, policy=False) as visit:
        for address in addresses:
            visit.open(address)


def _said(told: Told, words: Words, refused: list[str]) -> set[str]:
    """What was asked and seen, for the reader of the test's output; gives the places whose words no page showed."""
    placed = {number for number, place in words.places.items() if place}
    unseen = sorted({words.places[number] for number in placed - set(told.seen)})
    print(f"{len(placed)} placed, {len(placed & set(told.seen))} seen on {len(told.opened)} routes")
    print(f"{sum(told.opened.values())} pages opened, {sum(told.sent.values())} forms sent back")
    print(f"buttons that take no such words: {refused}")
    print("not seen on a page:", *unseen, sep="\n  ")
    return set(unseen)
