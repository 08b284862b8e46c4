"""The house as bin/start runs it, for measurements: commands, and gunicorn on a free port."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from django.conf import settings
from django.core.management.base import CommandError

from iapb.local.cluster import free_port, wait_for


def manage(*words: str, role: str = "web") -> None:
    environment = {**os.environ, "IAPB_DATABASE": role}
    done = subprocess.run(
        [sys.executable, "manage.py", *words], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    if done.returncode:
        raise CommandError(f"manage.py {words[0]} failed:\n{done.stderr[-2000:]}")


@contextmanager
def served(*, quiet: bool = False) -> Iterator[str]:
    """Its address; the cookies of a session are good there."""
    port = free_port()
    words = ["-m", "gunicorn", "iapb.wsgi", "-k", "gthread", "-w", "2", "--threads", "4", "--log-level", "warning"]
    address = f"http://localhost:{port}"
    process = subprocess.Popen(
        [sys.executable, *words, "--access-logfile", "/dev/null", "-b", f"127.0.0.1:{port}"],
        env={**os.environ, "IAPB_DATABASE": "web", "PUBLIC_URL": address}, cwd=settings.BASE_DIR,
        stderr=subprocess.DEVNULL if quiet else None,
    )  # fmt: skip
    try:
        wait_for(lambda: _answers(port), 60, "the server")
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        connection.request("GET", "/sign-in/", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
