"""The roles belong to the whole server, and several processes may make theirs at once."""

from __future__ import annotations

import os
import subprocess
import sys
from uuid import uuid4

import pytest

from tests.conftest import ROOT, drop_database, urls_for


@pytest.mark.parametrize("together", [4])
def test_make_roles_when_several_processes_run_it_at_once_then_none_fails(together: int) -> None:
    names = [f"roles_{uuid4().hex}" for _ in range(together)]
    try:
        running = [
            subprocess.Popen(
                [sys.executable, "manage.py", "make_roles", "--database", name],
                cwd=ROOT,
                env={**os.environ, **urls_for(name)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            for name in names
        ]
        assert [process.communicate()[1] for process in running] == [b""] * together
        assert [process.returncode for process in running] == [0] * together
    finally:
        for name in names:
            drop_database(name)
