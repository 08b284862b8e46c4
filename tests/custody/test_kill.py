"""What was acknowledged survives a killed process; what was not is whole or not there."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import pytest
from django.db import connection

from iapb.accounts.models import Person
from iapb.custody import actions, fixity, keys, reading
from iapb.custody.models import StoredFile
from iapb.ledger.models import Event
from iapb.local.services import ROOT
from tests.cast import make_body, make_person
from tests.conftest import urls_for
from tests.custody.conftest import stored
from tests.custody.uploader import content_of

ROUNDS = 6


@pytest.fixture
def partner(committing: str) -> Person:
    return make_person("Partner", "partner", body=make_body(f"Body {uuid4()}"))


def receive_until_killed(database: str, partner: Person, subject: UUID, seconds: float, log: Path) -> list[list[str]]:
    words = [sys.executable, "-m", "tests.custody.uploader", str(partner.pk), str(subject)]
    with open(log, "w") as output:
        process = subprocess.Popen(words, cwd=ROOT, env={**os.environ, **urls_for(database)}, stdout=output)
        deadline = time.monotonic() + 30
        while "sending" not in log.read_text() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL
    return [line.split() for line in log.read_text().splitlines()]


def test_receive_when_killed_at_random_moments_then_nothing_acknowledged_is_lost(
    committing: str, partner: Person, subject: UUID, tmp_path: Path
) -> None:
    random, receipts, sent = Random(), {}, {}
    for number in range(ROUNDS):
        lines = receive_until_killed(committing, partner, subject, random.uniform(0, 0.6), tmp_path / f"log{number}")
        sent |= {words[1]: int(words[2]) for words in lines if words[0] == "sending"}
        receipts |= {words[1]: words[2:] for words in lines if words[0] == "receipt"}
    assert sent
    for seed, (file, sha256) in receipts.items():
        assert read_whole(UUID(file)) == sha256 == hashlib.sha256(content_of(seed, sent[seed])).hexdigest()
    rows = {file.client_key: file for file in StoredFile.objects.unscoped("the checker looks at all")}
    # A row that nobody was told of is whole all the same, and its sender gets the receipt on asking again.
    for seed, file in rows.items():
        assert read_whole(file.pk) == hashlib.sha256(content_of(seed, sent[seed])).hexdigest()
        assert actions.receipt_of(by=partner, client_key=seed).id == file.pk
    assert set(receipts) <= set(rows)
    assert len(rows) == Event.objects.filter(event="file.received").count()
    assert fixity.sweep(older_than=-1).missing == []
    resend_what_was_lost(partner, subject, set(sent) - set(rows), sent)


def resend_what_was_lost(partner: Person, subject: UUID, seeds: set[str], sent: dict[str, int]) -> None:
    for seed in seeds:
        receipt = actions.receive(
            [content_of(seed, sent[seed])],
            subjects=[subject],
            media_type="audio/mpeg",
            name=seed,
            by=partner,
            client_key=seed,
        )
        assert not receipt.again
        assert read_whole(receipt.id) == receipt.sha256


def read_whole(file: UUID) -> str:
    with actions.read(stored(file)) as pieces:
        digest = hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
    return digest.hexdigest()


def test_new_subject_key_when_killed_at_random_moments_then_an_answered_key_is_there(tmp_path: Path) -> None:
    root = tmp_path / "keys"
    keys.FileKeyProvider.create(root)
    program = (
        "import sys; from pathlib import Path; from uuid import uuid4; from iapb.custody.keys import FileKeyProvider\n"
        "p = FileKeyProvider(Path(sys.argv[1]))\n"
        "while True:\n s = uuid4(); p.new_subject_key(s); print(s, p.wrap(s, bytes(32), 'x').hex(), flush=True)\n"
    )
    for _ in range(ROUNDS):
        words = [sys.executable, "-c", program, str(root)]
        process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        first = process.stdout.readline()
        time.sleep(Random().uniform(0, 0.1))
        process.kill()
        answered = [first, *process.communicate()[0].splitlines()]
        reader = keys.FileKeyProvider(root)
        for line in answered:
            subject, _, wrapped = line.strip().partition(" ")
            if len(wrapped) == 120:
                assert reader.unwrap(UUID(subject), bytes.fromhex(wrapped), "x") == bytes(32)


def test_receive_when_bytes_flow_then_no_transaction_is_held(committing: str, partner: Person, subject: UUID) -> None:
    seen = []

    def stream() -> object:
        for _ in range(3):
            seen.append(connection.in_atomic_block)
            yield b"x" * 100_000

    receipt = actions.receive(stream(), subjects=[subject], media_type="audio/mpeg", name="x", by=partner)
    assert seen == [False, False, False]
    assert reading.vault().path(receipt.id, 0).exists()
