"""A real server for tests that need one: gunicorn on a clone of the base database."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from iapb.local.cluster import free_port, wait_for

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Server:
    url: str
    content_url: str
    environment: dict[str, str]
    database: str

    def manage(self, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env={**self.environment, **extra},
            check=True, capture_output=True, text=True,
        )  # fmt: skip


@pytest.fixture
def server(committing: str, tmp_path: Path) -> Iterator[Server]:
    from tests.conftest import urls_for

    port, content_port = free_port(), free_port()
    environment = {
        **os.environ,
        **urls_for(committing),
        "PUBLIC_URL": f"http://localhost:{port}",
        "CONTENT_URL": f"http://127.0.0.1:{content_port}",
    }
    with open(tmp_path / "server.log", "wb") as log:
        processes = [_gunicorn(one, environment, log) for one in (port, content_port)]
        try:
            for one in (port, content_port):
                wait_for(lambda one=one: _answers(f"http://127.0.0.1:{one}/health/"), 120, "the server")
            yield Server(environment["PUBLIC_URL"], environment["CONTENT_URL"], environment, committing)
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(20)


def _gunicorn(port: int, environment: dict[str, str], log: object) -> subprocess.Popen[bytes]:
    words = ["-m", "gunicorn", "iapb.wsgi", "-b", f"127.0.0.1:{port}", "-k", "gthread", "-w", "1", "--threads", "8"]
    return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment, stdout=log, stderr=log)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except urllib.error.HTTPError as error:
        return error.code == 503
    except OSError:
        return False
