"""Small pictures in lists: asked for together, shown to whoever may look, hidden where they may shock."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.demonstration.render import photograph
from evidence.actions import derivatives
from evidence.derivatives import Copy, Told
from evidence.looking import Stated, is_veiled
from evidence.models import Item, ItemFile
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody.models import ContentTicket
from iapb.ledger.models import Event
from interviews.actions import facts
from interviews.models import WitnessDocument
from tests.cast import signed_in
from tests.evidence.test_derivatives import given, send
from tests.intake import make_document, make_partner, make_witness

ADDRESS = "/small-pictures/"


@pytest.fixture
def partner(committing: str) -> Person:
    return make_partner()


@pytest.fixture
def document(partner: Person) -> WitnessDocument:
    with actor_transaction(partner):
        return make_document(partner, make_witness(partner))


def state(item: Item, by: Person, **said: Any) -> None:
    usual = {"contains": [], "nothing_else": True, "carries_name": False, "others": "none", "sgbv": False}
    with actor_transaction(by):
        facts.state_material(item=item, restricted_art18=False, by=by, **{**usual, **said})


def asked(client: Client, **body: Any) -> dict[str, Any]:
    answer = client.post(ADDRESS, body)
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()["pictures"]
    return told


def fetched(address: str) -> Any:
    host = urlsplit(address)
    return Client().get(host.path, headers={"host": host.netloc})


def test_picture_when_its_row_is_seen_then_hidden_until_asked_for_and_told_to_the_ledger(
    partner: Person, document: WitnessDocument
) -> None:
    sent = send(document, photograph.courtyard(), "IMG_1.jpg", partner, role="photo")
    mine, pk = signed_in(partner), str(document.pk)
    hidden = asked(mine, item=pk)[pk]
    assert (hidden["url"], hidden["page"]) == ("", f"/files/{sent.file_id}/view/")
    assert not ContentTicket.objects.exists()
    shown = asked(mine, item=pk, asked="yes")[pk]
    answer = fetched(shown["url"])
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    with actor_transaction(partner):
        (read,) = Event.objects.filter(event="file.read")
        assert json.loads(bytes(read.detail.detail))["purpose"] == "small picture"
    assert asked(mine, file=str(sent.file_id), asked="yes")[str(sent.file_id)]["url"]
    state(document, partner)
    assert asked(mine, item=pk)[pk]["url"]
    for shocking in ({"contains": ["images_of_body"]}, {"contains": ["medical"]}, {"sgbv": True}, {"contains": None}):
        state(document, partner, **shocking)
        assert not asked(mine, item=pk)[pk]["url"]


def test_picture_when_the_reader_may_not_know_the_name_then_as_if_there_were_none(
    partner: Person, document: WitnessDocument
) -> None:
    small(document, partner)
    reader, pk = signed_in(given(document, partner)), str(document.pk)
    assert asked(reader, item=pk, asked="yes") == {}
    state(document, partner)
    address = asked(reader, item=pk)[pk]["url"]
    assert fetched(address).status_code == 200
    state(document, partner, carries_name=True)
    assert asked(reader, item=pk) == {}
    assert fetched(address).status_code == 404


def test_picture_when_another_bodys_or_none_then_the_same_answer(partner: Person, document: WitnessDocument) -> None:
    sent = small(document, partner)
    stranger = signed_in(make_partner())
    theirs = stranger.post(ADDRESS, {"item": str(document.pk), "file": str(sent.file_id), "asked": "yes"})
    never = stranger.post(ADDRESS, {"item": str(uuid4()), "file": str(uuid4()), "asked": "yes"})
    assert (theirs.status_code, theirs.content) == (never.status_code, never.content) == (200, b'{"pictures": {}}')


@pytest.mark.parametrize("body", [{"item": "no id"}, {"item": [str(uuid4()) for _ in range(101)]}])
def test_question_when_it_is_no_question_then_a_sentence(partner: Person, body: dict[str, Any]) -> None:
    assert signed_in(partner).post(ADDRESS, body).status_code == 422


def test_question_when_many_rows_are_asked_for_then_as_many_queries_as_for_one(partner: Person) -> None:
    with actor_transaction(partner):
        witness = make_witness(partner)
        documents = [make_document(partner, witness) for _ in range(6)]
    for one in documents:
        small(one, partner)
    mine = signed_in(partner)
    counts = []
    for rows in (documents[:1], documents):
        with CaptureQueriesContext(connection) as captured:
            assert len(asked(mine, item=[str(one.pk) for one in rows])) == len(rows)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 17  # with the frames of the transaction


def small(item: Item, by: Person, role: str = "scan", picture: bytes = b"small") -> ItemFile:
    """A file and its small picture, without the work of making them."""
    made: list[ItemFile] = []

    def within(file: Any) -> None:
        row = ItemFile(
            item_id=item.pk, file=file, role=role, added_by=by, collection_id=item.collection_id, closed=item.closed
        )
        row.save(force_insert=True)
        made.append(row)

    assert item.subject
    custody.receive(
        [b"a scan"], subjects=[item.subject], media_type="image/png", name="a.png", by=by, within=within
    )  # fmt: skip
    made[0].item = item
    copy = Copy("thumbnail", "image/webp", [picture], Told(320, 200).itself, "a tool", "1")
    derivatives.keep(copy=copy, parent=made[0], job=uuid4(), by=by)
    return made[0]


@pytest.mark.parametrize(
    ("role", "graphic", "veiled"),
    [
        ("photo", None, True), ("photo", True, True), ("photo", False, False),
        ("recording_video", None, True), ("recording_video", False, False), ("other", None, True),
        ("scan", None, False), ("scan", True, True), ("scan", False, False), ("document", None, False),
    ],
)  # fmt: skip
def test_veil_when_little_is_known_then_over_whatever_may_shock(role: str, graphic: bool | None, veiled: bool) -> None:
    assert is_veiled(role, Stated(nameless=True, graphic=graphic)) is veiled
