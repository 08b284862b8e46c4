"""Killed, called twice, asked again without a sealer: one package, numbers without a gap."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time

import psycopg
import pytest
from django.conf import settings

from disclosures.models import Package
from iapb.custody.fixity import sweep
from iapb.custody.models import StoredFile
from iapb.jobs import claims
from iapb.jobs.models import Job
from tests.conftest import ROOT, urls_for
from tests.packages import cases
from tests.packages.cases import Packed, acting

KILLS = int(os.environ.get("IAPB_KILLS", "2"))


def killed(job: Job, after: float) -> None:
    urls = urls_for(settings.DATABASES["default"]["NAME"])
    environment = {**os.environ, **urls, "IAPB_DATABASE": "worker"}
    words = [sys.executable, "-m", "tests.packages.builder", str(job.pk)]
    process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    assert process.stdout and process.stdout.readline() == b"ready\n"
    time.sleep(after)
    process.kill()
    process.wait(20)
    process.stdout.close()


def the_lease_runs_out(owner: psycopg.Connection, job: Job) -> None:
    owner.execute(
        "update jobs_job set lease_until = now() - interval '1 second', attempt = 0"
        " where state = 'running' and id = %s",
        [job.pk],
    )


def packages(packed: Packed) -> list[Package]:
    with acting(packed.officer):
        return list(Package.objects.unscoped("a test reads"))


def test_build_when_killed_at_random_moments_then_one_package(
    packed: Packed, sealer: None, as_owner: psycopg.Connection
) -> None:
    job = packed.ask()
    for _kill in range(KILLS):
        killed(job, random.uniform(0.02, 0.9))
        the_lease_runs_out(as_owner, job)
    job.refresh_from_db()
    if job.state != "done":
        job = cases.run(job)
    assert (job.state, job.error) == ("done", "")
    (package,) = packages(packed)
    assert (package.first_position, package.last_position) == (1, 5)
    assert sweep().missing == []
    files = StoredFile.objects.unscoped("a test counts").filter(
        kind="derivative", media_type="application/octet-stream"
    )
    assert [file.pk for file in files] == [package.sealed_id]


def test_build_when_a_late_twin_wakes_up_then_it_keeps_nothing(
    packed: Packed, sealer: None, as_owner: psycopg.Connection
) -> None:
    from disclosures.actions.packages import build_package
    from iapb.jobs import LeaseLost

    job = packed.ask()
    late = claims.claim(job.pk)
    assert late is not None
    the_lease_runs_out(as_owner, job)
    assert cases.run(job).state == "done"
    build_package(late)
    with pytest.raises(LeaseLost), late.completing():
        pass
    assert len(packages(packed)) == 1


def test_build_when_the_sealer_is_away_then_says_so_and_is_asked_again(
    packed: Packed, monkeypatch: pytest.MonkeyPatch
) -> None:
    from disclosures.package import from_ledger

    monkeypatch.setattr(from_ledger.ledger_part, "__defaults__", (0.5,))
    job = cases.run(packed.ask())
    assert job.state == "failed" and "sealer" in job.error
    assert (packed.state(), packages(packed)) == ("building", [])
    with cases.sealing():
        monkeypatch.undo()
        again = packed.ask()
        assert again.pk == job.pk
        assert cases.run(again).state == "done"
    (package,) = packages(packed)
    assert package.first_position == 1
