"""In real Chromium: asked before something heavy opens, a break offered without disturbing, the work handed on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from evidence.coding import actions
from evidence.coding.models import Work
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.care import actions as care
from iapb.care.models import Care, today
from iapb.care.reading import wishes_of
from iapb.ledger.models import Event
from tests.browser import check_accessibility, shot
from tests.cast import make_team
from tests.coding.twice import Twice, make_twice
from tests.server import Server

pytestmark = pytest.mark.browser
Database = Callable[[Callable[[], Any]], Any]
Browse = Callable[[Person], Page]


@pytest.fixture
def twice(server: Server, database: Database) -> Twice:
    """Anna codes a text that holds beatings; Cyril is of her team."""

    def make() -> Twice:
        with transaction.atomic():
            twice = make_twice()
            make_team("Readers", twice.anna, twice.cyril)
            twice.work = twice.given()  # type: ignore[attr-defined]
            twice.place(twice.anna, "избивали задержанных", "PHY.BEAT")
        return twice

    return database(make)


def wishes(database: Database, person: Person, **changed: Any) -> Care:
    """As they are now, after a change behind the pages' back."""

    def work() -> Care:
        with actor_transaction(person):
            if changed:
                Care.objects.visible_to(person).update(**changed)
            return wishes_of(person)

    return database(work)


def test_story_when_a_person_asks_to_be_warned_then_asked_and_the_work_is_handed_on(
    twice: Twice, server: Server, browse: Browse, database: Database
) -> None:
    page = browse(twice.anna)
    page.goto(f"{server.url}/care/")
    check_accessibility(page)
    shot(page, "care")
    page.get_by_label("torture and beatings").check()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Only you see this.")).to_be_visible()

    page.goto(f"{server.url}/items/{twice.case.item.pk}/work/")
    expect(page.get_by_role("heading", name="This holds:")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="torture and beatings")).to_be_visible()
    check_accessibility(page)
    shot(page, "ask")
    page.get_by_role("button", name="Open").click()
    expect(page.locator("[data-workbench]")).to_be_visible()
    expect(page.get_by_role("note").filter(has_text="Holds")).to_be_visible()
    check_accessibility(page)
    shot(page, "bench")
    page.reload()
    expect(page.locator("[data-workbench]")).to_be_visible()

    wishes(database, twice.anna, opened=[])
    page.reload()
    page.get_by_role("link", name="Hand on").click()
    check_accessibility(page)
    shot(page, "hand-on")
    page.get_by_label("To whom").select_option(label="Cyril")
    expect(page.get_by_label("It is too heavy for me")).to_be_checked()
    page.get_by_role("button", name="Ask this colleague").click()
    expect(page.get_by_text("It stays with you until your colleague has accepted.")).to_be_visible()
    shot(page, "work-list")

    page = browse(twice.cyril)
    page.goto(server.url)
    page.get_by_role("link", name=twice.case.item.reference).first.click()
    expect(page.get_by_role("heading", name="Anna asks you to take this over")).to_be_visible()
    check_accessibility(page)
    shot(page, "asked")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("link", name="Open in the workbench")).to_be_visible()
    assert database(lambda: _coder(twice)) == "Cyril"
    assert database(lambda: Event.objects.filter(event__startswith="care").count()) == 0


def _coder(twice: Twice) -> str:
    with actor_transaction(twice.cyril):
        found = Work.objects.visible_to(twice.cyril).select_related("coder").get()
        assert found.coder is not None
        return found.coder.name


def test_break_when_the_limit_is_reached_then_offered_in_a_corner_and_nothing_is_disturbed(
    twice: Twice, server: Server, browse: Browse, database: Database
) -> None:
    def near() -> None:
        with actor_transaction(twice.anna):
            care.choose(ask=[], veil="house", limit=90, by=twice.anna)

    database(near)
    wishes(database, twice.anna, day=today(), seconds=90 * 60 - 6)
    page = browse(twice.anna)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{server.url}/items/{twice.case.item.pk}/work/")
    offer = page.locator("[data-care]")
    page.locator("#s-0").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#s-1")).to_be_focused()
    # Keys keep coming: the offer waits.
    for _ in range(9):
        page.wait_for_timeout(1000)
        page.keyboard.press("Shift")
    expect(offer).not_to_have_attribute("data-shown", "yes")
    expect(offer).to_have_attribute("data-shown", "yes", timeout=15_000)
    expect(offer).to_contain_text("You have read for 90 minutes today")
    expect(page.locator("#s-1")).to_be_focused()
    check_accessibility(page)
    shot(page, "break")
    page.get_by_role("button", name="Ten more minutes").click()
    expect(offer).not_to_have_attribute("data-shown", "yes")
    page.wait_for_timeout(1500)
    row = wishes(database, twice.anna)
    assert row.quiet_until > 90 * 60 + 590 and row.seconds > 90 * 60

    # Told in another window, and again where the ten minutes are over.
    wishes(database, twice.anna, seconds=102 * 60)
    page.reload()
    expect(offer).to_have_attribute("data-shown", "yes", timeout=15_000)
    page.get_by_role("button", name="Not again today").click()
    expect(offer).not_to_have_attribute("data-shown", "yes")
    page.wait_for_timeout(500)
    page.reload()
    page.wait_for_timeout(7000)
    expect(offer).not_to_have_attribute("data-shown", "yes")
    assert wishes(database, twice.anna).is_quiet


def test_time_when_no_limit_was_chosen_then_nothing_is_counted_or_sent(
    twice: Twice, server: Server, browse: Browse, database: Database
) -> None:
    page = browse(twice.anna)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(f"{server.url}/items/{twice.case.item.pk}/work/")
    expect(page.locator("[data-workbench]")).to_be_visible()
    expect(page.locator("[data-care]")).to_have_count(0)
    assert not [url for url in sent if "/care/" in url or "care.js" in url]
    assert wishes(database, twice.anna).seconds == 0


def test_sound_when_the_item_is_heavy_then_off_until_the_key_or_the_button(
    twice: Twice, server: Server, browse: Browse, database: Database
) -> None:
    from tests.coding.cases import make_file

    database(lambda: _in_one(lambda: make_file(twice.case, "recording_audio", "audio/wav")))
    page = browse(twice.anna)
    page.goto(f"{server.url}/items/{twice.case.item.pk}/work/")
    button = page.get_by_role("button", name="Without sound")
    muted = "() => document.querySelector('[data-player-audio]').muted"
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(muted) is True
    page.locator("#s-0").focus()
    page.keyboard.press("0")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.evaluate(muted) is False
    button.click()
    assert page.evaluate(muted) is True
    database(lambda: _in_one(lambda: _retract(twice)))
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "false")


def _in_one(work: Callable[[], Any]) -> Any:
    with transaction.atomic():
        return work()


def _retract(twice: Twice) -> bool:
    from evidence.coding.models import Tag

    for tag in Tag.objects.visible_to(twice.acts(twice.anna)):
        actions.retract_tag(tag=tag, by=twice.anna)
    return True
