"""The roles belong to the whole server, and several processes may make theirs at once."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.management import call_command

from iapb.access.management.commands import make_roles
from tests.conftest import ROOT, drop_database, urls_for

TOGETHER = 6
TIMES = 15


@pytest.fixture
def name() -> str:
    return f"roles_{uuid4().hex}"


def test_make_roles_when_run_by_a_process_then_nothing_is_complained_of(name: str) -> None:
    try:
        made = subprocess.run(
            [sys.executable, "manage.py", "make_roles", "--database", name],
            cwd=ROOT,
            env={**os.environ, **urls_for(name)},
            capture_output=True,
        )
        assert (made.returncode, made.stderr) == (0, b"")
    finally:
        drop_database(name)


def test_make_roles_when_many_run_it_at_once_then_none_fails(name: str) -> None:
    """Two at once fail now and then without the lock, so it is done often enough to be sure."""
    at_once = Barrier(TOGETHER)

    def make() -> None:
        at_once.wait(timeout=20)
        for _time in range(TIMES):
            call_command(make_roles.Command(), "--database", name, stdout=StringIO())

    try:
        with ThreadPoolExecutor(TOGETHER) as threads:
            for made in [threads.submit(make) for _one in range(TOGETHER)]:
                made.result()
    finally:
        drop_database(name)
