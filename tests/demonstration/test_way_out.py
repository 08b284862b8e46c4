"""The request that waits in a fresh demonstration, taken to its end: selected, approved twice, built, opened."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pyrage
import pytest

from disclosures.actions import approval, packages, requests, selection
from disclosures.models import Disclosure, Entry, Package, Request
from evidence.models import Item
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.jobs.models import Job
from tests.conftest import ROOT, urls_for
from tests.packages.cases import acting, run, sealing, verified

State = Disclosure.State


@pytest.fixture
def demonstration(committing: str, tmp_path: Path) -> Path:
    environment = {**os.environ, **urls_for(committing), "IAPB_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "manage.py", "load_demonstration"], cwd=ROOT, env=environment, check=True)
    return tmp_path


def who(role: str) -> Person:
    return Person.objects.filter(roles__role=role).distinct().order_by("email")[0]


def work_on_what_was_sent() -> None:
    """As the worker does, without the search: nothing of it goes into a package."""
    for _round in range(200):
        job = Job.objects.open().exclude(kind__in=["index_text", "propose_codes"]).order_by("created_at").first()
        if job is None:
            return
        run(job)
    raise AssertionError("the work on what was sent does not end")


def again(disclosure: Disclosure, by: Person) -> Disclosure:
    return Disclosure.objects.visible_to(by).select_related("request__recipient").get(pk=disclosure.pk)


@pytest.mark.alone
def test_waiting_request_when_selected_and_approved_twice_then_built_and_the_recipient_verifies_it(
    demonstration: Path,
) -> None:
    work_on_what_was_sent()
    officer = who("disclosure_officer")
    with acting(officer):
        waiting = Request.objects.visible_to(officer).get(their_reference="TIR-0417/08")
        disclosure = requests.begin(waiting, by=officer)
        selection.add_items(disclosure, list(Item.objects.visible_to(officer)), by=officer)
        selection.keep_only_what_may_go(again(disclosure, officer), by=officer)
        approval.submit(again(disclosure, officer), by=officer)
        chosen = set(
            Entry.objects.visible_to(officer).filter(disclosure=disclosure).values_list("item__kind", flat=True)
        )
    assert chosen == {"interview", "witness_document"}
    for capacity in ("legal", "safety"):
        approver = who(f"{capacity}_approver")
        with acting(approver):
            seen = again(disclosure, approver)
            approval.approve(seen, capacity=capacity, manifest_sha256=seen.manifest_sha256, by=approver)
    with acting(officer):
        packages.ask_to_build(again(disclosure, officer), by=officer)
    with sealing():
        job = run(Job.objects.get(kind=packages.KIND, object=disclosure.pk))
    assert (job.state, job.error) == ("done", "")
    with acting(officer):
        assert again(disclosure, officer).state == State.BUILT
        package = Package.objects.visible_to(officer).select_related("sealed").get(disclosure=disclosure)
        sealed = b"".join(custody.read(package.sealed))
    key = (demonstration / "demo-recipient-prosecutor.age-key").read_text().strip()
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(key)]))) as archive:
        archive.extractall(demonstration / "opened")
    spoken = b"".join(one.read_bytes() for one in demonstration.glob("opened/*/data/*/*_transcript_ru.txt")).decode()
    assert "чёрн" in spoken or "двор" in spoken
    checked = verified(demonstration / "opened" / package.reference)
    assert checked.returncode == 0 and checked.stdout.splitlines()[-1].startswith("GOOD:"), checked.stdout
