"""A partner who sent a file, in a database whose ledger is sealed and signed beside the test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from evidence.actions import files
from evidence.actions.files import Sent
from evidence.models import ItemFile
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody.keys import FileKeyProvider
from iapb.ledger import proofs
from tests.cast import signed_in
from tests.intake import make_interview, make_partner
from tests.packages.cases import sealing

CONTENT = "Я рассказываю, что видел.\n".encode() * 400


@pytest.fixture(autouse=True, scope="session")
def made_keys(directories: None) -> FileKeyProvider:
    return FileKeyProvider.create(Path(settings.KEY_ROOT))


@dataclass(frozen=True)
class Kept:
    partner: Person
    file: ItemFile

    @property
    def address(self) -> str:
        return f"/files/{self.file.file_id}/receipt/"

    def json(self) -> dict[str, Any]:
        return dict(signed_in(self.partner).get(f"{self.address}?format=json").json())


def sent_by(partner: Person, content: bytes = CONTENT) -> Kept:
    with actor_transaction(partner):
        interview = make_interview(partner)
    received = files.receive_file(
        item=interview.pk, stream=[content], sent=Sent(name="statement.txt", role="transcript"), by=partner
    )
    return Kept(partner, received.item_file)


@pytest.fixture
def kept(committing: str) -> Kept:
    with transaction.atomic():
        partner = make_partner("Keeper")
    return sent_by(partner)


@pytest.fixture
def signed(kept: Kept) -> Iterator[Kept]:
    with sealing():
        proofs.wait_signed(kept.file.file.receipt_event)
    yield kept
