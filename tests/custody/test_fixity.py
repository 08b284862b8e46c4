"""Reading back: damage is found by reading bytes, and named in the ledger."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from iapb import jobs
from iapb.accounts.models import Person
from iapb.custody import keys, reading
from iapb.custody.fixity import HOUSE, check_fixity, sweep
from iapb.custody.models import StoredFile
from iapb.custody.tasks import read_back
from iapb.jobs.claims import claim
from iapb.ledger.models import Event
from tests.custody.conftest import stored

CONTENT = hashlib.shake_128(b"an invented testimony").digest(300_000)
Send = Callable[..., StoredFile]


def spoil(file: StoredFile, place: int = 100_000) -> None:
    with open(reading.vault().path(file.pk, 0), "r+b") as sealed:
        sealed.seek(place)
        byte = sealed.read(1)
        sealed.seek(place)
        sealed.write(bytes([byte[0] ^ 1]))


def last_event(file: StoredFile) -> Event:
    return Event.objects.filter(object=str(file.pk)).order_by("-at").first()


def test_check_when_first_read_back_then_the_other_hashes_are_known(send: Send, partner: Person) -> None:
    file = send(CONTENT)
    assert check_fixity(file, by=partner).sound
    file = stored(file.pk)
    sealed = reading.vault().path(file.pk, 0).read_bytes()
    assert file.sha512 == hashlib.sha512(CONTENT).hexdigest()
    assert file.checked_at is not None
    assert file.segments.get().sealed_sha256 == hashlib.sha256(sealed).hexdigest()
    assert reading.vault().read_sidecar(file.pk).segments[0].sealed_sha256 == hashlib.sha256(sealed).hexdigest()
    assert (last_event(file).event, last_event(file).actor) == ("file.checked", str(partner.pk))


@pytest.mark.parametrize("known", [True, False])
def test_check_when_a_byte_was_changed_then_damaged_and_recorded(send: Send, known: bool) -> None:
    file = send(CONTENT)
    if known:
        check_fixity(file)
    spoil(file)
    found = check_fixity(file)
    assert not found.sound
    assert stored(file.pk).damaged_at is not None
    assert (last_event(file).event, last_event(file).actor) == ("file.damaged", HOUSE)


def test_check_when_bytes_are_cut_or_gone_then_damaged(send: Send) -> None:
    cut, gone = send(CONTENT), send(CONTENT)
    os.truncate(reading.vault().path(cut.pk, 0), 100_000)
    reading.vault().path(gone.pk, 0).unlink()
    assert "size" in " ".join(check_fixity(cut).faults)
    assert check_fixity(gone).faults == ["segment 0 is missing", "a sealed segment is not in the vault"]


def test_check_when_the_row_was_rewritten_then_damaged(send: Send) -> None:
    file = send(CONTENT)
    StoredFile.objects.unscoped("test").filter(pk=file.pk).update(sha256="ab" * 32)
    assert check_fixity(stored(file.pk)).faults == ["the plain text is not what was received"]


def test_check_when_no_key_is_left_then_sealed_bytes_are_still_checked(
    send: Send, made_keys: keys.FileKeyProvider
) -> None:
    subject = uuid4()
    made_keys.new_subject_key(subject)
    file = send(CONTENT, subjects=[subject])
    check_fixity(file)
    made_keys.destroy(subject)
    found = check_fixity(stored(file.pk))
    assert (found.sound, found.sha256) == (True, None)
    assert stored(file.pk).sha512 is not None
    spoil(file)
    assert check_fixity(stored(file.pk)).faults == ["segment 0 was changed"]


def test_check_when_sidecar_is_lost_then_written_again(send: Send) -> None:
    file = send(CONTENT)
    check_fixity(file)
    before = reading.vault().read_sidecar(file.pk)
    reading.vault().sidecar_path(file.pk).unlink()
    check_fixity(file)
    assert reading.vault().read_sidecar(file.pk) == before


def test_sweep_when_vault_and_rows_differ_then_both_sides_are_named(send: Send) -> None:
    whole, lost = send(CONTENT), send(CONTENT)
    place = reading.vault()
    orphan = uuid4()
    with place.new_segment(orphan, 0, bytes(32)) as writer:
        writer.write(b"x")
        writer.keep()
    place.path(lost.pk, 0).unlink()
    (place.incoming / "left").write_bytes(b"x")
    found = sweep(older_than=-1)
    assert orphan in found.orphans
    assert whole.pk not in found.orphans
    assert found.missing == [lost.pk]
    assert found.unfinished >= 1
    assert orphan not in sweep(older_than=3600).orphans
    assert place.path(orphan, 0).exists()
    (place.incoming / "left").unlink()


def test_sweep_when_asked_then_reads_constant_queries(
    send: Send, django_assert_num_queries: Callable[..., object]
) -> None:
    for _ in range(3):
        send(CONTENT)
    with django_assert_num_queries(2):
        sweep()


def claimed(file: StoredFile) -> jobs.Claimed:
    job = jobs.of([file.pk])[file.pk][0]
    assert job.kind == "read_back"
    found = claim(job.pk)
    assert found is not None
    return found


def test_read_back_when_file_was_received_then_the_job_reads_it(send: Send) -> None:
    file = send(CONTENT)
    job = claimed(file)
    read_back(job)
    assert job.completed
    assert stored(file.pk).sha512 == hashlib.sha512(CONTENT).hexdigest()


def test_read_back_when_bytes_are_damaged_then_the_sender_reads_what_to_do(send: Send) -> None:
    file = send(CONTENT)
    spoil(file)
    with pytest.raises(jobs.Failed) as failure:
        read_back(claimed(file))
    assert "send the file again" in str(failure.value.sentence)
    assert stored(file.pk).damaged_at is not None


def test_check_when_run_as_command_then_all_unread_files_are_read(
    send: Send, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = send(CONTENT), send(CONTENT)
    spoil(bad)
    with pytest.raises(CommandError, match="damaged"):
        call_command("check_fixity")
    told = capsys.readouterr()
    assert f"damaged: {bad.pk}" in told.err
    assert "2 files read" in told.out
    assert stored(good.pk).checked_at is not None
