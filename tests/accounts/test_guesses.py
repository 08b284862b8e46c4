"""Guesses sent at once are counted one by one: on a real server, with real threads."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from iapb.accounts.models import Person
from iapb.ledger.models import Event
from tests.accounts.conftest import PASSWORD
from tests.server import Server

GUESSES = 40


def browser(server: Server) -> tuple[OpenerDirector, str]:
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    page = opener.open(f"{server.url}/sign-in/", timeout=60).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    return opener, token[1]


def guess(server: Server, email: str, password: str) -> str:
    opener, token = browser(server)
    sent = urlencode({"csrfmiddlewaretoken": token, "login": email, "password": password}).encode()
    answer = opener.open(f"{server.url}/sign-in/", data=sent, timeout=120)
    page = answer.read().decode()
    for word in ("is not right", "Too many wrong attempts", "Code from your telephone", "Your telephone"):
        if word in page:
            return word
    return str(answer.status)


def test_guesses_when_sent_at_once_then_ten_count_and_no_more(server: Server) -> None:
    person = Person.objects.create_user("clara@example.org", PASSWORD, name="Clara")
    with ThreadPoolExecutor(16) as threads:
        said = Counter(
            threads.map(lambda number: guess(server, person.email, f"wrong guess number {number}"), range(GUESSES))
        )
    assert said["is not right"] <= 10
    assert said["is not right"] + said["Too many wrong attempts"] == GUESSES, said
    assert guess(server, person.email, PASSWORD) == "Too many wrong attempts"
    # What was tried stands in the ledger, once each.
    assert Event.objects.filter(event="person.sign_in_failed", object=str(person.pk)).count() == said["is not right"]
