from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Page

from iapb.accounts.models import Person
from tests.cast import signed_in
from tests.disclosures.cases import Desk, make_desk
from tests.server import Server


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


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
def browse(server: Server, page: Page) -> Callable[[Person], Page]:
    return lambda person: browse_as(person, page, server)


def browse_as(person: Person, page: Page, server: Server) -> Page:
    """The page as this person has it, with a code of the second factor entered just now."""

    def sign_in() -> str:
        client = signed_in(person)
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    key = in_database(sign_in)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": server.url}])
    page.set_viewport_size({"width": 1440, "height": 950})
    return page
