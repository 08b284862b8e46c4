"""Receiving files: sealed before they rest, acknowledged once they are on the disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from iapb.access.door import DoorClosed
from iapb.access.errors import Invalid, Refused
from iapb.accounts.models import Person
from iapb.custody import actions, intake, keys, reading
from iapb.custody.models import FileSegment, StoredFile, WrappedKey
from iapb.ledger.models import Event
from tests.custody.conftest import stored

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONTENT = hashlib.shake_128(b"an invented testimony").digest(300_000)
Send = Callable[..., StoredFile]


def vault_files() -> set[Path]:
    return {path for path in Path(settings.VAULT_ROOT).rglob("*") if path.is_file()}


def events_of(file: UUID) -> list[str]:
    return list(Event.objects.filter(object=str(file)).order_by("at").values_list("event", flat=True))


def detail_of(file: StoredFile) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select detail from ledger_eventdetail where event_id = %s", [file.receipt_event])
        return bytes(cursor.fetchone()[0]).decode()


def test_receive_when_stream_ends_then_receipt_row_event_and_sealed_bytes_agree(partner: Person, subject: UUID) -> None:
    receipt = actions.receive(
        [CONTENT[:1000], CONTENT[1000:250_000], CONTENT[250_000:]],
        subjects=[subject],
        media_type="audio/mpeg",
        name="testimony.mp3",
        by=partner,
    )
    file = stored(receipt.id)
    assert (receipt.size, receipt.sha256) == (300_000, hashlib.sha256(CONTENT).hexdigest())
    assert (file.size, file.sha256, file.state, file.kind) == (300_000, receipt.sha256, "received", "original")
    assert (receipt.event, receipt.again) == (file.receipt_event, False)
    assert events_of(file.pk) == ["file.received"]
    assert receipt.sha256 in detail_of(file) and str(subject) not in detail_of(file)
    assert b"".join(actions.read(file)) == CONTENT
    sealed = reading.vault().path(file.pk, 0).read_bytes()
    assert CONTENT[:16] not in sealed


def test_receive_when_done_then_no_name_rests_in_clear(send: Send) -> None:
    file = send(CONTENT, name="C:\\papers\\Выдуманы Алесь.mp3")
    assert actions.original_name(file) == "Выдуманы Алесь.mp3"
    everything = b"".join(path.read_bytes() for path in vault_files()) + bytes(file.name_sealed)
    assert "Выдуманы".encode() not in everything
    assert "Выдуманы" not in detail_of(file)


def test_receive_when_done_then_sidecar_suffices_to_read_without_the_database(send: Send, subject: UUID) -> None:
    file = send(CONTENT)
    sidecar = reading.vault().read_sidecar(file.pk)
    key = keys.provider().unwrap(subject, sidecar.wrapped[subject], keys.file_context(sidecar.kind, sidecar.blob))
    with reading.vault().open(file.pk, key, sidecar.segments) as opened:
        assert hashlib.sha256(b"".join(opened.read())).hexdigest() == sidecar.sha256


@pytest.mark.parametrize("stream", [[], [b""], [b"", b""]])
def test_receive_when_nothing_arrives_then_refused_and_nothing_stays(send: Send, stream: list[bytes]) -> None:
    before = vault_files()
    with pytest.raises(Invalid) as refusal:
        send(b"".join(stream))
    assert "0 bytes" in str(refusal.value.sentence)
    assert vault_files() == before
    assert StoredFile.objects.unscoped("test").count() == 0


def test_receive_when_the_line_breaks_then_nothing_stays(send: Send, partner: Person, subject: UUID) -> None:
    def broken() -> Iterator[bytes]:
        yield CONTENT
        raise ConnectionResetError

    before = vault_files()
    with pytest.raises(ConnectionResetError):
        actions.receive(broken(), subjects=[subject], media_type="audio/mpeg", name="x", by=partner)
    with pytest.raises(Invalid, match="invalid"):
        send(CONTENT, expected_size=len(CONTENT) + 1)
    assert vault_files() == before
    assert StoredFile.objects.unscoped("test").count() == 0


def test_receive_when_bytes_are_not_the_announced_ones_then_rejected_recorded_and_kept(
    send: Send, partner: Person
) -> None:
    with pytest.raises(Invalid) as refusal:
        send(CONTENT, expected_sha256="00" * 32, client_key="sending-1")
    assert "SHA-256" in str(refusal.value.sentence)
    file = StoredFile.objects.unscoped("test").get()
    assert (file.state, file.client_key, file.sha256) == ("rejected", None, hashlib.sha256(CONTENT).hexdigest())
    assert events_of(file.pk) == ["file.rejected"]
    assert b"".join(actions.read(file)) == CONTENT
    assert send(CONTENT, expected_sha256=file.sha256.upper(), client_key="sending-1").state == "received"


def test_receive_when_same_sending_comes_again_then_same_receipt(send: Send, partner: Person, subject: UUID) -> None:
    first = send(CONTENT, client_key="sending-1")
    before = vault_files()
    again = actions.receive(
        [CONTENT], subjects=[subject], media_type="audio/mpeg", name="x", by=partner, client_key="sending-1"
    )
    assert (again.id, again.event, again.again) == (first.pk, first.receipt_event, True)
    assert actions.receipt_of(by=partner, client_key="sending-1") == again
    assert actions.receipt_of(by=partner, client_key="sending-2") is None
    assert vault_files() == before
    assert StoredFile.objects.unscoped("test").count() == 1


def test_receive_when_other_bytes_come_under_the_same_key_then_refused(send: Send) -> None:
    send(CONTENT, client_key="sending-1")
    before = vault_files()
    with pytest.raises(Invalid, match="invalid"):
        send(CONTENT + b"x", client_key="sending-1")
    assert vault_files() == before


def test_receive_when_two_sendings_race_then_the_later_gets_the_first_receipt(
    send: Send, partner: Person, subject: UUID
) -> None:
    """The second begins before the first has its row, as two clicks do."""
    first: list[StoredFile] = []

    def overtaken() -> Iterator[bytes]:
        yield CONTENT
        first.append(send(CONTENT, client_key="sending-1"))

    before = vault_files()
    receipt = actions.receive(
        overtaken(), subjects=[subject], media_type="audio/mpeg", name="x", by=partner, client_key="sending-1"
    )
    assert (receipt.id, receipt.again) == (first[0].pk, True)
    assert len(vault_files() - before) == 2
    assert events_of(first[0].pk) == ["file.received"]


def test_receive_when_keys_of_two_persons_are_equal_then_they_do_not_meet(send: Send, other_partner: Person) -> None:
    first = send(CONTENT, client_key="sending-1")
    assert send(b"other", client_key="sending-1", by=other_partner).pk != first.pk


def test_receive_when_the_linking_is_refused_then_nothing_stays(send: Send) -> None:
    def refuse(file: StoredFile) -> None:
        raise Refused("You may not add files here.")

    before = vault_files()
    with pytest.raises(Refused):
        send(CONTENT, within=refuse)
    assert vault_files() == before
    assert not Event.objects.filter(event="file.received").exists()


def test_receive_when_linked_then_in_the_same_transaction_as_the_row(send: Send) -> None:
    seen = []
    file = send(CONTENT, within=lambda file: seen.append((file.pk, connection.in_atomic_block)))
    assert seen == [(file.pk, True)]


def test_receive_when_the_outcome_is_unknown_then_bytes_stay_for_the_sweeper(send: Send) -> None:
    def fail(file: StoredFile) -> None:
        raise psycopg.OperationalError("connection lost")

    before = vault_files()
    with pytest.raises(psycopg.OperationalError):
        send(CONTENT, within=fail)
    assert len(vault_files() - before) == 2


def test_receive_when_subject_has_no_key_then_refused_before_the_first_byte(partner: Person) -> None:
    asked = []

    def stream() -> Iterator[bytes]:
        asked.append(True)
        yield CONTENT

    with pytest.raises(keys.NoSuchKey):
        actions.receive(stream(), subjects=[uuid4()], media_type="audio/mpeg", name="x", by=partner)
    with pytest.raises(ValueError, match="at least one subject"):
        actions.receive(stream(), subjects=[], media_type="audio/mpeg", name="x", by=partner)
    assert asked == []


def test_receive_when_disk_is_full_then_said_in_a_sentence(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    """/dev/full is the kernel's own full disk."""
    full = Path("/dev/full")
    monkeypatch.setattr(intake.Vault, "new_segment", lambda vault, blob, number, key: _OnFullDisk(full))
    with pytest.raises(Invalid) as refusal:
        send(CONTENT)
    assert "full" in str(refusal.value.sentence)


