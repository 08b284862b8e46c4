"""The page of jobs in a real browser: it moves by itself, and everybody can use it.

The browser's loop runs in this thread, so whatever asks the database does so in another.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from iapb.accounts.models import Person
from iapb.jobs import Failed, actions, registry, runner
from iapb.jobs.claims import Claimed, claim
from iapb.jobs.models import TONES, Job, State
from tests.browser import check_accessibility
from tests.cast import make_body, make_person, signed_in
from tests.coding.conftest import in_database
from tests.server import Server

pytestmark = pytest.mark.browser
Handle = Callable[[str, registry.Work], None]


@pytest.fixture
def person(server: Server) -> Person:
    return in_database(lambda: make_person("Partner", "partner", body=make_body("A body")))


@pytest.fixture
def jobs_page(server: Server, page: Page, person: Person) -> Page:
    key = in_database(lambda: signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": server.url}])
    return page


def stopped(person: Person) -> Job:
    job = actions.ask("a", person.pk, by=person)
    runner.run(job.pk)
    return job


def running(person: Person) -> Claimed:
    claimed = claim(actions.ask("b", person.pk, by=person).pk)
    assert claimed
    return claimed


def fail(claimed: Claimed) -> None:
    raise Failed("The file is damaged.")


def end(claimed: Claimed) -> None:
    with claimed.completing():
        pass


def test_page_when_a_job_moves_then_it_shows_without_reloading(
    server: Server, jobs_page: Page, person: Person, handle: Handle
) -> None:
    handle("a", fail)
    in_database(lambda: stopped(person))
    claimed = in_database(lambda: running(person))
    jobs_page.goto(f"{server.url}/jobs/")
    expect(jobs_page.get_by_text("The file is damaged.")).to_be_visible()
    for state in (State.FAILED, State.RUNNING):
        expect(jobs_page.locator(f".badge.{TONES[state]}", has_text=str(state.label))).to_be_visible()
    check_accessibility(jobs_page)
    jobs_page.evaluate("window.sameDocument = true")
    in_database(lambda: claimed.progress(0.4, "Reading page 2 of 5"))
    expect(jobs_page.get_by_text("40 % Reading page 2 of 5")).to_be_visible(timeout=8000)
    in_database(lambda: end(claimed))
    expect(jobs_page.get_by_text("Reading page 2 of 5")).to_have_count(0, timeout=8000)
    assert jobs_page.evaluate("window.sameDocument")
    assert jobs_page.locator("#jobs").get_attribute("hx-trigger") is None


def test_page_when_used_by_keyboard_then_a_stopped_job_is_started_again(
    server: Server, jobs_page: Page, person: Person, handle: Handle
) -> None:
    handle("a", fail)
    job = in_database(lambda: stopped(person))
    jobs_page.goto(f"{server.url}/jobs/?state=stopped")
    for _key in range(40):
        jobs_page.keyboard.press("Tab")
        if jobs_page.evaluate("document.activeElement.matches('.jobs-list button')"):
            break
    jobs_page.keyboard.press("Enter")
    expect(jobs_page.get_by_text("Started again.")).to_be_visible()
    check_accessibility(jobs_page)
    assert in_database(lambda: Job.objects.get(pk=job.pk)).state == State.DUE


def test_tones_when_a_state_is_known_then_it_has_one() -> None:
    assert set(TONES) == set(State)
