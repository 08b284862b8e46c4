"""A signed-in browser, and the database beside it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Page

from iapb.accounts.models import Person
from tests.cast import signed_in
from tests.server import Server


def in_database(work: Callable[[], Any]) -> Any:
    """Playwright keeps an event loop in the test's thread, where Django refuses to query: so in another."""
    answers: list[Any] = []

    def run() -> None:
        try:
            answers.append(work())
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    thread.join()
    assert answers, "the work in the database failed; its traceback stands above"
    return answers[0]


@pytest.fixture
def database() -> Callable[[Callable[[], Any]], Any]:
    return in_database


@pytest.fixture
def browse(server: Server, page: Page) -> Callable[[Person], Page]:
    """A page in which this person is signed in, on the real server."""

    def open_for(person: Person) -> Page:
        name = settings.SESSION_COOKIE_NAME
        key = in_database(lambda: signed_in(person).cookies[name].value)
        page.context.add_cookies([{"name": name, "value": key, "url": server.url}])
        page.set_viewport_size({"width": 1440, "height": 900})
        return page

    return open_for
