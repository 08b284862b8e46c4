"""A real Celery worker, killed in the middle: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from django.conf import settings

from iapb.jobs.models import Job, State
from iapb.local.cluster import wait_for
from iapb.local.services import ROOT
from tests.conftest import urls_for
from tests.jobs.test_queue import events, lapse


def own_bell() -> str:
    """Another test process's workers would take this one's messages."""
    number = 3 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 12
    return settings.REDIS_URL.rsplit("/", 1)[0] + f"/{number}"


class House:
    """Workers and the sweeper on this test's database, with a bell of their own."""

    def __init__(self, database: str, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            **urls_for(database),
            "IAPB_DATABASE": "worker",
            "REDIS_URL": own_bell(),
            "SLOW_COUNT": str(folder),
        }
        self.workers: list[subprocess.Popen[bytes]] = []

    def worker(self) -> subprocess.Popen[bytes]:
        words = ["-A", "tests.jobs.worker", "worker", "--concurrency", "1", "--loglevel", "WARNING"]
        with open(self.folder / "worker.log", "ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", *words],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.workers.append(process)
        return process

    def sweep(self) -> None:
        words = [sys.executable, "manage.py", "sweep", "--once"]
        subprocess.run(words, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def log(self) -> bytes:
        return (self.folder / "worker.log").read_bytes()

    def began(self, attempt: int) -> bool:
        return (self.folder / f"began-{attempt}").exists()


@pytest.fixture
def house(committing: str, tmp_path: Path) -> Iterator[House]:
    house = House(committing, tmp_path)
    yield house
    for process in house.workers:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def never_rung(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(rung_at=None)


def results(job: Job) -> list[UUID]:
    return list(Job.objects.filter(kind="result").values_list("object", flat=True))


def done(job: Job) -> bool:
    job.refresh_from_db()
    return job.state == State.DONE


def test_worker_when_killed_in_the_middle_then_the_next_finishes_and_the_result_stands_once(house, ask):
    (house.folder / "wait").touch()
    job = ask("slow_count")
    never_rung(job)
    first = house.worker()
    house.sweep()
    wait_for(lambda: house.began(1), 40, "the first worker")
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    (house.folder / "wait").unlink()
    job.refresh_from_db()
    assert (job.state, job.attempt, results(job)) == (State.RUNNING, 1, [])

    lapse(job)
    house.worker()
    house.sweep()
    wait_for(lambda: done(job), 40, "the second worker")
    assert results(job) == [uuid5(job.object, "2")]
    assert events(job) == ["job.asked", "job.done"]
    assert b"Traceback" not in house.log()


def test_worker_when_two_have_the_job_then_only_the_one_with_the_lease_writes(house, ask):
    """The first is cut off long enough to lose its lease, and comes back."""
    (house.folder / "wait").touch()
    job = ask("slow_count")
    never_rung(job)
    first = house.worker()
    house.sweep()
    wait_for(lambda: house.began(1), 40, "the first worker")
    os.killpg(first.pid, signal.SIGSTOP)
    lapse(job)
    house.worker()
    house.sweep()
    wait_for(lambda: house.began(2), 40, "the second worker")
    (house.folder / "wait").unlink()
    wait_for(lambda: done(job), 40, "the second worker")
    os.killpg(first.pid, signal.SIGCONT)
    wait_for(lambda: b"another worker" in house.log(), 40, "the late twin to notice")
    assert results(job) == [uuid5(job.object, "2")]
    assert events(job) == ["job.asked", "job.done"]
