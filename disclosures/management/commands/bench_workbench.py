"""[workbench.open_ms] [workbench.longest_task_ms]: a long account in the coding workbench, in real Chromium."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosures.corpus import account, counting
from disclosures.corpus.figures import line_of
from disclosures.corpus.serving import manage, served
from iapb.accounts.models import Person, Role

WORDS, TAGS, QUESTIONS, OPENINGS, ROUNDS = 12_000, 400, 40, 5, 12
BAR_OPEN_MS, BAR_TASK_MS = 1000, 50
ONLY_THIS_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
# Usable: the codes are named, every script has run, and a frame with it was shown.
WATCH = """
new MutationObserver((changes, watcher) => {
  if (!document.querySelector("[data-workbench][data-ready='yes']")) return;
  watcher.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.usableAt = performance.now(); }));
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-ready"] });
"""
BOX = """(words) => {
  const node = [...document.querySelectorAll(".segment")].map((one) => one.firstChild).find((one) => {
    const box = one.parentElement.getBoundingClientRect();
    return box.top > 200 && box.bottom < innerHeight - 100 && one.data.length > 60;
  });
  const range = new Range();
  range.setStart(node, 0);
  range.setEnd(node, Math.min(node.length, words * 7));
  const box = [...range.getClientRects()].at(-1);
  const first = range.getClientRects()[0];
  return { from: [first.left + 2, first.top + 8], to: [box.right - 2, box.top + 8] };
}"""


class Command(BaseCommand):
    help = "Measure the workbench with a long account; takes an empty installation of its own, and Chromium."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 12,000 words, 400 tags and 40 questions")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each figure, and nothing else")

    def handle(self, *, scale: float, json: bool, **options: Any) -> None:
        if Person.objects.exists():
            raise CommandError("People work in this installation. Run bin/bench workbench, which takes one of its own.")
        self._json = json
        manage("collectstatic", "--noinput", "--verbosity", "0")
        manage("load_demonstration")
        analyst = counting.people()[Role.ANALYST]
        told = account.make(int(WORDS * scale), analyst)
        tags = account.code(told, int(TAGS * scale), analyst)
        asked = account.ask(told, int(QUESTIONS * scale), analyst)
        session = counting.session_of(analyst)
        segments = f"{len(told.segments['o'])} + {len(told.segments['t'])} segments"
        size = f"{told.words} words, {segments}, {tags} tags, {asked} questions"
        with served(quiet=True) as address:  # the corpus has waveforms without bytes
            opened, listed, tasks = _measured(address, f"{address}/items/{told.item.pk}/work/", session)
        self._figure("workbench.open_ms", median(opened), "ms", "the list of texts", median(listed),
                     where=size, worst=round(max(opened)), bar=BAR_OPEN_MS)  # fmt: skip
        phase, longest = max(tasks.items(), key=lambda one: one[1])
        others = ", ".join(f"{name} {took:.0f}" for name, took in tasks.items())
        self._figure("workbench.longest_task_ms", longest, "ms", "the bar", BAR_TASK_MS, where=phase, each=others)

    def _figure(self, *figure: Any, **more: Any) -> None:
        self.stdout.write(line_of(*figure, as_json=self._json, **more))


def _measured(address: str, bench: str, session: str) -> tuple[list[float], list[float], dict[str, float]]:
    with _chromium() as browser:
        opened, listed = [], []
        for _round in range(OPENINGS + 1):  # the first warms the server up
            with _signed_in(browser, address, session) as page:
                listed.append(_loaded(page, f"{address}/coding/"))
            with _signed_in(browser, address, session) as page:
                page.add_init_script(WATCH)
                page.goto(bench)
                page.wait_for_function("() => window.usableAt")
                opened.append(page.evaluate("window.usableAt"))
        with _signed_in(browser, address, session) as page:
            tasks = _Work(browser, page, bench).tasks()
    return opened[1:], listed[1:], tasks


def _loaded(page: Any, address: str) -> float:
    page.goto(address)
    return float(page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"))


@contextmanager
def _chromium() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise CommandError("Chromium is driven by the test requirements: bin/setup --tests") from None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", ONLY_THIS_MACHINE]
        )
        yield browser
        browser.close()


@contextmanager
def _signed_in(browser: Any, address: str, session: str) -> Iterator[Any]:
    """With an empty cache: nothing of the page is there before."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    yield context.new_page()
    context.close()


