"""Runs the tests on throw-away services. Tests log in as the web role."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep
from typing import IO

from iapb.local import pages
from iapb.local import words as catalogues
from iapb.local.services import ROOT, throw_away

# pytest's own: none of the chosen tests is of that kind.
NONE_CHOSEN = 5


def main(words: list[str]) -> int:
    catalogues.compile_all()
    pages.copy()
    pytest = [sys.executable, "-m", "pytest", *words]
    if any(word.startswith("-n") for word in words):
        with _installed() as environment:
            return subprocess.run(pytest, cwd=ROOT, env=environment).returncode
    with _installed() as environment:
        first = subprocess.run([*pytest, "-n", "0", "-m", "undisturbed"], cwd=ROOT, env=environment).returncode
    return _beside_each_other(pytest, first)


def _beside_each_other(pytest: list[str], before: int) -> int:
    """Some look at what the whole cluster does, so nothing else may run on it: they have one of their own.

    What the others print follows when these are done: the last line is theirs. `before`: how those before ended.
    """
    workers = os.environ.get("TEST_WORKERS", "2")
    others = [*pytest, "-n", workers, "--dist", "loadgroup", "-m", "not alone and not undisturbed"]
    with _installed() as environment, _installed() as own, tempfile.TemporaryFile() as printed:
        running = subprocess.Popen(others, cwd=ROOT, env=environment, stdout=printed, stderr=printed)
        try:
            alone = subprocess.run([*pytest, "-n", "0", "-m", "alone"], cwd=ROOT, env=own).returncode
            _follow(printed, running)
        finally:
            running.terminate()
            running.wait()
    return next((code for code in (before, alone, running.returncode) if code not in (0, NONE_CHOSEN)), 0)


def _follow(printed: IO[bytes], running: subprocess.Popen[bytes]) -> None:
    """To our own output, until it ends. Read by position: the file's own is the writer's too."""
    told = 0
    while True:
        ended = running.poll() is not None
        while part := os.pread(printed.fileno(), 65536, told):
            told += len(part)
            sys.stdout.buffer.write(part)
        sys.stdout.flush()
        if ended:
            return
        sleep(1)


@contextmanager
def _installed() -> Iterator[dict[str, str]]:
    """Migrated once: each process of the tests begins with a copy."""
    with throw_away(migrate=True) as (_, environment):
        words = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(words, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        yield {**environment, "TEST_TEMPLATE_DATABASE": "iapb"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
