"""`bin/start` leaves nothing running behind a process that ended, whoever killed it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from iapb.local.cluster import wait_for
from iapb.local.start import _end_group

PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""


def lives(pid: int) -> bool:
    """A killed one waits for its new parent to be told, and does nothing any more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_group_when_its_parent_was_killed_then_its_children_end_too() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, start_new_session=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        try:
            parent.kill()
            parent.wait()
            assert lives(child)
            _end_group(parent)
            wait_for(lambda: not lives(child), 10, "the end of the child")
            _end_group(parent)
        finally:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
