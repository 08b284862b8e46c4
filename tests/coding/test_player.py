"""The recording in the workbench: from the sealed file, from any segment's time, lit as it is spoken."""

from __future__ import annotations

import io
import math
import struct
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from playwright.sync_api import Page, expect

from evidence.models import ItemFile
from iapb import jobs
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody.actions import receive
from iapb.custody.keys import FileKeyProvider
from iapb.custody.models import StoredFile
from iapb.jobs.models import Job
from iapb.jobs.runner import run
from iapb.ledger.models import Event
from tests.browser import check_accessibility
from tests.coding.cases import Case, make_case
from tests.server import Server

pytestmark = pytest.mark.browser
Database = Callable[[Callable[[], Any]], Any]


def tone(seconds: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        wanted = range(8000 * seconds)
        sound.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(n * 0.3))) for n in wanted))
    return file.getvalue()


@pytest.fixture
def case(server: Server, database: Database) -> Case:
    """A recording of twelve seconds; its three segments begin at 0, 4 and 8."""

    def make() -> Case:
        with transaction.atomic():
            case = make_case()
        FileKeyProvider.create(Path(settings.KEY_ROOT)).new_subject_key(case.item.subject)

        def attach(file: StoredFile) -> None:
            part = {"collection": case.collection, "closed": True, "added_by": case.partner}
            ItemFile(item=case.item, file=file, role="recording_audio", **part).save(force_insert=True)
            jobs.ask("derive_file", file.pk, by=case.partner, collection=case.collection.pk)

        receive([tone(12)], subjects=[case.item.subject], media_type="audio/wav", name="a.wav", by=case.partner,
                within=attach)  # fmt: skip
        assert run(Job.objects.get(kind="derive_file").pk)
        return case

    return database(make)


def test_player_when_a_segments_time_is_pressed_then_heard_from_there_and_lit(
    case: Case, server: Server, database: Database, browse: Callable[[Person], Page]
) -> None:
    page = browse(case.analyst)
    page.goto(f"{server.url}/items/{case.item.pk}/work/")
    check_accessibility(page)
    page.get_by_role("button", name="Play from 0:04").click()
    expect(page.locator("#s-1")).to_have_class("segment spoken")
    expect(page.locator("[data-player-clock]")).to_have_text("0:04 / 0:12")
    page.get_by_label("Speed").select_option("2")
    expect(page.locator("#s-2")).to_have_class("segment spoken", timeout=15000)
    page.locator("#s-2").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.get_by_role("button", name="Segment back").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    wave = page.locator("[data-player-wave] canvas")
    wave.click(position={"x": wave.bounding_box()["width"] * 0.4, "y": 20})
    expect(page.locator("#s-1")).to_have_class("segment spoken")

    def readings() -> list[Event]:
        with actor_transaction(case.analyst):
            return list(Event.objects.filter(event="file.read"))

    assert [event.actor for event in database(readings)] == [str(case.analyst.pk)]


def test_player_when_the_stranger_asks_for_a_ticket_then_404(
    case: Case, server: Server, database: Database, browse: Callable[[Person], Page]
) -> None:
    page = browse(case.stranger)
    page.goto(f"{server.url}/coding/")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()

    def recording() -> str:
        with actor_transaction(case.analyst):
            return str(ItemFile.objects.visible_to(case.analyst).get(role="recording_audio").pk)

    url = f"{server.url}/items/{case.item.pk}/recordings/{database(recording)}/play/"
    answer = page.request.post(url, headers={"X-CSRFToken": token, "Referer": server.url})
    assert answer.status == 404
