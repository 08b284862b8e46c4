"""The job of proposals in a real worker beside the test: what it needs is committed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.models import Item
from iapb.access.transaction import actor_transaction
from iapb.jobs.models import Job
from iapb.language.base import Segment as Spoken
from iapb.local.cluster import wait_for
from tests.consenting import make_consent, yes
from tests.evidence.test_proposing import ACCOUNT, CODES, values
from tests.intake import make_interview, make_partner, make_witness
from tests.jobs.test_queue import events
from tests.jobs.test_worker import House, never_rung
from tests.transcripts.conftest import add_layer, add_recording


@pytest.fixture
def house(committing: str, tmp_path: Path) -> Iterator[House]:
    house = House(committing, tmp_path)
    yield house
    for process in house.workers:
        if process.poll() is None:
            os.killpg(process.pid, 9)
            process.wait()


def test_worker_when_a_text_waits_then_a_real_one_proposes_and_the_ledger_tells_it(house: House) -> None:
    partner = make_partner()
    with actor_transaction(partner):
        witness = make_witness(partner)
        interview = make_interview(partner, witness)
        make_consent(witness, partner, yes("store_analyse"), yes("machine_process"))
        item = Item.objects.visible_to(partner).get(pk=interview.pk)
    spoken = [Spoken(part, "A", None, None, "ru") for part in ACCOUNT.split("\n\n")]
    recording = add_recording(item, partner)
    text = add_layer(item, spoken, recording, partner)
    job = Job.objects.get(kind="propose_codes", object=text.pk)
    never_rung(job)
    house.worker()
    house.sweep()

    def done() -> bool:
        job.refresh_from_db()
        return job.state == "done"

    wait_for(done, 60, "the worker")
    with actor_transaction(partner):
        assert values() == CODES and values("official") == ["Вымыслов"]
    assert events(job) == ["job.asked", "job.done"]
    assert b"Traceback" not in house.log()
