"""A real server that can be killed, a partner with a token, and the ways a client asks."""

from __future__ import annotations

import base64
import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone
from tusclient.client import TusClient

from iapb.access.transaction import actor_transaction
from iapb.accounts.actions import tokens
from iapb.accounts.models import Person
from iapb.custody.keys import FileKeyProvider
from iapb.custody.models import StoredFile, Upload
from iapb.local.cluster import free_port, wait_for
from tests.conftest import ROOT, _connect_to, create_database, drop_database, urls_for
from tests.intake import make_interview, make_partner, make_witness
from tests.server import _answers

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {**TUS, "Content-Type": "application/offset+octet-stream"}


@pytest.fixture(autouse=True, scope="session")
def made_keys(directories: None) -> FileKeyProvider:
    return FileKeyProvider.create(Path(settings.KEY_ROOT))


@dataclass
class House:
    """gunicorn as uploads are served: one process, many threads."""

    environment: dict[str, str]
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        words = ["-m", "gunicorn", "iapb.wsgi", "-k", "gthread", "-w", "1", "--threads", "8"]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *words, "-b", f"127.0.0.1:{self.port}"], cwd=ROOT, env=self.environment,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        wait_for(lambda: _answers(f"http://127.0.0.1:{self.port}/health/"), 40, "the server")

    def kill(self) -> None:
        """All of it, as the kernel does when memory is out."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


@pytest.fixture(scope="module")
def database(base_database: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """As `committing`, for a whole module: starting a server for each test would take longer than the tests."""
    name, state = f"t_{uuid4().hex}", tmp_path_factory.mktemp("ledger")
    with pytest.MonkeyPatch.context() as patched, django_db_blocker.unblock():
        patched.setattr(settings, "LEDGER_STATE", state)
        patched.setenv("LEDGER_STATE", str(state))
        connections["default"].close()
        create_database(name, template=base_database)
        _connect_to(name)
        yield name
        _connect_to(base_database)
        drop_database(name)


@pytest.fixture(scope="module")
def running_house(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    port = free_port()
    environment = {
        **os.environ,
        **urls_for(database),
        "PUBLIC_URL": f"http://localhost:{port}",
        "CONTENT_URL": f"http://127.0.0.1:{free_port()}",
    }
    house = House(environment, port, tmp_path_factory.mktemp("house") / "server.log")
    house.start()
    try:
        yield house
    finally:
        house.kill()


@pytest.fixture
def house(running_house: House) -> House:
    if running_house.process is None or running_house.process.poll() is not None:
        running_house.start()
    return running_house


@dataclass
class Sender:
    """A script with a token, or whoever else: `headers` say as whom."""

    house: House
    person: Person
    item: UUID
    headers: dict[str, str]

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=60)
        host = {"Host": f"localhost:{self.house.port}"}
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {**host, **self.headers, **given})
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def begin(self, size: int, **said: str) -> Answer:
        metadata = said_in_header(item=str(self.item), **{"name": "recording.bin", **said})
        headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata}
        return self.ask("POST", "/api/uploads/", **headers)

    def begun(self, size: int, **said: str) -> str:
        answer = self.begin(size, **said)
        assert answer.status == 201, answer.body
        return answer.headers["Location"]

    def patch(self, address: str, at: int, body: bytes, **headers: str) -> Answer:
        return self.ask("PATCH", address, body, **{**PIECE, "Upload-Offset": str(at), **headers})

    def offset(self, address: str) -> int:
        return int(self.ask("HEAD", address, **TUS).headers["Upload-Offset"])

    def tus(self) -> TusClient:
        """The public client."""
        return TusClient(f"{self.house.url}/api/uploads/", headers=self.headers)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def said_in_header(**said: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())


def token_of(person: Person) -> dict[str, str]:
    with actor_transaction(person):
        token = tokens.make(label="uploads", until=timezone.now() + timedelta(days=1), by=person)
    return {"Authorization": f"Token {token}"}


def make_sender(house: House, name: str = "Partner") -> Sender:
    person = make_partner(f"{name} {uuid4()}")
    with actor_transaction(person):
        interview = make_interview(person, make_witness(person))
    return Sender(house, person, interview.pk, token_of(person))


@pytest.fixture
def sender(house: House) -> Sender:
    return make_sender(house)


@pytest.fixture
def stranger(house: House) -> Sender:
    return make_sender(house, "Stranger")


@pytest.fixture
def row(sender: Sender) -> Callable[[str], Upload]:
    def read(address: str) -> Upload:
        with actor_transaction(sender.person):
            return Upload.objects.unscoped("the test looks at the row").get(pk=address.rstrip("/").rsplit("/", 1)[1])

    return read


def files(sender: Sender) -> list[StoredFile]:
    return list(StoredFile.objects.unscoped("the checker looks at all").filter(received_by=sender.person))


def vault_files(address: str) -> set[Path]:
    """Sealed segments of one upload, and what came aside since the test began."""
    root, name = Path(settings.VAULT_ROOT), address.rstrip("/").rsplit("/", 1)[1]
    return {
        path
        for path in root.rglob("*")
        if path.is_file() and path.parent.name != "claims" and (name in path.name or _came_aside(path))
    }


_aside_before: set[Path] = set()


@pytest.fixture(autouse=True)
def aside_before() -> None:
    """What tests of killed processes left there is not of this one."""
    _aside_before.clear()
    _aside_before.update((Path(settings.VAULT_ROOT) / "incoming").glob("*"))


def _came_aside(path: Path) -> bool:
    return path.parent.name == "incoming" and path not in _aside_before
