"""[tagging.save_p95] [tagging.rate]: many analysts tag the same long account at once, through gunicorn.

Open loop: each tag has its moment, whether or not the one before was answered, and waiting for a free hand counts.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse
from statistics import quantiles
from time import perf_counter, sleep
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from disclosures.corpus import account, counting
from disclosures.corpus.account import Account
from disclosures.corpus.figures import line_of
from disclosures.corpus.serving import manage, served
from evidence.coding.models import Code
from iapb.accounts.models import Person, Role, RoleAssignment, TeamMembership

ANALYSTS, SECONDS, WORDS = 20, 30, 12_000
BAR_MS = 50
STEPS = (2, 3, 4, 5, 6, 8)  # tags a second of each analyst, until it is too much
STEP_SECONDS = 6
KEPT_UP = 0.98
CSRF = "a" * 32
Tag = dict[str, Any]


class Command(BaseCommand):
    help = "Measure the saving of tags; takes an empty installation of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 30 seconds, and 6 for each higher rate")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each figure, and nothing else")

    def handle(self, *, scale: float, json: bool, **options: Any) -> None:
        if Person.objects.exists():
            raise CommandError("People work in this installation. Run bin/bench tagging, which takes one of its own.")
        self._json = json
        manage("collectstatic", "--noinput", "--verbosity", "0")
        manage("load_demonstration")
        first = counting.people()[Role.ANALYST]
        told = account.make(WORDS, first)
        sessions = [counting.session_of(person) for person in _analysts(first, ANALYSTS)]
        tags = _tags(told)
        with served() as address:
            path = f"/api/items/{told.item.pk}/tags/"
            crowd = [_Analyst(address, path, session) for session in sessions]
            _Load(crowd[:1], 2, tags).run(3)  # warms both processes up
            alone = _Load(crowd[:1], 1, tags).run(max(5, SECONDS * scale / 3))
            asked = _Load(crowd, 1, tags).run(SECONDS * scale)
            rate, at_rate = ANALYSTS * 1.0, _p95(asked.taken)
            for step in STEPS if at_rate <= BAR_MS else ():
                more = _Load(crowd, step, tags).run(max(3, STEP_SECONDS * scale))
                if _p95(more.taken) > BAR_MS or more.rate < ANALYSTS * step * KEPT_UP:
                    break
                rate, at_rate = more.rate, _p95(more.taken)
        self._figure("tagging.save_p95", _p95(asked.taken), "ms", "one analyst alone", _p95(alone.taken),
                     number=len(asked.taken), most=round(max(asked.taken), 1), bar=BAR_MS)  # fmt: skip
        self._figure("tagging.rate", rate, "1/s", "one a second of each", float(ANALYSTS), p95=round(at_rate, 1))

    def _figure(self, *figure: Any, **more: Any) -> None:
        self.stdout.write(line_of(*figure, as_json=self._json, **more))


def _analysts(like: Person, number: int) -> list[Person]:
    """In the teams of the one that is there, so that they see what it sees."""
    granter, confirmer = list(
        RoleAssignment.objects.in_force().filter(role=Role.ACCOUNT_ADMINISTRATOR).select_related("person")[:2]
    )
    teams = [one.team for one in TeamMembership.objects.filter(person=like).select_related("team")]
    now = timezone.now()
    made = []
    for _one in range(number):
        mark = uuid4().hex[:12]
        person = Person.objects.create(email=f"analyst.{mark}@bench.example.org", name=f"Analyst {mark}", password="!")
        RoleAssignment.objects.create(
            person=person, role=Role.ANALYST, granted_by=granter.person, confirmed_by=confirmer.person,
            confirmed_at=now, expires_at=now + timedelta(days=1),
        )  # fmt: skip
        for team in teams:
            TeamMembership.objects.create(team=team, person=person, added_by=granter.person)
        made.append(person)
    return made


def _tags(told: Account) -> Iterator[Tag]:
    """Never the same words under the same code."""
    offered = Code.objects.filter(framework__current=True, assignable=True, retired_at=None)
    codes = [one for one in offered if not one.restricted]
    names = [one.code for one in codes if "interview" in one.applies_to]
    for code in names:
        for segment in told.segments["o"]:
            yield {
                "text": str(told.original.pk), "code": code, "start": segment.start,
                "end": segment.start + len(segment.content), "exact": segment.content, "client_key": str(uuid4()),
            }  # fmt: skip


class _Analyst:
    def __init__(self, address: str, path: str, session: str) -> None:
        self._host, self._path = address.split("//")[1], path
        self._connection = HTTPConnection(self._host, timeout=30)
        cookies = f"csrftoken={CSRF}; {settings.SESSION_COOKIE_NAME}={session}"
        self._headers = {"Host": self._host, "Cookie": cookies, "X-CSRFToken": CSRF, "Content-Type": "application/json"}

    def save(self, tag: Tag) -> None:
        try:
            answer, body = self._asked(tag)
        except (ConnectionError, HTTPException):  # the server had closed it meanwhile: sent again it is the same tag
            self._connection.close()
            answer, body = self._asked(tag)
        if answer.status != 201:
            raise CommandError(f"a tag was answered {answer.status}: {body[:200]!r}")

    def _asked(self, tag: Tag) -> tuple[HTTPResponse, bytes]:
        self._connection.request("POST", self._path, json.dumps(tag), self._headers)
        answer = self._connection.getresponse()
        return answer, answer.read()


class _Load:
    """`each`: tags a second of every analyst."""

    def __init__(self, crowd: list[_Analyst], each: float, tags: Iterator[Tag]) -> None:
        self._crowd, self._each, self._tags = crowd, each, tags
        self.taken: list[float] = []  # ms from the moment a tag was due to its answer
        self.rate = 0.0
        self._failed: list[BaseException] = []

    def run(self, seconds: float) -> _Load:
        count = max(1, round(seconds * self._each))
        begins = perf_counter() + 0.2
        share = [[next(self._tags) for _one in range(count)] for _analyst in self._crowd]
        threads = [
            threading.Thread(target=self._work, args=(one, tags, begins + number / len(self._crowd) / self._each))
            for number, (one, tags) in enumerate(zip(self._crowd, share, strict=True))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._failed:
            raise CommandError(f"{len(self._failed)} analysts could not go on: {self._failed[0]}")
        self.rate = len(self.taken) / max(perf_counter() - begins, count / self._each)
        return self

    def _work(self, analyst: _Analyst, tags: list[Tag], begins: float) -> None:
        try:
            for number, tag in enumerate(tags):
                due = begins + number / self._each
                sleep(max(0.0, due - perf_counter()))
                analyst.save(tag)
                self.taken.append((perf_counter() - due) * 1000)
        except BaseException as problem:
            self._failed.append(problem)


def _p95(taken: list[float]) -> float:
    return quantiles(taken, n=20)[-1]
