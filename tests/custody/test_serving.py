"""Content over a real socket: gunicorn on a clone, as in production."""

from __future__ import annotations

import hashlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from iapb.accounts.models import Person
from iapb.custody import actions, reading, tickets
from iapb.local.cluster import free_port, wait_for
from iapb.local.services import ROOT
from tests.cast import make_body, make_person
from tests.conftest import urls_for
from tests.custody.conftest import stored

CONTENT = hashlib.shake_128(b"a long recording").digest(30_000_000)


@pytest.fixture
def partner(committing: str) -> Person:
    return make_person("Partner", "partner", body=make_body(f"Body {uuid4()}"))


@dataclass
class Server:
    port: int
    process: subprocess.Popen[bytes]
    asked: list[Any] = field(default_factory=list)

    def ask(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        self.asked.append(line)
        line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = line.getresponse()
        self.asked.append(response)
        return response

    def hang_up(self) -> None:
        while self.asked:
            self.asked.pop().close()

    def worker(self) -> Path:
        """/proc of the one worker."""
        (child,) = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return Path(f"/proc/{child}")


@pytest.fixture
def server(committing: str, tmp_path: Path) -> Iterator[Server]:
    port = free_port()
    variables = {**os.environ, **urls_for(committing), "CONTENT_URL": f"http://127.0.0.1:{port}"}
    words = [sys.executable, "-m", "gunicorn", "tests.custody.open_wsgi", "-b", f"127.0.0.1:{port}"]
    words += ["-k", "gthread", "-w", "1", "--threads", "4"]
    with open(tmp_path / "log", "wb") as log:
        process = subprocess.Popen(words, cwd=ROOT, env=variables, stdout=log, stderr=log)
        server = Server(port, process)
        try:
            wait_for(lambda: answers(server), 40, "the content server")
            yield server
        finally:
            server.hang_up()
            process.terminate()
            process.wait(20)


def answers(server: Server) -> bool:
    try:
        return server.ask("/health/").status in (200, 503)
    except OSError:
        return False


@pytest.fixture
def file(partner: Person, subject: UUID) -> UUID:
    return actions.receive([CONTENT], subjects=[subject], media_type="audio/mpeg", name="x", by=partner).id


@pytest.fixture
def path(file: UUID, partner: Person, guard: set[tuple[UUID, UUID]]) -> str:
    guard.add((file, partner.pk))
    session = SessionStore()
    session.create()
    with transaction.atomic():
        return tickets.issue(
            stored(file), by=partner, session_key=session.session_key, purpose="listening", inline=True
        )


def test_content_when_fetched_over_a_socket_then_whole_or_the_asked_part(server: Server, path: str) -> None:
    whole = server.ask(path)
    assert (whole.status, whole.headers["Content-Length"]) == (200, str(len(CONTENT)))
    assert whole.read() == CONTENT
    part = server.ask(path, Range="bytes=10000000-10999999")
    assert (part.status, part.headers["Content-Range"]) == (206, f"bytes 10000000-10999999/{len(CONTENT)}")
    assert part.read() == CONTENT[10_000_000:11_000_000]
    head = server.ask(path, "HEAD")
    assert (head.status, head.headers["Content-Length"], head.read()) == (200, str(len(CONTENT)), b"")
    assert whole.headers.get_all("Set-Cookie") is None
    assert whole.headers["Content-Security-Policy"].startswith("sandbox")


def test_content_when_listeners_hang_up_then_nothing_stays_open_and_memory_stays_low(server: Server, path: str) -> None:
    server.ask(path, Range="bytes=0-99").read()
    worker = server.worker()
    assert vault_files_closed(worker)
    memory = resident(worker)
    for _ in range(8):
        server.ask(path).read(100_000)
        server.hang_up()
    assert vault_files_closed(worker)
    assert resident(worker) - memory < 16


def test_content_when_a_late_chunk_is_damaged_then_the_answer_is_cut_before_it(
    server: Server, path: str, file: UUID
) -> None:
    with open(reading.vault().path(file, 0), "r+b") as sealed:
        sealed.seek(20_000_000)
        sealed.write(b"\x00\x01\x02\x03")
    response = server.ask(path)
    with pytest.raises(http.client.IncompleteRead) as cut:
        response.read()
    assert len(cut.value.partial) < 20_000_000
    assert CONTENT.startswith(cut.value.partial)


def vault_files_closed(worker: Path) -> bool:
    """Within 20 seconds: an answer is read before its sender has put the file away."""
    deadline = time.monotonic() + 20
    while (still := open_vault_files(worker)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return still == 0


def open_vault_files(worker: Path) -> int:
    targets = []
    for link in (worker / "fd").iterdir():
        try:
            targets.append(os.readlink(link))
        except FileNotFoundError:
            continue
    return sum("vault" in target for target in targets)


def resident(worker: Path) -> float:
    """MiB of anonymous memory."""
    lines = (worker / "status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))