class _OnFullDisk:
    size = 1

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=0)

    def __enter__(self) -> _OnFullDisk:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> None:
        self._file.write(data)


@pytest.mark.parametrize(
    ("announced", "field"),
    [
        ({"name": "n" * 10_000}, "file"),
        ({"client_key": "short"}, "client_key"),
        ({"client_key": "with a blank"}, "client_key"),
        ({"expected_sha256": "no hash"}, "sha256"),
    ],
)
def test_receive_when_announcement_is_bad_then_said_beside_its_field(
    send: Send, announced: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        send(CONTENT, **announced)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Audio/MPEG; codecs=x", "audio/mpeg"),
        (DOCX, DOCX),
        ("a/" + "b" * 98, "a/" + "b" * 98),
        ("a/" + "b" * 99, "application/octet-stream"),
        ("", "application/octet-stream"),
        ("text/html\r\nX: y", "application/octet-stream"),
        ("a" * 300 + "/b", "application/octet-stream"),
    ],
)
def test_receive_when_media_type_is_said_then_only_a_plain_one_is_kept(send: Send, said: str, kept: str) -> None:
    assert send(CONTENT, media_type=said).media_type == kept


def test_receive_when_material_is_joint_then_it_opens_until_the_last_key_is_destroyed(
    send: Send, made_keys: keys.FileKeyProvider, subject: UUID
) -> None:
    other = uuid4()
    made_keys.new_subject_key(other)
    file = send(CONTENT, subjects=[subject, other, subject])
    assert WrappedKey.objects.filter(file=file).count() == 2
    made_keys.destroy(subject)
    assert b"".join(actions.read(file)) == CONTENT
    assert actions.original_name(file) == "a name.mp3"
    made_keys.destroy(other)
    with pytest.raises(reading.KeyGone):
        actions.read(file)
    with pytest.raises(reading.KeyGone):
        actions.original_name(file)


