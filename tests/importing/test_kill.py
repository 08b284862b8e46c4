"""A run that is killed in the middle is run again, and doubles nothing."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from pathlib import Path

from django.core.management import call_command

from evidence.models import ItemFile
from iapb.access.transaction import actor_transaction
from interviews.models import Interview, Witness, WitnessDocument
from tests.conftest import ROOT, urls_for
from tests.intake import make_partner


def test_worker_when_killed_in_the_middle_then_the_next_run_doubles_nothing(committing: str, tmp_path: Path) -> None:
    partner = make_partner()
    archive = tmp_path / "archive"
    call_command("make_import", archive, interviews=30, documents=260, seed=7, verbosity=0)
    command = [sys.executable, "manage.py", "bring_in", str(archive), "--as", partner.email, "--run"]
    environment = {**os.environ, **urls_for(committing)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        with actor_transaction(partner):
            if ItemFile.objects.visible_to(partner).exists():
                break
        time.sleep(0.05)
    process.kill()
    process.wait()
    with actor_transaction(partner):
        assert 1 <= ItemFile.objects.visible_to(partner).count() < 260
    second = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert "agrees" in second.stdout
    with actor_transaction(partner):
        found = [model.objects.visible_to(partner).count() for model in (Witness, Interview, WitnessDocument, ItemFile)]
        keys_of_files = ItemFile.objects.visible_to(partner).values_list("file__client_key", flat=True)
        assert len(set(keys_of_files)) == 260
    with (archive / "files.csv").open(encoding="utf-8", newline="") as source:
        assert found == [30, 30, 260, sum(1 for _row in csv.DictReader(source))]
