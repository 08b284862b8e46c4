"""A signed-in browser on the case's text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page

from iapb.accounts.models import Person
from tests.cast import signed_in
from tests.server import Server


@pytest.fixture
def browse(server: Server, page: Page, monkeypatch: pytest.MonkeyPatch) -> Callable[[Person], Page]:
    """A page in which this person is signed in, on the real server."""
    # Playwright keeps an event loop in this thread; the test's own queries run between its calls, never inside.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

    def open_for(person: Person) -> Page:
        key = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": server.url}])
        page.set_viewport_size({"width": 1440, "height": 900})
        return page

    return open_for
