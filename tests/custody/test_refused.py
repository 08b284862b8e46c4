"""What was refused at the door is kept thirty days and then destroyed; nothing else ever is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.custody import actions, fixity, refused
from iapb.custody.models import FileSegment, StoredFile, WrappedKey
from iapb.custody.reading import vault
from iapb.jobs import sweeper
from iapb.ledger.models import Event

CONTENT = b"other bytes than were announced " * 1000
Send = Callable[..., StoredFile]


@pytest.fixture
def send(send: Send) -> Send:
    """As the partner would; where it is refused, the row of what was refused."""

    def receive(**announced: Any) -> StoredFile:
        try:
            return send(CONTENT, **announced)
        except Invalid:
            return StoredFile.objects.unscoped("test").latest("received_at", "id")

    return receive


@pytest.fixture
def days_ago(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """What is received from now on came so long ago."""

    def back(days: int) -> None:
        then = timezone.now() - timedelta(days=days)
        monkeypatch.setattr("iapb.custody.keeping.timezone", SimpleNamespace(now=lambda: then))

    return back


def bytes_of(file: UUID) -> list[str]:
    return [path.name for path in vault().path(file, 0).parent.glob(f"{file}*")]


def kept(file: StoredFile) -> bool:
    rows = [WrappedKey.objects.filter(file=file).exists(), FileSegment.objects.filter(file=file).exists()]
    file.refresh_from_db(from_queryset=StoredFile.objects.unscoped("test"))
    rows += [file.destroyed_at is None, bool(bytes_of(file.pk))]
    assert len(set(rows)) == 1, "all of it or nothing"
    return rows[0]


def test_refused_when_thirty_days_have_passed_then_bytes_keys_and_name_go_and_the_ledger_tells(
    send: Send, days_ago: Callable[[int], None]
) -> None:
    days_ago(31)
    file = send(expected_sha256="00" * 32)
    assert len(bytes_of(file.pk)) == 2
    assert refused.sweep() == 1 and not kept(file)
    assert (file.state, file.sha256, file.name_sealed) == ("rejected", None, None)
    assert Event.objects.filter(object=str(file.pk), event="file.destroyed").count() == 1
    assert file.pk not in fixity.sweep(older_than=-1).missing
    assert refused.sweep() == 0


def test_refused_when_not_thirty_days_old_then_kept(send: Send, days_ago: Callable[[int], None]) -> None:
    days_ago(29)
    file = send(expected_sha256="00" * 32)
    assert refused.sweep() == 0 and kept(file)


def test_received_when_older_then_kept_in_every_state(
    send: Send, days_ago: Callable[[int], None], partner: Person
) -> None:
    days_ago(4000)
    files = [send(), send(), send()]
    actions.move(files[1], "failed", by=partner)
    # Its receipt was given, so it is part of what somebody was told we have.
    actions.move(files[2], "rejected", by=partner)
    assert refused.sweep() == 0
    assert all(kept(file) for file in files)


def test_database_when_asked_for_any_other_file_then_nothing_goes(send: Send, days_ago: Callable[[int], None]) -> None:
    """The second wall: whatever the code asks for."""
    days_ago(31)
    good = send()
    days_ago(0)
    young = send(expected_sha256="00" * 32)
    for file in (good, young):
        assert not refused._destroy_rows(file.pk)
        assert kept(file)


def test_bytes_when_the_disk_fails_then_nothing_is_told_and_the_next_round_finishes(
    send: Send, days_ago: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    days_ago(31)
    file = send(expected_sha256="00" * 32)

    def broken(*_asked: object) -> None:
        raise OSError("no such device")

    with monkeypatch.context() as failing, pytest.raises(OSError):
        failing.setattr("iapb.custody.store.Vault.discard", broken)
        refused.sweep()
    assert kept(file)
    assert refused.sweep() == 1 and not kept(file)


def test_sweeper_then_refused_files_are_among_its_duties() -> None:
    assert refused.sweep in [duty.work for duty in sweeper._duties]
