"""Cut lines, two at once, a killed server: what was told to have arrived is there, and nothing else is."""

from __future__ import annotations

import hashlib
import http.client
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from random import Random
from threading import Thread
from uuid import uuid4

from consent.actions import withdrawals
from iapb.access.transaction import actor_transaction
from iapb.custody import reading
from iapb.custody.claims import claim
from iapb.custody.intake import JOINED_BYTES
from iapb.custody.models import Upload
from iapb.custody.pieces import SEGMENT_BYTES
from iapb.custody.sealed import CHUNK_BYTES
from iapb.local.cluster import wait_for
from interviews.models import Interview, Witness
from tests.consenting import make_consent, yes
from tests.intake import TODAY
from tests.uploads.conftest import PIECE, TUS, House, Sender, files, vault_files

CONTENT = hashlib.shake_128(b"a recording over a bad line").digest(2 * SEGMENT_BYTES + 1_000_000)


class Slow:
    """A PATCH whose body is given by hand."""

    def __init__(self, sender: Sender, address: str, at: int, length: int, **more: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", sender.house.port), timeout=60)
        headers = {**PIECE, **sender.headers, "Upload-Offset": str(at), "Content-Length": str(length), **more}
        lines = [f"PATCH {address} HTTP/1.1", f"Host: localhost:{sender.house.port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def answer(self) -> bytes:
        return self.socket.recv(65536)

    def cut(self) -> None:
        self.socket.close()

    def __enter__(self) -> Slow:
        return self

    def __exit__(self, *error: object) -> None:
        self.cut()


def finish(sender: Sender, address: str, at: int | None = None) -> None:
    at = sender.offset(address) if at is None else at
    assert sender.patch(address, at, CONTENT[at:]).status == 200
    [file] = files(sender)
    assert file.sha256 == hashlib.sha256(CONTENT).hexdigest()
    with reading.read(file) as pieces:
        assert hashlib.sha256(b"".join(pieces)).hexdigest() == file.sha256


def test_line_when_cut_then_everything_that_came_counts(sender: Sender) -> None:
    address = sender.begun(len(CONTENT))
    with Slow(sender, address, 0, len(CONTENT)) as line:
        line.send(CONTENT[:1_234_567])
    # Asked before the server has taken the line up, it still says 0.
    wait_for(lambda: sender.offset(address) == 1_234_567, 20, "what came before the cut")
    finish(sender, address, 1_234_567)


def test_line_when_silent_and_the_sender_asks_anew_then_it_ends_at_once(sender: Sender) -> None:
    """A phone that changed its network: the old connection is dead and nobody told the server."""
    address = sender.begun(len(CONTENT))
    with Slow(sender, address, 0, len(CONTENT)) as line:
        line.send(CONTENT[:3_000_000])
        time.sleep(0.5)
        begun = time.monotonic()
        assert sender.offset(address) == 3_000_000
        assert time.monotonic() - begun < 3
        finish(sender, address, 3_000_000)


def test_two_pieces_when_at_once_then_the_second_is_locked_out(sender: Sender) -> None:
    address = sender.begun(len(CONTENT))
    with Slow(sender, address, 0, len(CONTENT)) as line:
        line.send(CONTENT[:500_000])
        time.sleep(0.5)
        second = sender.patch(address, 0, b"y" * 1000)
        assert second.status == 423 and second.json["detail"]
        line.send(CONTENT[500_000:])
        assert b" 200 " in line.answer()[:20]
    [file] = files(sender)
    assert file.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_piece_when_a_question_is_being_answered_then_it_waits_for_its_turn(
    sender: Sender, row: Callable[[str], Upload]
) -> None:
    address = sender.begun(len(CONTENT))
    seen: list[int] = []
    piece = Thread(target=lambda: seen.append(sender.patch(address, 0, CONTENT[:1000]).status))
    with claim(row(address).pk):
        piece.start()
        time.sleep(0.3)
        assert not seen
    piece.join(10)
    assert seen == [204]


def test_pieces_when_many_race_then_one_wins_each_and_the_file_is_whole(sender: Sender) -> None:
    address = sender.begun(len(CONTENT))
    seen: list[int] = []

    def race(number: int) -> None:
        chance = Random(number)
        for _try in range(60):
            head = sender.ask("HEAD", address, **TUS)
            offset = int(head.headers.get("Upload-Offset", -1))
            if offset in (-1, len(CONTENT)):
                return
            end = min(offset + chance.randint(1, 4_000_000), len(CONTENT))
            # Whoever is refused while they still send finds the line closed.
            with suppress(OSError, http.client.HTTPException):
                seen.append(sender.patch(address, offset, CONTENT[offset:end]).status)

    racers = [Thread(target=race, args=(number,)) for number in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(120)
    assert set(seen) <= {200, 204, 409, 423}
    if not files(sender):
        finish(sender, address)
    finish_was_right(sender)


def finish_was_right(sender: Sender) -> None:
    [file] = files(sender)
    with reading.read(file) as pieces:
        assert hashlib.sha256(b"".join(pieces)).hexdigest() == file.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_server_when_killed_then_all_it_had_read_is_there(
    house: House, sender: Sender, row: Callable[[str], Upload]
) -> None:
    address = sender.begun(len(CONTENT))
    came = SEGMENT_BYTES + 5_000_000
    with Slow(sender, address, 0, len(CONTENT)) as line:
        line.send(CONTENT[:came])
        wait_for(lambda: sealed_bytes(address) > came - JOINED_BYTES, 60, "all that was sent")
        house.kill()
    house.start()
    assert row(address).offset in (0, SEGMENT_BYTES)
    assert came - JOINED_BYTES - CHUNK_BYTES <= sender.offset(address) <= came
    # The process that hashed the beginning is gone: it is read again.
    finish(sender, address)
    [file] = files(sender)
    assert file.segments.count() == 3


def test_server_when_killed_and_the_next_piece_comes_unasked_then_what_lay_aside_is_not_mixed_in(
    house: House, sender: Sender, row: Callable[[str], Upload]
) -> None:
    address = sender.begun(len(CONTENT))
    with Slow(sender, address, 0, len(CONTENT)) as line:
        line.send(CONTENT[: SEGMENT_BYTES + 5_000_000])
        time.sleep(1.5)
        house.kill()
    house.start()
    at = row(address).offset
    assert sender.patch(address, at, CONTENT[at : at + 1_000_000]).status == 204
    assert sender.offset(address) == at + 1_000_000
    finish(sender, address)


def test_server_when_killed_then_a_piece_with_a_checksum_counts_not_at_all(house: House, sender: Sender) -> None:
    """All of it or nothing: what was sealed of it is no part of the file."""
    address = sender.begun(len(CONTENT))
    with Slow(sender, address, 0, len(CONTENT), **{"Upload-Checksum": "sha256 " + "A" * 43 + "="}) as line:
        line.send(CONTENT[: SEGMENT_BYTES + 5_000_000])
        time.sleep(1.5)
        house.kill()
    house.start()
    assert sender.offset(address) == 0
    finish(sender, address, 0)


def test_server_when_killed_and_the_sender_may_not_send_any_more_then_nothing_is_added(
    house: House, sender: Sender, row: Callable[[str], Upload]
) -> None:
    address = sender.begun(len(CONTENT))
    with Slow(sender, address, 0, len(CONTENT)) as line:
        line.send(CONTENT[:5_000_000])
        time.sleep(1)
        house.kill()
    house.start()
    withdraw_consent(sender)
    assert sender.offset(address) == row(address).offset == 0


def sealed_bytes(address: str) -> int:
    """Bytes that lie sealed, under either name: counted, or such as a killed process leaves to be found again."""
    inodes: dict[int, int] = {}
    for path in vault_files(address):
        # One that was renamed since it was listed is seen under its new name the next time.
        with suppress(FileNotFoundError):
            found = path.stat()
            inodes[found.st_ino] = found.st_size
    return sum(inodes.values())


def withdraw_consent(sender: Sender) -> None:
    with actor_transaction(sender.person):
        subject = Interview.objects.visible_to(sender.person).get(pk=sender.item).subject
        witness = Witness.objects.visible_to(sender.person).get(pk=subject)
        make_consent(witness, sender.person, yes("store_analyse"))
    with actor_transaction(sender.person):
        withdrawals.withdraw(witness=witness, purposes=None, channel="telephone", happened_on=TODAY, by=sender.person)


def test_server_when_killed_and_the_upload_is_taken_back_then_nothing_is_left(house: House, sender: Sender) -> None:
    address = sender.begun(len(CONTENT))
    with Slow(sender, address, 0, len(CONTENT)) as line:
        line.send(CONTENT[: SEGMENT_BYTES + 5_000_000])
        time.sleep(1)
        house.kill()
    house.start()
    assert vault_files(address)
    assert sender.ask("DELETE", address, **TUS).status == 204
    assert not vault_files(address)


def test_line_when_its_sender_comes_back_then_what_is_still_on_its_way_counts(sender: Sender) -> None:
    """A line that is cut while the server lags: nothing of what lies between the two is thrown away."""
    address = sender.begun(len(CONTENT))
    with Slow(sender, address, 0, len(CONTENT)) as line:
        sending = Thread(target=line.send, args=(CONTENT[:-1],))
        sending.start()
        time.sleep(0.05)
        offset = sender.offset(address)
        sending.join()
    assert offset == len(CONTENT) - 1
    finish(sender, address, offset)


def test_server_when_killed_at_random_moments_then_the_file_is_the_same(house: House, sender: Sender) -> None:
    chance = Random()
    address = sender.begun(len(CONTENT))
    for _kill in range(3):
        offset = sender.offset(address)
        with Slow(sender, address, offset, len(CONTENT) - offset) as line:
            line.send(CONTENT[offset : offset + chance.randint(1, 20_000_000)])
            time.sleep(chance.random() * 0.1)
            house.kill()
        house.start()
        assert sender.offset(address) >= offset
    finish(sender, address)


def test_segment_when_a_killed_server_left_one_without_its_row_then_it_is_sealed_anew(
    sender: Sender, row: Callable[[str], Upload]
) -> None:
    address = sender.begun(len(CONTENT))
    sender.patch(address, 0, CONTENT[:1000])
    left = reading.vault().path(row(address).pk, 1)
    left.write_bytes(b"sealed, and nobody was told of it")
    finish(sender, address, 1000)


def test_begin_when_two_come_at_once_under_one_key_then_one_upload(sender: Sender) -> None:
    key = uuid4().hex
    found: list[str] = []
    racers = [Thread(target=lambda: found.append(sender.begun(100, client_key=key))) for _ in range(6)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(30)
    assert len(found) == 6 and len(set(found)) == 1
