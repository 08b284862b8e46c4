"""Copies to look at: made in the box, kept beside what they were made of, shown instead of it.

A film tells its progress from a thread, so these tests really commit.
"""

from __future__ import annotations

import io
import json
import math
import struct
import wave
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import av
import pytest
import pyvips
from django.test import Client
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from disclosures.demonstration.render import papers, photograph
from evidence import viewing
from evidence.actions import files
from evidence.actions.files import Sent
from evidence.models import Derivative, Item, ItemFile
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.jobs import parts
from iapb.jobs.models import Job
from iapb.jobs.runner import run
from iapb.ledger.models import Event
from interviews.actions import facts
from interviews.models import WitnessDocument
from tests.cast import make_body, make_person, signed_in
from tests.intake import grant, make_document, make_partner, make_witness


@pytest.fixture
def partner(committing: str) -> Person:
    return make_partner()


@pytest.fixture
def document(partner: Person) -> WitnessDocument:
    with actor_transaction(partner):
        return make_document(partner, make_witness(partner))


def tone(seconds: float) -> bytes:
    """Silent in its first half, loud in its second."""
    made = io.BytesIO()
    with wave.open(made, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(8000)
        total = int(seconds * 8000)
        loud = [0 if n < total // 2 else int(30000 * math.sin(n * 0.3)) for n in range(total)]
        target.writeframes(struct.pack(f"<{total}h", *loud))
    return made.getvalue()


def film(seconds: int, *, sound: bool = False) -> bytes:
    """A wide picture, red on the left and blue on the right; silent, or with a hum."""
    made = io.BytesIO()
    with av.open(made, "w", format="mp4", options={"movflags": "frag_keyframe+empty_moov"}) as target:
        stream = target.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
        if sound:
            target.add_stream("aac", rate=8000, layout="mono")
        stream.width, stream.height, stream.pix_fmt = 320, 160, "yuv420p"
        left, right = (
            (pyvips.Image.black(160, 160) + list(colour)).cast("uchar") for colour in ((220, 0, 0), (0, 0, 220))
        )
        shown = left.join(right, "horizontal").copy(interpretation="srgb").numpy()
        for number in range(seconds * 10):
            frame = av.VideoFrame.from_ndarray(shown, format="rgb24")
            frame.pts = number
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
        if sound:
            _hum(target, seconds)
    return made.getvalue()


def _hum(target: Any, seconds: int) -> None:
    stream = target.streams.audio[0]
    for number in range(seconds * 8):
        samples = [int(9000 * math.sin(n * 0.3)) for n in range(1000)]
        frame = av.AudioFrame(format="s16", layout="mono", samples=1000)
        frame.planes[0].update(struct.pack("<1000h", *samples))
        frame.rate, frame.pts = 8000, number * 1000
        target.mux(stream.encode(frame))
    target.mux(stream.encode(None))


def pdf(pages: int) -> bytes:
    made = io.BytesIO()
    sheets = canvas.Canvas(made, pagesize=A4)
    for number in range(pages):
        sheets.setFont("Helvetica", 40)
        sheets.drawString(80, 700, f"Page {number + 1}")
        sheets.showPage()
    sheets.save()
    return made.getvalue()


def send(item: Item, content: bytes, name: str, by: Person, **said: Any) -> ItemFile:
    received = files.receive_file(item=item.pk, stream=[content], sent=Sent(name=name, **said), by=by)
    _work()
    return received.item_file


def _work() -> None:
    while job := Job.objects.open().order_by("created_at").first():
        assert run(job.pk)


def copies(of: ItemFile, by: Person) -> dict[tuple[str, int], Derivative]:
    with actor_transaction(by):
        rows = Derivative.objects.visible_to(by).filter(parent=of).select_related("item_file__file")
        return {(row.kind, row.number): row for row in rows}


def given(item: Item, by: Person) -> Person:
    """An analyst who was given the collection."""
    with actor_transaction(by):
        analyst = make_person("Anna", "analyst", body=make_body(f"Readers {uuid4()}"))
        grant(item.collection, analyst)
    return analyst


def state(item: Item, by: Person, *, carries_name: bool) -> None:
    with actor_transaction(by):
        facts.state_material(
            item=item, contains=[], nothing_else=True, carries_name=carries_name, others="none", restricted_art18=False,
            sgbv=False, by=by,
        )  # fmt: skip


def content(copy: Derivative) -> bytes:
    with custody.read(copy.item_file.file) as pieces:
        return b"".join(pieces)


def test_sound_when_sent_then_a_copy_to_hear_its_loudness_and_its_claims(
    partner: Person, document: WitnessDocument
) -> None:
    sent = send(document, tone(6), "a.wav", partner)
    made = copies(sent, partner)
    assert set(made) == {("sound", 0), ("waveform", 0), ("claims", 0)}
    sound = made["sound", 0]
    assert (sound.tool, sound.item_file.file.media_type, sound.item_file.file.kind) == (
        "PyAV",
        "audio/webm",
        "derivative",
    )
    assert sound.duration_ms == pytest.approx(6000, abs=50)
    with av.open(io.BytesIO(content(sound))) as opened:
        assert opened.streams.audio[0].codec_context.name in ("opus", "libopus")
        assert sum(frame.samples for frame in opened.decode(audio=0)) / 48000 == pytest.approx(6, abs=0.1)
    peaks = json.loads(content(made["waveform", 0]))["peaks"]
    assert max(peaks[: len(peaks) // 3]) <= 1 < 80 < min(peaks[-len(peaks) // 3 : -2])


def test_copy_when_made_then_the_ledger_names_parent_tool_and_version(
    partner: Person, document: WitnessDocument
) -> None:
    sent = send(document, tone(1), "a.wav", partner)
    with actor_transaction(partner):
        told = [json.loads(bytes(one.detail.detail)) for one in Event.objects.filter(event="item.copy_made")]
    assert {one["kind"] for one in told} == {"sound", "waveform", "claims"}
    for one in told:
        assert one["parent"] == str(sent.file_id)
        assert one["tool"] and one["version"]


def test_work_when_done_again_then_nothing_is_doubled(partner: Person, document: WitnessDocument) -> None:
    sent = send(document, tone(1), "a.wav", partner)
    before = copies(sent, partner)
    with actor_transaction(partner):
        files.run_again(item_file=sent, by=partner)
    _work()
    assert {key: row.pk for key, row in copies(sent, partner).items()} == {key: row.pk for key, row in before.items()}


def test_film_when_sent_then_smaller_playable_and_the_right_way_round(
    partner: Person, document: WitnessDocument
) -> None:
    sent = send(document, film(2), "a.mp4", partner)
    made = copies(sent, partner)
    assert set(made) == {("film", 0), ("thumbnail", 0), ("claims", 0)}  # two plain halves: nothing to be known again by
    small = pyvips.Image.new_from_buffer(content(made["thumbnail", 0]), "")
    assert (small.width, small.height, small(20, 80)[0] > 150, small(300, 80)[2] > 150) == (320, 160, True, True)
    copy = made["film", 0]
    assert (copy.width, copy.height) == (320, 160)
    with av.open(io.BytesIO(content(copy))) as opened:
        picture = next(opened.decode(video=0)).to_ndarray(format="rgb24")
    assert picture[80, 20, 0] > 150 > picture[80, 20, 2]
    assert picture[80, 300, 2] > 150 > picture[80, 300, 0]


def test_film_when_it_stays_outside_the_box_then_the_same_copies(
    partner: Person, document: WitnessDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = film(2, sound=True)
    inside = copies(send(document, sent, "a.mp4", partner), partner)
    monkeypatch.setattr(parts, "ASKED_FROM", 0)
    outside = copies(send(document, sent, "b.mp4", partner), partner)
    assert set(inside) == set(outside) >= {("film", 0), ("sound", 0), ("waveform", 0), ("thumbnail", 0), ("claims", 0)}
    for key, one in inside.items():
        other = outside[key]
        assert (one.width, one.height, one.duration_ms) == (other.width, other.height, other.duration_ms)
    for key in (("waveform", 0), ("thumbnail", 0)):
        assert content(inside[key]) == content(outside[key])
    said = [
        {tuple(claim[:2]): claim[2] for claim in json.loads(content(one["claims", 0]))} for one in (inside, outside)
    ]
    assert said[0] == said[1] != {}


def test_picture_when_sent_then_reduced_upright_and_without_its_claims(
    partner: Person, document: WitnessDocument
) -> None:
    shot = photograph.courtyard()
    sent = send(document, shot, "IMG_1.jpg", partner, role="photo")
    made = copies(sent, partner)
    assert set(made) == {("picture", 0), ("thumbnail", 0), ("likeness", 0), ("claims", 0)}
    large = pyvips.Image.new_from_buffer(content(made["picture", 0]), "")
    assert (large.width, large.height) == (made["picture", 0].width, made["picture", 0].height)
    assert max(pyvips.Image.new_from_buffer(content(made["thumbnail", 0]), "").width, 1) <= 320
    assert not any(name.startswith("exif-ifd") for name in large.get_fields())
    claims = json.loads(content(made["claims", 0]))
    assert any(name == "ImageWidth" for _group, name, _value in claims)


def test_pdf_when_sent_then_its_pages_and_a_small_picture_of_the_first(
    partner: Person, document: WitnessDocument
) -> None:
    made = copies(send(document, pdf(3), "a.pdf", partner, role="scan"), partner)
    assert set(made) - {("claims", 0)} == {("page", 1), ("page", 2), ("page", 3), ("thumbnail", 0)}
    small = Image.open(io.BytesIO(content(made["thumbnail", 0]))).convert("L")
    assert max(small.size) == 320 and small.getextrema()[0] < 200  # there is ink on it


def test_scan_when_read_then_its_words_stand_over_its_picture(partner: Person, document: WitnessDocument) -> None:
    sent = send(document, papers.ruling(), "scan-1.jpg", partner, language="ru", role="scan")
    with actor_transaction(partner):
        words = viewing.words_of(sent, 1, partner)
    assert len(words["words"]) > 40
    picture = copies(sent, partner)["picture", 0]
    assert words["width"] / words["height"] == pytest.approx(picture.width / picture.height, rel=0.02)


def test_file_when_it_breaks_its_reader_then_no_copy_a_sentence_and_kept(
    partner: Person, document: WitnessDocument
) -> None:
    broken = b"OggS" + b"\x00" * 4000
    sent = send(document, broken, "a.ogg", partner)
    assert ("sound", 0) not in copies(sent, partner)
    job = Job.objects.filter(kind="derive_file", object=sent.file_id).first()
    assert job is None or (job.state == "failed" and job.error)
    with custody.read(sent.file) as pieces:
        assert b"".join(pieces) == broken


def test_pictures_when_the_reader_may_not_know_the_name_then_only_after_the_statement(
    partner: Person, document: WitnessDocument
) -> None:
    sent = send(document, photograph.courtyard(), "IMG_1.jpg", partner, role="photo")
    analyst = given(document, partner)
    reader, address = signed_in(analyst), f"/files/{sent.file_id}/copies/picture/0/"
    page = reader.get(f"/files/{sent.file_id}/view/").content.decode()
    assert "may know the witness" in page and "GPS" not in page and "data-copy" not in page
    assert reader.post(address).status_code == 403
    state(document, partner, carries_name=False)
    assert "data-copy" in reader.get(f"/files/{sent.file_id}/view/").content.decode()
    ticket = urlsplit(reader.post(address).json()["url"])
    content_host = {"host": ticket.netloc}
    assert Client().get(ticket.path, headers=content_host).status_code == 200
    state(document, partner, carries_name=True)
    assert Client().get(ticket.path, headers=content_host).status_code == 404


def test_sound_of_a_film_when_heard_by_a_reader_then_without_its_pictures(
    partner: Person, document: WitnessDocument
) -> None:
    sent = send(document, film(2, sound=True), "a.mp4", partner, role="recording_video")
    analyst = given(document, partner)
    reader = signed_in(analyst)
    assert reader.post(f"/files/{sent.file_id}/copies/sound/0/").status_code == 200
    assert reader.post(f"/files/{sent.file_id}/copies/film/0/").status_code == 403


def test_pages_when_opened_by_a_stranger_then_absent(partner: Person, document: WitnessDocument) -> None:
    sent = send(document, tone(1), "a.wav", partner)
    stranger = signed_in(make_partner())
    mine = signed_in(partner)
    assert mine.get(f"/files/{sent.file_id}/view/").status_code == 200
    assert mine.get(f"/files/{sent.file_id}/waveform/").json()["peaks"]
    assert mine.post(f"/files/{sent.file_id}/copies/sound/0/").json()["url"]
    assert mine.post(f"/files/{sent.file_id}/copies/claims/0/").status_code == 404
    for address, method in (
        ("view/", "get"),
        ("waveform/", "get"),
        ("pages/1/words/", "get"),
        ("copies/sound/0/", "post"),
    ):
        assert getattr(stranger, method)(f"/files/{sent.file_id}/{address}").status_code == 404
