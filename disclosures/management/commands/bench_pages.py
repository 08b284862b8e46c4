"""[pages.p95] [pages.queries]: every page, warm, of real gunicorn over the corpus."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPResponse
from statistics import median, quantiles
from time import perf_counter, sleep
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosures.corpus import counting
from disclosures.corpus.counting import Counted
from disclosures.corpus.figures import line_of
from disclosures.corpus.pages import Page
from disclosures.corpus.serving import manage, served
from iapb.accounts.models import Person

REQUESTS = 30
TOO_OFTEN = 429  # the bar on scripts, by the minute
WARM = 8  # at once: two processes of four threads
BAR_MS, BAR_QUERIES = 150, 15
SCALE = 1000 / 2775
CSRF = "a" * 32
SIGN_IN = Page("sign-in/", "nobody", "/sign-in/")


class Command(BaseCommand):
    help = "Measure every page over the demonstration case and a corpus; takes an empty installation of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=SCALE, help="of the corpus; as given, 1,000 interviews")
        parser.add_argument("--words", type=int, default=12_000, help="of an account, on average")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each figure, and nothing else")
        parser.add_argument("--requests", type=int, default=REQUESTS, help="timed requests a page; 0 only counts")

    def handle(self, *, scale: float, words: int, json: bool, requests: int, **options: Any) -> None:
        if Person.objects.exists():
            raise CommandError("People work in this installation. Run bin/bench pages, which takes one of its own.")
        self._json = json
        manage("collectstatic", "--noinput", "--verbosity", "0")
        manage("load_demonstration")
        manage("make_corpus", "--scale", str(scale / 10), "--words", str(words), "--seed", "1", role="owner")
        few = counting.count_all()
        manage("make_corpus", "--scale", str(scale * 9 / 10), "--words", str(words), "--seed", "2", role="owner")
        many = counting.count_all()
        times = _times(many, requests) if requests else {}
        self._tell_pages(few, many, times)
        self._figures(few, many, times)

    def _tell_pages(self, few: Counted, many: Counted, times: dict[Page, list[float]]) -> None:
        if self._json:
            return
        before = _by_place(few)
        self.stdout.write("page | queries, a tenth of the rows | queries | p50 ms | p95 ms | max ms")
        for page, queries in sorted(many.queries.items(), key=lambda one: -_p95(times.get(one[0], []))):
            taken = times.get(page, [])
            timed = [f"{value:.0f}" for value in (median(taken), _p95(taken), max(taken))] if taken else ["-"] * 3
            self.stdout.write(" | ".join([str(page), str(before.get(_place(page), "-")), str(queries), *timed]))
        for route, statuses in sorted(many.unreached.items()):
            self.stdout.write(f"not reached: /{route} {sorted(statuses)}")
        for route in sorted(many.about_nothing):
            self.stdout.write(f"the corpus has nothing for /{route}")
        self.stdout.write(
            f"pages not reached: {len(_not_reached(many))}; only sent to: {len(many.only_sent_to)} routes"
        )

    def _figures(self, few: Counted, many: Counted, times: dict[Page, list[float]]) -> None:
        before = _by_place(few)
        rising = [page for page, number in many.queries.items() if number > before.get(_place(page), number)]
        if times:
            light = _p95(times.pop(SIGN_IN))
            worst = max(times, key=lambda page: _p95(times[page]))
            self._figure("pages.p95", _p95(times[worst]), "ms", "the sign-in page", light, where=str(worst))
        most = max(many.queries, key=lambda page: many.queries[page])
        self._figure("pages.queries", many.queries[most], "queries", "the bar", BAR_QUERIES, where=str(most))
        every, missed = len(many.queries), _not_reached(many)
        self._figure("pages.rising", len(rising), "pages", "all pages", every, where=", ".join(map(str, rising)))
        self._figure("pages.unreached", len(missed), "pages", "all pages", every, where=", ".join(missed))

    def _figure(self, *figure: Any, **more: Any) -> None:
        self.stdout.write(line_of(*figure, as_json=self._json, **more))


def _not_reached(counted: Counted) -> list[str]:
    return sorted({*counted.unreached, *counted.about_nothing})


def _place(page: Page) -> tuple[str, str, Any]:
    return page.route, page.role, page.form


def _by_place(counted: Counted) -> dict[tuple[str, str, Any], int]:
    return {_place(page): number for page, number in counted.queries.items()}


def _p95(taken: list[float]) -> float:
    return quantiles(taken, n=20)[-1] if len(taken) > 1 else 0.0


def _times(counted: Counted, requests: int) -> dict[Page, list[float]]:
    """Milliseconds from the first byte sent to the last one read; one visitor at a time, who has just signed in:
    some pages ask for that."""
    people = counting.people()
    with served() as address:
        return {
            page: _timed(address, page, counting.session_of(people[page.role]) if page.role in people else "", requests)
            for page in [SIGN_IN, *counted.queries]
        }


def _timed(address: str, page: Page, session: str, requests: int) -> list[float]:
    host = address.split("//")[1]
    cookies = f"csrftoken={CSRF}" + (f"; {settings.SESSION_COOKIE_NAME}={session}" if session else "")
    headers = {"Host": host, "Cookie": cookies, "X-CSRFToken": CSRF}
    body: str | None = None
    if page.form:
        body, headers["Content-Type"] = urlencode(page.form), "application/x-www-form-urlencoded"
    _warm(host, page, body, headers)
    connection = HTTPConnection(host, timeout=60)
    taken = [_answered(connection, page, body, headers) for _ in range(requests)]
    connection.close()
    return taken


def _warm(host: str, page: Page, body: str | None, headers: dict[str, str]) -> None:
    """Many at once, so that every thread of both processes has had it: each has a connection to the database of its
    own."""

    def once(_number: int) -> None:
        connection = HTTPConnection(host, timeout=60)
        _answered(connection, page, body, headers)
        connection.close()

    for _round in range(2):
        with ThreadPoolExecutor(WARM) as visitors:
            list(visitors.map(once, range(WARM)))


def _answered(connection: HTTPConnection, page: Page, body: str | None, headers: dict[str, str]) -> float:
    began = perf_counter()
    while (answer := _asked(connection, page, body, headers)).status == TOO_OFTEN:
        connection.close()  # the server would not hold it that long
        sleep(int(answer.headers["Retry-After"]) + 1)  # we are a visitor as any other
        began = perf_counter()
    if answer.status != 200:
        raise CommandError(f"{page} answered {answer.status}")
    return (perf_counter() - began) * 1000


def _asked(connection: HTTPConnection, page: Page, body: str | None, headers: dict[str, str]) -> HTTPResponse:
    connection.request("POST" if page.form else "GET", page.address, body, headers)
    answer = connection.getresponse()
    answer.read()
    return answer
