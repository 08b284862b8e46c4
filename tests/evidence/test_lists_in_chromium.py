"""Small pictures in real Chromium: fetched from the content host when a row comes into sight, or when asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import pyvips
from playwright.sync_api import Page, expect

from evidence.actions import derivatives
from evidence.derivatives import Copy, Told
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.care import actions as care
from interviews.actions import facts
from interviews.models import WitnessDocument
from tests.browser import check_accessibility, shot
from tests.coding.conftest import browse, in_database  # noqa: F401  (a fixture)
from tests.evidence.test_glances import small
from tests.intake import make_document, make_partner, make_witness
from tests.server import Server

pytestmark = pytest.mark.browser


def webp() -> bytes:
    field = pyvips.Image.black(320, 200, bands=3) + [40, 120, 90]
    return field.cast("uchar").copy(interpretation="srgb").webpsave_buffer()


@pytest.fixture
def documents(server: Server) -> tuple[Person, list[WitnessDocument]]:
    """A scan, a photograph, and thirty papers without a picture, of which only some stand in sight."""

    def make() -> Any:
        partner = make_partner()
        with actor_transaction(partner):
            witness = make_witness(partner)
            made = [make_document(partner, witness, title=f"Paper {n}") for n in range(32)]
        small(made[31], partner, "scan", webp())
        photo = small(made[30], partner, "photo", webp())
        large = Copy("picture", "image/webp", [webp()], Told(320, 200).itself, "a tool", "1")
        derivatives.keep(copy=large, parent=photo, job=uuid4(), by=partner)
        small(made[0], partner, "scan", webp())
        return partner, made

    return in_database(make)


def test_list_when_rows_come_into_sight_then_their_pictures_and_a_photograph_when_asked_for(
    documents: tuple[Person, list[WitnessDocument]],
    server: Server,
    browse: Callable[[Person], Page],  # noqa: F811
) -> None:
    partner, made = documents
    page = browse(partner)
    page.set_viewport_size({"width": 1280, "height": 500})
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/content/" in request.url else None)
    page.goto(f"{server.url}/witnesses/{made[0].subject}/")
    page.mouse.wheel(0, 3000)
    slots = {n: page.locator(f'[data-glance="{made[n].pk}"]') for n in (0, 30, 31)}
    for n in (0, 31):
        slots[n].scroll_into_view_if_needed()
        expect(slots[n].locator("img")).to_be_visible()
        expect(slots[n].locator("img")).to_have_js_property("naturalWidth", 320)
    assert len(fetched) == 2 and all(url.startswith(server.content_url) for url in fetched)
    veil = slots[30].get_by_role("button", name="Show the small picture")
    expect(veil).to_be_visible()
    check_accessibility(page)
    veil.focus()
    page.keyboard.press("Enter")
    expect(slots[30].get_by_role("link", name="Look at it")).to_be_focused()
    assert len(fetched) == 3
    assert page.locator("[data-glance] img").count() == 3


def test_papers_when_a_person_wishes_everything_hidden_then_hidden_everywhere_and_told_before(
    documents: tuple[Person, list[WitnessDocument]],
    server: Server,
    browse: Callable[[Person], Page],  # noqa: F811
) -> None:
    partner, made = documents
    said = {"contains": ["medical"], "nothing_else": True, "carries_name": False, "others": "none", "sgbv": False}

    def wish() -> Any:
        with actor_transaction(partner):
            facts.state_material(item=made[30], restricted_art18=False, by=partner, **said)
            return care.choose(ask=[], veil="all", limit=90, by=partner)

    in_database(wish)
    page = browse(partner)
    page.goto(f"{server.url}/witnesses/{made[0].subject}/")
    slot = page.locator(f'[data-glance="{made[31].pk}"]')
    slot.scroll_into_view_if_needed()
    expect(slot.get_by_role("button", name="Show the small picture")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{server.url}/items/{made[30].pk}/")
    expect(page.locator(".care-note")).to_contain_text("Holds: injuries and illness")
    check_accessibility(page)
    shot(page, "item-360")
    page.locator('a[href$="/view/"]').first.click()
    expect(page.locator(".care-note")).to_contain_text("Holds: injuries and illness")
    expect(page.locator("[data-veil]")).to_have_count(1)
    expect(page.locator(".viewer-sheet img")).to_be_visible()
    check_accessibility(page)
    shot(page, "viewer-360")
    page.get_by_role("button", name="Show the picture").click()
    expect(page.locator("[data-veil]")).to_have_count(0)
    page.goto(f"{server.url}/care/")
    check_accessibility(page)
    shot(page, "care-360")


def test_photograph_when_enlarged_before_it_is_asked_for_then_as_veiled(
    documents: tuple[Person, list[WitnessDocument]],
    server: Server,
    browse: Callable[[Person], Page],  # noqa: F811
) -> None:
    partner, made = documents
    page = browse(partner)
    page.goto(f"{server.url}/items/{made[30].pk}/")
    page.locator('a[href$="/view/"]').first.click()
    picture = page.locator(".viewer-sheet img")
    blur = "image => Number(getComputedStyle(image).filter.match(/blur\\(([\\d.]+)px/)[1])"
    before = picture.evaluate(blur)
    for _ in range(3):
        page.get_by_role("button", name="Larger").click()
    assert picture.evaluate(blur) == pytest.approx(before * 1.25**3, rel=0.01)
