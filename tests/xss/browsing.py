"""Real Chromium that tells of every script, window, violation, foreign request and element that came out of words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Error, Page, Playwright, Route

from tests.browser import ONLY_THIS_MACHINE
from tests.server import Server
from tests.xss.forms import route_of
from tests.xss.words import FOREIGN, numbers

# What only hostile words can have put into a page: the house has no inline handler, no frame and no link elsewhere.
_INJECTED = f"""() => [...document.querySelectorAll(
  "x-xss, [onerror], [onload], [onfocus], [srcdoc], [src*='{FOREIGN}'], [href*='{FOREIGN}'], [href^='javascript:' i],"
  + " [hx-get*='{FOREIGN}'], [action*='{FOREIGN}'], iframe, body style"
)].map((element) => element.outerHTML.slice(0, 160))"""
_LINKS = "() => [...document.querySelectorAll('main a[href], nav a[href]')].map((link) => link.href)"
_LAYERS = "() => [...document.querySelectorAll('select[name=text] option')].map((option) => option.value)"
# All fields for words of one form, filled in and sent as it stands: what is wrong with it comes back with the words.
_SEND = """([words]) => {
  const typed = "textarea, input:not([type]), input[type=text], input[type=search]";
  for (const form of document.querySelectorAll("main form[method=post]")) {
    const fields = [...form.querySelectorAll(typed)].filter((field) => field.name && !field.disabled);
    if (!fields.length) continue;
    for (const field of fields) field.value = words;
    form.noValidate = true;
    HTMLFormElement.prototype.submit.call(form);
    return true;
  }
  return false;
}"""


@dataclass
class Told:
    """What must all be empty, and what shows that there was something to find."""

    ran: list[str] = field(default_factory=list)
    windows: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    injected: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    without_policy: list[str] = field(default_factory=list)
    opened: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    seen: dict[int, set[str]] = field(default_factory=dict)  # number: routes

    def wrong(self) -> list[str]:
        kinds = ("ran", "windows", "violations", "elsewhere", "injected", "failed", "without_policy")
        return [f"{kind}: {one}" for kind in kinds for one in getattr(self, kind)]


class Chromium:
    def __init__(self, playwright: Playwright, server: Server) -> None:
        self.server, self.told = server, Told()
        arguments = ["--no-sandbox", "--disable-gpu", ONLY_THIS_MACHINE]
        self.browser: Browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        hosts = "|".join(re.escape(urlsplit(url).netloc) for url in (server.url, server.content_url))
        self.foreign = re.compile(rf"^(?!(https?://({hosts})/|data:|blob:|about:))")

    @contextmanager
    def signed_in(self, cookie: str, *, policy: bool = True) -> Iterator[Visit]:
        """`policy`: whether the pages' own content policy is obeyed. Without it only the escaping is left."""
        context = self.browser.new_context(
            bypass_csp=not policy, locale="en-GB", viewport={"width": 1200, "height": 800}
        )
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.server.url}])
        visit = Visit(self, context)
        try:
            yield visit
        finally:
            context.close()


class Visit:
    def __init__(self, chromium: Chromium, context: BrowserContext) -> None:
        self.told, self.server, self.context = chromium.told, chromium.server, context
        context.expose_binding("xss", lambda source, *said: self.told.ran.append(f"{said} on {source['page'].url}"))
        context.route(chromium.foreign, self._foreign)
        context.on("dialog", self._window)
        context.on("console", self._console)
        self.page: Page = context.new_page()

    def open(self, address: str) -> set[int]:
        """The numbers that stand on the page."""
        try:
            answer = self.page.goto(self.server.url + address if address.startswith("/") else address)
        except Error as failure:
            if "Download is starting" not in failure.message:
                self.told.failed.append(f"{address}: {failure.message[:200]}")
            return set()
        if answer and answer.status >= 500:
            self.told.failed.append(f"{address}: {answer.status}")
        if answer and "default-src 'none'" not in answer.headers.get("content-security-policy", ""):
            self.told.without_policy.append(address)
        return self.judge()

    def send_form(self, words: str) -> bool:
        """The first form of the page that takes words, with these in all of them."""
        route = route_of(urlsplit(self.page.url).path)
        try:
            with self.page.expect_navigation(timeout=5000):
                if not self.page.evaluate(_SEND, [words]):
                    raise LookupError
        except (LookupError, Error):
            return False
        self.told.sent[route] += 1
        self.judge()
        return True

    def judge(self) -> set[int]:
        page = self.page
        route = route_of(urlsplit(page.url).path)
        page.wait_for_load_state("load")
        page.wait_for_timeout(60)  # what a page fetches as soon as it stands
        self.told.opened[route] += 1
        self.told.injected += [f"{route}: {one}" for one in page.evaluate(_INJECTED)]
        found = numbers(page.content())
        for number in found:
            self.told.seen.setdefault(number, set()).add(route)
        return found

    def links(self) -> list[str]:
        """Of this house, in the order of the page."""
        found = dict.fromkeys(urlsplit(link) for link in self.page.evaluate(_LINKS))
        host = urlsplit(self.server.url).netloc
        return [f"{link.path}?{link.query}".rstrip("?") for link in found if link.netloc == host]

    def layers(self) -> list[str]:
        """The texts that can be chosen on a page of words."""
        found: list[str] = self.page.evaluate(_LAYERS)
        return found

    def _foreign(self, route: Route) -> None:
        self.told.elsewhere.append(f"{route.request.url[:100]} from {self.page.url}")
        route.abort()

    def _window(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":  # our own question, whether what was typed may be lost
            dialog.accept()
            return
        self.told.windows.append(f"{dialog.type} {dialog.message[:60]} on {self.page.url}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.told.violations.append(f"{message.text[:200]} on {self.page.url}")
