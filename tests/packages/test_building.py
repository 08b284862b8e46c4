"""From an approved disclosure to a file that only the recipient opens, and a stranger's Python verifies."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from disclosures.access import NotNow
from disclosures.actions import approval, packages
from disclosures.actions.gates import GateClosed
from disclosures.models import PackageItem
from iapb.access.errors import Invalid
from iapb.custody import actions as custody
from iapb.custody import keys
from iapb.jobs import claims
from iapb.ledger.models import Event
from tests.packages import cases
from tests.packages.cases import Packed, acting

State = cases.Disclosure.State


def test_build_when_approved_then_the_recipient_opens_and_verifies_it(
    packed: Packed, sealer: None, tmp_path: Path
) -> None:
    job = cases.run(packed.ask())
    assert (job.state, job.error) == ("done", "")
    assert packed.state() == State.BUILT
    folder = packed.opened(tmp_path)
    bare, full = cases.verified(folder, isolated=True), cases.verified(folder)
    assert bare.returncode == 2 and "signature NOT checked" in bare.stdout, bare.stdout + bare.stderr
    assert full.returncode == 0 and full.stdout.splitlines()[-1].startswith("GOOD:"), full.stdout
    assert sorted(path.name.split("_", 1)[-1] for path in folder.glob("data/*/*_t*.txt")) == [
        "transcript_ru.txt", "translation_machine_en.txt",
    ]  # fmt: skip
    (spoken,) = folder.glob("data/*/*_transcript_ru.txt")
    assert spoken.read_text() == cases.SPOKEN
    changed = next(folder.glob("data/*/*.pdf"))
    changed.write_bytes(changed.read_bytes().replace(b"ruling", b"rulinG"))
    after = cases.verified(folder)
    assert after.returncode == 1 and changed.name in after.stdout


def test_package_when_opened_then_nothing_in_it_is_what_must_not_leave(
    packed: Packed, sealer: None, tmp_path: Path
) -> None:
    cases.run(packed.ask())
    folder = packed.opened(tmp_path)
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for hidden in (str(packed.desk.witness.pk), "Roman", packed.interview.reference, str(packed.interview.pk)):
        assert hidden.encode() not in everything
    rows = json.loads((folder / "metadata/items.json").read_text())["items"]
    table = list(csv.DictReader((folder / "metadata/items.csv").read_text("utf-8-sig").splitlines()))
    assert [row["doc_id"] for row in rows] == [row["doc_id"] for row in table]
    assert {row["consent_snapshot"]["identity"] for row in rows} == {"identified"}
    assert {row["translation_kind"] for row in rows} == {"", "machine"}
    assert all(row["legal_basis"] and row["transfer_basis"] for row in rows)
    for proof in folder.glob("proofs/IAPB-*.json"):
        for event in json.loads(proof.read_text())["events"]:
            assert json.loads(event["detail"]).keys() == {"kind", "size", "sha256", "media_type"}


def test_build_when_asked_twice_then_one_package_with_numbers_without_a_gap(packed: Packed, sealer: None) -> None:
    first, second = packed.ask(), packed.ask()
    assert first.pk == second.pk
    cases.run(first)
    assert packed.ask().pk == first.pk
    package = packed.package()
    assert package is not None and re.fullmatch(r"IAPB-P-\d{5}", package.reference)
    assert (package.first_position, package.last_position, package.files) == (1, 5, 5)
    with acting(packed.officer):
        items = PackageItem.objects.unscoped("a test reads").filter(package=package)
        assert [(one.first_number[-4:], one.last_number[-4:]) for one in items] == [("0001", "0001"), ("0002", "0005")]
    told = Event.objects.filter(object=str(packed.disclosure.pk)).values_list("event", flat=True)
    assert list(told).count("disclosure.built") == 1


def test_build_when_withdrawn_before_the_start_then_nothing_is_built(packed: Packed) -> None:
    job = packed.ask()
    cases.withdraw(packed.desk)
    assert packed.state() == State.RETURNED
    job = cases.run(job)
    assert job.state == "failed" and job.error
    assert packed.package() is None


def test_build_when_taken_back_while_it_waits_then_nothing_is_built(packed: Packed) -> None:
    job = packed.ask()
    with acting(packed.officer):
        approval.take_back_to_change(packed.again(), by=packed.officer)
    job = cases.run(job)
    assert (job.state, packed.state(), packed.package()) == ("failed", State.RETURNED, None)
    assert "taken back" in job.error


def test_build_when_withdrawn_while_it_is_packed_then_nothing_is_kept(packed: Packed, sealer: None) -> None:
    """The witness withdraws after the first byte was packed: found before anything is told to the ledger."""
    job = packed.ask()
    claimed = claims.claim(job.pk)
    assert claimed is not None
    plan = packages._begin(claimed)
    assert plan is not None
    cases.withdraw(packed.desk)
    with pytest.raises(NotNow):
        packages._pack(claimed, plan, io.BytesIO())
    assert packed.package() is None
    assert not Event.objects.filter(event="package.packed").exists()


def test_build_when_consent_changed_unheard_then_goes_back_before_it_is_kept(packed: Packed, sealer: None) -> None:
    """Nobody told the desk: the gate compares the epochs itself, in the transaction that would keep the package."""
    job = packed.ask()
    claimed = claims.claim(job.pk)
    assert claimed is not None
    plan = packages._begin(claimed)
    assert plan is not None
    sink = io.BytesIO()
    made = packages._pack(claimed, plan, sink)
    with acting(packed.desk.partner):
        packed.desk.withdraw()
    keys.provider().new_subject_key(plan.pk)
    with pytest.raises(GateClosed):
        custody.receive(
            [sink.getvalue()], subjects=[plan.pk], media_type="application/octet-stream", name="", by=claimed.actor,
            kind="derivative", within=lambda sealed: packages._keep(claimed, plan, made, sealed),
        )  # fmt: skip
    assert packed.package() is None


def test_build_when_the_key_cannot_be_sealed_to_then_says_what_to_do(packed: Packed) -> None:
    with pytest.raises(Invalid) as refused:
        packages.check_key("age1nonsense")
    assert "begins with “age1”" in str(refused.value.sentence)
