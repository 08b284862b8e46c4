"""A package proved by the house's own ledger, checked by the script that knows nothing of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction

from disclosures.package import verify
from disclosures.package.contents import Ledger as LedgerPart
from disclosures.package.errors import PackageRefused
from disclosures.package.from_ledger import ledger_part
from iapb.ledger import record
from iapb.ledger.actions import erase_detail
from iapb.ledger.memory import log_key
from tests.ledger.conftest import ACTOR, Ledger, keys, ledger  # noqa: F401
from tests.package import cases


def written(event: str, **detail: object) -> UUID:
    with transaction.atomic():
        return record(event, actor=ACTOR, object="thing", detail=detail).id


def received(package: cases.PackageContents) -> dict[str, list[UUID]]:
    """The receipts of all files, among other events."""
    events = {}
    for item in package.items:
        events[item.doc_id] = [written("file.received", sha256=file.sha256, size=file.size) for file in item.files]
        written("file.screened", outcome="success")
    return events


@pytest.fixture
def answer(ledger: Ledger) -> Callable[[dict[str, list[UUID]]], Callable[[str], LedgerPart]]:  # noqa: F811
    def of(events: dict[str, list[UUID]]) -> Callable[[str], LedgerPart]:
        def close(contents_sha512: str) -> LedgerPart:
            built = written("package.built", contents_sha512=contents_sha512)
            ledger.seal()
            return ledger_part(events, built, patience=1)

        return close

    return of


def test_ledger_part_when_packed_then_the_stranger_s_check_is_good(answer: Callable, tmp_path: Path):
    package = cases.example()
    events = received(package)
    _, data = cases.packed(replace(package, ledger=answer(events)))
    folder = cases.unpack(data, tmp_path)
    command = [sys.executable, str(folder / "verify.py"), "--public-key", log_key().to_text()]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "GOOD: 27 files, 3 items, signature checked.")
    assert verify.parse_key(log_key().to_text()) == log_key().public


def test_ledger_part_when_a_detail_was_erased_then_says_which_way_out(answer: Callable):
    package = cases.example()
    events = received(package)
    with transaction.atomic():
        erase_detail(events[package.items[1].doc_id][0], by=ACTOR, reason="withdrawn")
    with pytest.raises(PackageRefused, match="erased"):
        cases.packed(replace(package, ledger=answer(events)))


def test_ledger_part_when_the_sealer_is_away_then_says_so(ledger: Ledger):  # noqa: F811
    built = written("package.built", contents_sha512="0" * 128)
    with pytest.raises(PackageRefused, match="sealer"):
        ledger_part({}, built, patience=0.2)


def test_ledger_part_when_the_events_are_of_other_files_then_no_package_is_made(answer: Callable):
    package = cases.example()
    events = received(package)
    first, second, _ = (item.doc_id for item in package.items)
    events[first], events[second] = events[second], events[first]
    with pytest.raises(PackageRefused, match="do not fit"):
        cases.packed(replace(package, ledger=answer(events)))


def test_ledger_part_when_a_receipt_names_its_witness_then_no_package_is_made(answer: Callable):
    package = cases.example()
    events = received(package)
    first = package.items[0]
    subject = "0d9a3d1c-5a7d-4f0e-9a52-0f6f3b8f6f11"
    events[first.doc_id] = [
        written("file.received", sha256=file.sha256, size=file.size, subjects=[subject]) for file in first.files
    ]
    with pytest.raises(PackageRefused, match="more than a recipient may read"):
        cases.packed(replace(package, ledger=answer(events)))
