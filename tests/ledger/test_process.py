"""The sealer as it runs: a process of its own that outlives the database's absence and ends when told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from iapb.ledger import health, proofs
from iapb.ledger.memory import log_key
from iapb.ledger.models import Position
from iapb.local.cluster import wait_for
from tests.conftest import urls_for
from tests.ledger.conftest import Ledger, superuser, walls_down

# Real sealer processes keep their time only where nothing else runs beside them.
pytestmark = pytest.mark.alone

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 5


@contextmanager
def process() -> Iterator[subprocess.Popen[str]]:
    environment = {
        **os.environ,
        **urls_for(settings.DATABASES["default"]["NAME"]),
        "IAPB_DATABASE": "sealer",
    }
    words = [sys.executable, "manage.py", "seal", "--interval", "0.1"]
    one = subprocess.Popen(words, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        yield one
    finally:
        one.kill()
        one.communicate()


def cut_sessions() -> None:
    with superuser() as one:
        one.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where usename = 'iapb_sealer' and datname = current_database()"
        )


def test_process_when_told_to_end_then_ends_well_and_all_is_sealed(ledger: Ledger) -> None:
    with process() as sealer:
        (event,) = ledger.write()
        assert proofs.wait_sealed(event.id, timeout=20) == 0
        proofs.wait_signed(event.id, timeout=10).proof.verify(event.leaf, log_key())
        sealer.send_signal(signal.SIGTERM)
        assert sealer.wait(10) == 0
    assert ledger.damages() == []


def test_process_when_its_session_is_cut_then_it_comes_back(ledger: Ledger) -> None:
    with process() as sealer:
        wait_for(health.is_running, 20, "the sealer")
        for _ in range(3):
            cut_sessions()
            (event,) = ledger.write()
            proofs.wait_sealed(event.id, timeout=20)
        # Else it may die between the signature and its row, which the next one writes down.
        proofs.wait_signed(event.id, timeout=20)
        assert sealer.poll() is None
    assert ledger.damages() == []


def test_process_when_two_run_then_one_waits_and_takes_over(ledger: Ledger) -> None:
    with process() as first:
        wait_for(health.is_running, 20, "the sealer")
        with process() as second:
            first.kill()
            first.wait(10)
            (event,) = ledger.write()
            proofs.wait_signed(event.id, timeout=20)
            assert second.poll() is None
    assert ledger.damages() == []


def test_process_when_killed_while_it_works_then_nothing_is_lost_or_doubled(ledger: Ledger) -> None:
    for number in range(ROUNDS):
        ledger.write(3000)
        with process() as sealer:
            # Each round is killed a little later: before, within and after its transaction.
            wait_for(health.is_running, 20, "the sealer")
            with pytest.raises(subprocess.TimeoutExpired):
                sealer.wait(0.05 * number)
            sealer.kill()
    ledger.seal(sweep=True)
    assert Position.objects.count() == 3000 * ROUNDS
    assert ledger.damages() == []


def test_process_when_history_was_changed_then_it_stops_and_says_why(ledger: Ledger) -> None:
    ledger.write(3)
    ledger.seal()
    with walls_down("ledger_head", "ledger_position", "ledger_event") as one:
        one.execute("update ledger_head set size = 0, edge = ''")
        one.execute("delete from ledger_event where id = (select event_id from ledger_position where position = 1)")
        one.execute("delete from ledger_position")
    with process() as sealer:
        assert sealer.wait(20) == 1
        assert "The sealer stopped: " in sealer.stderr.read()
