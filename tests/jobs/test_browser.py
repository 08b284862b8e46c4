"""The page of jobs in a real browser: it moves by itself, and everybody can use it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from iapb.jobs import Failed, runner
from iapb.jobs.claims import claim
from iapb.jobs.models import Job
from tests.browser import check_accessibility
from tests.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def one_thread(monkeypatch) -> None:
    """The browser's loop runs in this thread and so looks like async code to Django; it never overlaps."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")


def fail(claimed) -> None:
    raise Failed("The file is damaged.")


def test_page_when_a_job_moves_then_it_shows_without_reloading(server: Server, page: Page, ask, handle) -> None:
    handle("a", fail)
    runner.run(ask("a").pk)
    claimed = claim(ask("b").pk)
    sign_in(page, server, claimed.actor)

    page.goto(f"{server.url}/jobs/")
    expect(page.get_by_text("The file is damaged.")).to_be_visible()
    check_accessibility(page)
    page.evaluate("window.sameDocument = true")
    claimed.progress(0.4, "Reading page 2 of 5")
    expect(page.get_by_text("40 % Reading page 2 of 5")).to_be_visible(timeout=8000)
    with claimed.completing():
        pass
    expect(page.get_by_text("Reading page 2 of 5")).to_have_count(0, timeout=8000)
    assert page.evaluate("window.sameDocument")
    assert page.locator("#jobs").get_attribute("hx-trigger") is None


def test_page_when_used_by_keyboard_then_a_stopped_job_is_started_again(
    server: Server, page: Page, ask, handle
) -> None:
    handle("a", fail)
    job = ask("a")
    runner.run(job.pk)
    sign_in(page, server, job.asked_by)
    page.goto(f"{server.url}/jobs/?state=stopped")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('td') && document.activeElement.type") == "submit":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Started again.")).to_be_visible()
    check_accessibility(page)
    assert Job.objects.get(pk=job.pk).state == "due"


def sign_in(page: Page, server: Server, person) -> None:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}])
