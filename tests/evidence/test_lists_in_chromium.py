"""Small pictures in real Chromium: fetched from the content host when a row comes into sight, or when asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import pyvips
from playwright.sync_api import Page, expect

from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from interviews.models import WitnessDocument
from tests.browser import check_accessibility
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
        small(made[30], partner, "photo", webp())
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
