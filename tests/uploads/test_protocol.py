"""tus 1.0.0 as its text has it, spoken by hand and by a public client, against the real server."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Callable

import pytest

from iapb.custody import reading
from iapb.custody.models import Upload
from iapb.ledger.models import Event
from tests.uploads.conftest import PIECE, TUS, House, Sender, files, vault_files

CONTENT = hashlib.shake_128(b"a long recording").digest(40_000_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def read_back(sender: Sender, sha256: str = SHA256) -> None:
    [file] = files(sender)
    with reading.read(file) as pieces:
        digest = hashlib.sha256(b"".join(pieces)).hexdigest()
    assert (file.sha256, digest) == (sha256, sha256)


def test_public_client_when_it_sends_in_chunks_then_one_file_of_the_same_bytes(sender: Sender) -> None:
    said = {"item": str(sender.item), "name": "запись.bin", "sha256": SHA256, "client_key": "the-public-client"}
    uploader = sender.tus().uploader(
        file_stream=io.BytesIO(CONTENT), chunk_size=7_000_000, metadata=said, metadata_encoding="utf-8"
    )
    uploader.upload()
    read_back(sender)
    told = sender.ask("GET", uploader.url.removeprefix(sender.house.url)).json
    assert (told["state"], told["receipt"]["sha256"]) == ("received", SHA256)
    [file] = files(sender)
    assert file.segments.count() == 6
    assert list(Event.objects.filter(object=str(file.pk)).order_by("at").values_list("event", flat=True))[:2] == [
        "upload.begun", "file.received",
    ]  # fmt: skip


def test_public_client_when_it_sends_checksums_then_every_chunk_is_compared(sender: Sender) -> None:
    uploader = sender.tus().uploader(
        file_stream=io.BytesIO(CONTENT), chunk_size=20_000_000, upload_checksum=True,
        metadata={"item": str(sender.item)}, metadata_encoding="utf-8",
    )  # fmt: skip
    uploader.upload()
    read_back(sender)


def test_public_client_when_begun_earlier_then_goes_on_where_it_stood(sender: Sender) -> None:
    def uploader(**more: object):
        return sender.tus().uploader(
            file_stream=io.BytesIO(CONTENT), chunk_size=9_000_000, metadata={"item": str(sender.item)}, **more
        )

    first = uploader()
    first.upload(stop_at=18_000_000)
    later = uploader(url=first.url)
    assert later.offset == 18_000_000
    later.upload()
    read_back(sender)


def test_options_then_what_is_spoken(sender: Sender) -> None:
    answer = sender.ask("OPTIONS", "/api/uploads/")
    assert answer.status == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,expiration,termination,checksum"
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert int(answer.headers["Tus-Max-Size"]) > 2**37


def test_begin_then_head_tells_what_was_said_and_when_it_ends(sender: Sender) -> None:
    begun = sender.begin(100, name="имя.bin")
    assert begun.status == 201 and begun.headers["Upload-Expires"].endswith("GMT")
    head = sender.ask("HEAD", begun.headers["Location"], **TUS)
    assert (head.status, head.headers["Upload-Offset"], head.headers["Upload-Length"]) == (200, "0", "100")
    assert head.headers["Cache-Control"] == "no-store" and head.headers["Tus-Resumable"] == "1.0.0"
    assert base64.b64encode("имя.bin".encode()).decode() in head.headers["Upload-Metadata"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "10"}, 412),
        ({"Upload-Length": "10", "Tus-Resumable": "0.2.2"}, 412),
        ({**TUS}, 400),
        ({**TUS, "Upload-Length": "-1"}, 400),
        ({**TUS, "Upload-Length": "0", "Upload-Metadata": "item MA=="}, 400),
        ({**TUS, "Upload-Length": "10"}, 400),
        ({**TUS, "Upload-Length": "10", "Upload-Metadata": "item not-base64!"}, 400),
    ],
)
def test_begin_when_not_as_the_protocol_has_it_then_refused(
    sender: Sender, headers: dict[str, str], status: int
) -> None:
    answer = sender.ask("POST", "/api/uploads/", **headers)
    assert answer.status == status and answer.json["detail"]
    assert not Upload.objects.unscoped("the test counts").filter(sender=sender.person).exists()


def test_begin_when_too_large_then_413_and_when_empty_a_sentence(sender: Sender) -> None:
    assert sender.begin(10**15).status == 413
    empty = sender.begin(0)
    assert empty.status == 400 and "0 bytes" in empty.json["detail"]


@pytest.mark.parametrize("role", ["derivative", "nonsense"])
def test_begin_when_words_are_wrong_then_field_is_named(sender: Sender, role: str) -> None:
    answer = sender.begin(10, role=role)
    assert (answer.status, answer.json["field"]) == (400, "role")


def test_piece_when_of_another_type_or_place_then_refused_and_nothing_counts(sender: Sender) -> None:
    address = sender.begun(20)
    assert sender.ask("PATCH", address, b"x" * 10, **TUS, **{"Upload-Offset": "0"}).status == 415
    assert sender.patch(address, 5, b"x" * 5).status == 409
    assert sender.patch(address, 0, b"x" * 21).status == 413
    assert sender.ask("PATCH", address, b"x", **PIECE).status == 400
    assert sender.offset(address) == 0


def test_piece_when_asked_by_post_then_the_header_names_the_method(sender: Sender) -> None:
    address = sender.begun(10)
    answer = sender.ask(
        "POST", address, b"x" * 10, **PIECE, **{"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    )
    assert answer.status == 200 and answer.headers["Upload-Offset"] == "10"


def test_piece_when_last_then_receipt_and_again_for_whoever_lost_it(sender: Sender) -> None:
    address = sender.begun(30)
    first = sender.patch(address, 0, b"x" * 10)
    assert (first.status, first.headers["Upload-Offset"], first.body) == (204, "10", b"")
    assert files(sender) == []
    last = sender.patch(address, 10, b"x" * 20)
    assert (last.status, last.headers["Upload-Offset"]) == (200, "30")
    assert last.json["sha256"] == hashlib.sha256(b"x" * 30).hexdigest()
    assert sender.offset(address) == 30
    lost = sender.patch(address, 30, b"")
    assert (lost.status, lost.json["id"], lost.json["again"]) == (200, last.json["id"], True)
    assert sender.patch(address, 10, b"x" * 20).status == 409


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_checksum_when_another_then_460_and_the_piece_does_not_count(sender: Sender, algorithm: str) -> None:
    address = sender.begun(40_000_000)
    good = f"{algorithm} {base64.b64encode(hashlib.new(algorithm, CONTENT).digest()).decode()}"
    changed = sender.patch(address, 0, b"y" + CONTENT[1:], **{"Upload-Checksum": good})
    assert changed.status == 460
    assert sender.offset(address) == 0
    assert vault_files(address) == set()
    assert sender.patch(address, 0, CONTENT[:100], **{"Upload-Checksum": "md5 AAAA"}).status == 400
    assert sender.patch(address, 0, CONTENT, **{"Upload-Checksum": good}).json["sha256"] == SHA256
    read_back(sender)


def test_announced_hash_when_another_then_rejected_recorded_and_kept(
    sender: Sender, row: Callable[[str], Upload]
) -> None:
    address = sender.begun(30, sha256="0" * 64, client_key="a-key-of-a-sender")
    answer = sender.patch(address, 0, b"x" * 30)
    assert answer.status == 400 and "changed" in answer.json["detail"]
    [file] = files(sender)
    assert (file.state, row(address).state, row(address).file_id) == ("rejected", "rejected", file.pk)
    assert Event.objects.filter(object=str(file.pk), event="file.rejected").count() == 1
    assert reading.vault().path(file.pk, 0).exists()
    assert sender.ask("HEAD", address, **TUS).status == 410
    assert sender.patch(address, 0, b"x" * 30).status == 410
    # The same key is free for another try.
    assert sender.begun(30, client_key="a-key-of-a-sender") != address


def test_same_key_when_begun_twice_then_the_same_upload_and_later_the_same_receipt(sender: Sender) -> None:
    address = sender.begun(30, client_key="one-sending-of-mine")
    sender.patch(address, 0, b"x" * 10)
    again = sender.begin(30, client_key="one-sending-of-mine")
    assert (again.headers["Location"], again.headers["Upload-Offset"]) == (address, "10")
    receipt = sender.patch(address, 10, b"x" * 20).json
    assert sender.begun(30, client_key="one-sending-of-mine") == address
    assert sender.ask("GET", address).json["receipt"]["event"] == receipt["event"]
    assert sender.begin(31, client_key="one-sending-of-mine").status == 400
    assert len(files(sender)) == 1


def test_same_key_when_the_file_came_in_one_stream_before_then_its_receipt(sender: Sender) -> None:
    put = sender.ask(
        "PUT", f"/api/items/{sender.item}/files/upload/", b"x" * 30, **{"X-Client-Key": "one-sending-of-mine"}
    )
    address = sender.begun(30, client_key="one-sending-of-mine")
    assert sender.offset(address) == 30
    assert sender.ask("GET", address).json["receipt"]["id"] == put.json["id"]
    assert sender.begun(30, client_key="one-sending-of-mine") == address


def test_same_key_when_the_file_comes_in_one_stream_meanwhile_then_one_file(
    sender: Sender, row: Callable[[str], Upload]
) -> None:
    address = sender.begun(30, client_key="one-sending-of-mine")
    sender.patch(address, 0, b"x" * 10)
    put = sender.ask(
        "PUT", f"/api/items/{sender.item}/files/upload/", b"x" * 30, **{"X-Client-Key": "one-sending-of-mine"}
    )
    assert put.status == 201
    last = sender.patch(address, 10, b"x" * 20)
    assert (last.status, last.json["id"], last.json["again"]) == (200, put.json["id"], True)
    assert len(files(sender)) == 1 and row(address).state == "received"
    assert sender.ask("GET", address).json["receipt"]["id"] == put.json["id"]


def test_delete_then_gone_and_its_bytes_with_it(sender: Sender, row: Callable[[str], Upload]) -> None:
    address = sender.begun(30)
    sender.patch(address, 0, b"x" * 10)
    assert sender.ask("DELETE", address, **TUS).status == 204
    assert row(address).said_sealed is None and row(address).forgotten_at
    assert vault_files(address) == set()
    assert sender.ask("HEAD", address, **TUS).status == 410
    assert sender.patch(address, 10, b"x").status == 410
    assert sender.ask("DELETE", address, **TUS).status == 410
    assert Event.objects.filter(event="upload.taken_back", object=str(row(address).pk)).count() == 1


def test_list_then_own_unfinished_ones_with_names_and_places(sender: Sender) -> None:
    address = sender.begun(30, name="первая.mp4")
    sender.patch(address, 0, b"x" * 10)
    done = sender.begun(5)
    sender.patch(done, 0, b"x" * 5)
    listed = sender.ask("GET", "/api/uploads/").json
    assert listed["count"] == 1
    [one] = listed["results"]
    assert (one["name"], one["size"], one["offset"], one["address"]) == ("первая.mp4", 30, 10, address)
    assert one["expires_at"] and one["item"] == str(sender.item)


def test_at_rest_then_neither_bytes_nor_words_lie_in_clear(
    house: House, sender: Sender, row: Callable[[str], Upload]
) -> None:
    address = sender.begun(20_000_000, name="Стрижневский.mp4", note="of Minsk")
    sender.patch(address, 0, CONTENT[:17_000_000])
    for path in vault_files(address):
        sealed = path.read_bytes()
        assert all(CONTENT[at : at + 32] not in sealed for at in range(0, 17_000_000, 250_000))
    said = bytes(row(address).said_sealed)
    assert "Стрижневский".encode() not in said and b"Minsk" not in said
    assert "Стрижневский" not in house.log.read_text()