def test_receive_when_derivative_then_ready_at_once(send: Send) -> None:
    file = send(CONTENT, kind=StoredFile.Kind.DERIVATIVE)
    assert (file.state, file.kind) == ("ready", "derivative")
    assert events_of(file.pk) == ["file.made"]


def test_same_bytes_when_sent_twice_then_both_kept_and_found(send: Send, other_partner: Person) -> None:
    first, second = send(CONTENT), send(CONTENT, by=other_partner)
    third = send(CONTENT + b"x")
    assert first.pk != second.pk
    assert list(actions.same_bytes(second)) == [first]
    assert list(actions.same_bytes(second).filter(received_by=other_partner)) == []
    assert list(actions.same_bytes(third)) == []


def test_read_when_range_is_given_then_only_that(send: Send) -> None:
    file = send(CONTENT)
    assert b"".join(actions.read(file, 100_000, 200_001)) == CONTENT[100_000:200_001]
    with actions.open_plain(file) as stream:
        stream.seek(299_990)
        assert stream.read() == CONTENT[299_990:]
    with pytest.raises(ValueError, match="outside"):
        actions.read(file, 0, 300_001)


def test_move_when_allowed_then_state_and_event(send: Send, partner: Person) -> None:
    file = send(CONTENT)
    for state in ("quarantined", "screened", "derived", "ready"):
        actions.move(file, state, by=partner, detail={"why": "test"})
    assert stored(file.pk).state == file.state == "ready"
    assert events_of(file.pk) == [
        "file.received", "file.quarantined", "file.screened", "file.derived", "file.ready",
    ]  # fmt: skip


def test_move_when_every_pair_is_tried_then_only_the_table_is_followed(send: Send, partner: Person) -> None:
    file = send(CONTENT)
    for now in StoredFile.State.values:
        for then in StoredFile.State.values:
            StoredFile.objects.unscoped("test").filter(pk=file.pk).update(state=now)
            if then in StoredFile.TRANSITIONS[now]:
                actions.move(file, then, by=partner)
                assert stored(file.pk).state == then
            else:
                with pytest.raises(Invalid):
                    actions.move(file, then, by=partner)
                assert stored(file.pk).state == now


def test_door_when_files_are_read_without_saying_for_whom_then_closed(send: Send, partner: Person) -> None:
    send(CONTENT)
    with pytest.raises(DoorClosed):
        StoredFile.objects.count()
    with pytest.raises(DoorClosed):
        StoredFile.objects.visible_to(partner).count()


@pytest.mark.parametrize(
    "statement",
    [
        "delete from custody_storedfile",
        "delete from custody_filesegment",
        "delete from custody_wrappedkey",
        "update custody_storedfile set size = 1",
        "update custody_storedfile set received_by_id = received_by_id",
        "update custody_storedfile set receipt_event = receipt_event",
        "update custody_filesegment set sealed_size = 100000000",
        "update custody_wrappedkey set wrapped = ''",
        "truncate custody_wrappedkey",
    ],
)
def test_row_when_web_would_rewrite_or_remove_it_then_the_database_refuses(send: Send, statement: str) -> None:
    send(CONTENT)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_row_when_impossible_then_the_database_refuses(send: Send, partner: Person) -> None:
    file = send(CONTENT)
    bad = [
        ("stored_file_is_not_empty", {"size": 0}),
        ("stored_file_sha256_is_hex", {"size": 1, "sha256": "XY"}),
        ("rejected_file_has_no_client_key", {"size": 1, "state": "rejected", "client_key": "sending-1"}),
        ("only_refused_files_are_destroyed", {"size": 1, "destroyed_at": timezone.now()}),
    ]
    for name, fields in bad:
        fields = {"kind": "original", "state": "received", **fields}
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            StoredFile.objects.create(media_type="a/b", received_by=partner, receipt_event=uuid4(), **fields)
    with pytest.raises(IntegrityError, match="one_segment_per_number"), transaction.atomic():
        FileSegment.objects.create(file=file, number=0, size=1, sealed_size=73)
    with pytest.raises(IntegrityError, match="segment_sealed_is_larger"), transaction.atomic():
        FileSegment.objects.create(file=file, number=1, size=80, sealed_size=73)