class _Work:
    """What an analyst does all day, under the browser's own trace."""

    def __init__(self, browser: Any, page: Any, bench: str) -> None:
        self._browser, self._page = browser, page
        page.goto(bench)
        page.locator("[data-workbench][data-ready='yes']").wait_for()
        page.wait_for_timeout(1500)

    def tasks(self) -> dict[str, float]:
        """The longest task of the page's own thread in each kind of work, in milliseconds."""
        categories = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"]
        self._browser.start_tracing(page=self._page, categories=categories)
        for name in ("selecting", "typing", "tagging", "mouse", "scrolling", "far", "undoing", "questions"):
            self._page.evaluate("(name) => performance.mark(`work:${name}`)", name)
            getattr(self, f"_{name}")()
            self._page.wait_for_timeout(400)
        self._page.evaluate("performance.mark('work:end')")
        return _longest(json.loads(self._browser.stop_tracing())["traceEvents"])

    def _press(self, *keys: str) -> None:
        for key in keys:
            self._page.keyboard.press(key)

    def _start(self, number: int) -> None:
        self._page.locator(f"#s-{number}").focus()

    def _selecting(self) -> None:
        for number in range(ROUNDS):
            self._start(40 + number * 3)
            self._press("ArrowRight", *["Shift+ArrowRight"] * 5, "Shift+End", "Shift+ArrowDown", "Shift+ArrowDown")
        self._start(100)
        self._press(*["Shift+ArrowDown"] * 30)

    def _typing(self) -> None:
        self._start(60)
        self._press("ArrowRight", "Shift+ArrowRight", "b")
        for _round in range(3):
            self._page.keyboard.type("beating with an object", delay=20)
            self._press("ArrowDown", "ArrowDown", "Control+a", "Backspace")
        self._press("Escape")

    def _tagging(self) -> None:
        for number in range(ROUNDS):
            self._start(62 + number)
            self._press("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "b", "a", "Enter")
            self._page.wait_for_timeout(60)
        self._page.locator("[data-save-state][data-state='saved']").wait_for()

    def _mouse(self) -> None:
        for words in (2, 5, 8):
            box = self._page.evaluate(BOX, words)
            self._page.mouse.move(*box["from"])
            self._page.mouse.down()
            self._page.mouse.move(*box["to"], steps=8)
            self._page.mouse.up()
            self._press("c", "o", "Enter")
        self._page.locator(".chip").first.hover()

    def _scrolling(self) -> None:
        for _round in range(25):
            self._page.mouse.wheel(0, 900)
            self._page.wait_for_timeout(30)

    def _far(self) -> None:
        last = self._page.locator("[data-side='o']").count() - 1
        for number in (5, last - 9, 20, last - 40):
            self._start(number)
            self._press("ArrowDown", "ArrowUp", "Enter", "ArrowDown", "Escape")

    def _undoing(self) -> None:
        self._press(*["z"] * 4, *["Shift+Z"] * 3)
        self._page.locator("[data-save-state][data-state='saved']").wait_for()

    def _questions(self) -> None:
        """The panel drawn anew with its marks, the closed ones marked as well, and threads opened from their marks."""
        self._page.locator("[data-workbench][data-talked='yes']").wait_for()
        self._page.evaluate("document.activeElement.blur(); dispatchEvent(new Event('focus'))")
        self._page.wait_for_timeout(600)
        for _round in range(4):
            self._page.locator("[data-talk-closed]").click()
            self._page.wait_for_timeout(100)
        for thread in self._page.locator("[data-asked].talk-open .quote").all()[:ROUNDS]:
            thread.click()
            self._page.wait_for_timeout(100)
            self._page.locator(".chip-asked:visible").first.click()


def _longest(events: list[dict[str, Any]]) -> dict[str, float]:
    threads = {(one["pid"], one["tid"]) for one in events if one.get("args", {}).get("name") == "CrRendererMain"}
    marks = sorted((one["ts"], one["name"][5:]) for one in events if one.get("name", "").startswith("work:"))
    found: dict[str, float] = {}
    for one in events:
        ours = one.get("ph") == "X" and one["name"].endswith("RunTask") and (one["pid"], one["tid"]) in threads
        phase = next((name for at, name in reversed(marks) if at <= one["ts"]), None) if ours else None
        if phase and phase != "end":
            found[phase] = max(found.get(phase, 0), one.get("dur", 0) / 1000)
    if not found:
        raise CommandError("The trace tells of no task: this Chromium writes another one.")
    return found
