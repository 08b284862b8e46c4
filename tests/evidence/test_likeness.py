"""Pictures that look like others: the hash, the way it is sought, and who is told."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import av
import pytest
import pyvips

import evidence.derivatives
from disclosures.demonstration.render import papers, photograph
from evidence import likeness
from evidence.models import Item, Likeness
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.ledger.models import Event
from interviews.models import WitnessDocument
from tests.cast import signed_in
from tests.evidence.test_derivatives import copies, given, send, state
from tests.intake import make_document, make_partner, make_witness


@pytest.fixture
def fingerprint(monkeypatch: pytest.MonkeyPatch) -> Callable[[pyvips.Image], str]:
    """The module as the box imports it."""
    monkeypatch.setattr(sys, "path", [str(Path(evidence.derivatives.__file__).parent), *sys.path])
    import fingerprint as inside  # type: ignore[import-not-found]

    return inside.fingerprint


def picture(content: bytes) -> pyvips.Image:
    return pyvips.Image.new_from_buffer(content, "")


def apart(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def squeezed(content: bytes, share: float = 0.4, quality: int = 30) -> bytes:
    return picture(content).resize(share).jpegsave_buffer(Q=quality, keep="none")


def test_hash_when_a_picture_is_made_smaller_and_squeezed_then_near_and_another_is_far(fingerprint) -> None:
    shot, paper = photograph.courtyard(), papers.ruling()
    known = fingerprint(picture(shot))
    assert len(known) == 64
    assert apart(known, fingerprint(picture(squeezed(shot)))) <= likeness.NEARLY_SAME
    assert apart(known, fingerprint(picture(shot).linear(0.8, 20).cast("uchar"))) <= likeness.NEARLY_SAME
    assert apart(known, fingerprint(picture(shot).colourspace("b-w"))) <= likeness.NEARLY_SAME
    for other in (paper, papers.discharge(), picture(shot).fliphor().jpegsave_buffer()):
        assert apart(known, fingerprint(picture(other))) > 2 * likeness.FARTHEST
    assert apart(fingerprint(picture(paper)), fingerprint(picture(papers.discharge()))) > likeness.FARTHEST


def test_hash_when_there_is_nothing_to_be_known_by_then_none(fingerprint) -> None:
    wall = pyvips.Image.black(400, 300) + 180
    assert fingerprint(wall.cast("uchar").copy(interpretation="srgb")) == ""


def test_probes_when_hashes_are_near_enough_then_they_meet_in_a_band() -> None:
    chance = Random(3)  # noqa: S311
    for _ in range(300):
        bits = chance.getrandbits(256)
        other = bits
        for place in chance.sample(range(256), likeness.FARTHEST):
            other ^= 1 << place
        one, two = (likeness.in_bits(f"{value:064x}") for value in (bits, other))
        bands = [int(two[at : at + 16], 2) for at in range(0, 256, 16)]
        assert any(band in asked for band, asked in zip(bands, likeness.probes(one), strict=True))
        assert all(len(asked) == 17 for asked in likeness.probes(one))


@pytest.mark.parametrize("digits", ["", "0" * 63, "0" * 65, "g" * 64])
def test_bits_when_they_are_not_256_then_refused(digits: str) -> None:
    with pytest.raises(ValueError, match=r"256|invalid"):
        likeness.in_bits(digits)


@pytest.fixture
def partner(committing: str) -> Person:
    return make_partner()


def registered(by: Person) -> WitnessDocument:
    with actor_transaction(by):
        return make_document(by, make_witness(by))


def likes(item: Item, by: Person) -> list[tuple[str, bool]]:
    with actor_transaction(by):
        return [(one.reference, one.nearly_same) for one in likeness.like(item, by)]


def test_pictures_when_nearly_the_same_then_each_page_names_the_other_and_no_door_is_crossed(partner: Person) -> None:
    shot = photograph.courtyard()
    one, other, paper, elsewhere = registered(partner), registered(partner), registered(partner), make_partner()
    theirs = registered(elsewhere)
    sent = send(one, shot, "a.jpg", partner, role="photo")
    send(other, squeezed(shot), "b.jpg", partner, role="photo")
    send(paper, papers.ruling(), "c.jpg", partner, role="photo")
    send(theirs, squeezed(shot, 0.5), "d.jpg", elsewhere, role="photo")
    assert likes(one, partner) == [(other.reference, True)]
    assert likes(other, partner) == [(one.reference, True)]
    assert likes(paper, partner) == likes(theirs, elsewhere) == []

    page = signed_in(partner).get(f"/items/{one.pk}/looks-like/").content.decode()
    assert other.reference in page and "for a person to judge" in page and theirs.reference not in page
    assert signed_in(elsewhere).get(f"/items/{one.pk}/looks-like/").status_code == 404

    with actor_transaction(partner):
        events = Event.objects.filter(event="item.copy_made", object=str(one.pk))
        told = [json.loads(bytes(event.detail.detail)) for event in events]
    (made,) = [one for one in told if one["kind"] == "likeness"]
    assert (made["parent"], made["tool"], made["version"]) == (str(sent.file_id), "DCT-256", "1")

    # Two analysts' rules: given the items, and told that neither names its witness.
    analyst = given(one, partner)
    assert likes(one, analyst) == []
    state(one, partner, carries_name=False)
    assert likes(one, analyst) == []
    state(other, partner, carries_name=False)
    assert likes(one, analyst) == [(other.reference, True)]


def film(shots: list[bytes]) -> bytes:
    """Each picture for two seconds."""
    made = io.BytesIO()
    with av.open(made, "w", format="mp4", options={"movflags": "frag_keyframe+empty_moov"}) as target:
        stream = target.add_stream("libx264", rate=5, options={"preset": "ultrafast", "g": "5"})
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for number in range(10 * len(shots)):
            shown = picture(shots[number // 10]).thumbnail_image(320, height=240, size="force")
            frame = av.VideoFrame.from_ndarray(shown.numpy(), format="rgb24")
            frame.pts = number
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return made.getvalue()


def test_film_when_a_moment_of_it_was_sent_as_a_picture_then_they_look_alike(partner: Person) -> None:
    shot = photograph.courtyard()
    one, other = registered(partner), registered(partner)
    sent = send(one, film([papers.ruling(), shot, papers.discharge()]), "a.mp4", partner, role="recording_video")
    send(other, shot, "b.jpg", partner, role="photo")
    with actor_transaction(partner):
        moments = Likeness.objects.visible_to(partner).filter(derivative__parent=sent).order_by("at_ms")
        assert len(moments) >= 3 and moments[0].at_ms < 2000 < moments.reverse()[0].at_ms
    assert ("thumbnail", 0) in copies(sent, partner)
    assert [reference for reference, _same in likes(other, partner)] == [one.reference]
