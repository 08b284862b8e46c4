from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from evidence.actions import files
from evidence.actions.files import Received, Sent
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.custody.keys import FileKeyProvider
from iapb.jobs.models import Job
from iapb.jobs.runner import run
from interviews.models import Interview, Witness
from tests.consenting import make_consent, yes
from tests.intake import make_interview, make_partner, make_witness


@pytest.fixture(autouse=True, scope="session")
def made_keys(directories: None) -> FileKeyProvider:
    return FileKeyProvider.create(Path(settings.KEY_ROOT))


@pytest.fixture
def partner(db: None) -> Person:
    partner = make_partner()
    set_actor(partner.pk)
    return partner


@pytest.fixture
def witness(partner: Person) -> Witness:
    return make_witness(partner)


@pytest.fixture
def interview(partner: Person, witness: Witness) -> Interview:
    return make_interview(partner, witness)


@pytest.fixture
def machines_agreed(partner: Person, witness: Witness, interview: Interview) -> None:
    make_consent(witness, partner, yes("store_analyse"), yes("machine_process"))


@pytest.fixture
def send(partner: Person, interview: Interview) -> Callable[..., Received]:
    """Sends bytes as a partner would; the test goes on as the partner."""

    def call(content: bytes, name: str = "file.txt", **said: Any) -> Received:
        by = said.pop("by", partner)
        item = said.pop("item", interview.pk)
        pieces = said.pop("pieces", [content])
        try:
            return files.receive_file(item=item, stream=pieces, sent=Sent(name=name, **said), by=by)
        finally:
            set_actor(partner.pk)

    return call


@pytest.fixture
def work(partner: Person) -> Callable[..., list[Job]]:
    """Does what is due, as a worker would; gives what was done, in order."""

    def call(most: int = 40) -> list[Job]:
        done = []
        for _round in range(most):
            job = Job.objects.open().order_by("created_at").first()
            if job is None:
                break
            assert run(job.pk)
            set_actor(partner.pk)
            job.refresh_from_db()
            # Every file is read back and copied to be looked at, every text put into the search; that is tested there.
            if job.kind not in ("read_back", "index_text", "derive_file", "propose_codes"):
                done.append(job)
        set_actor(partner.pk)
        return done

    return call
