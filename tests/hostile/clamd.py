"""A real clamd with signatures of our own: one, for the test file that all of them know."""

from __future__ import annotations

import shutil
import socket
import struct
import subprocess
import time
from pathlib import Path

from tests.hostile.words import EICAR

SIGNATURE = "Own-Test-File"


def program() -> str | None:
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")


def pid_of(setting: str) -> int:
    """Whose socket it is, as the kernel says."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(setting.removeprefix("unix:"))
        pid, _user, _group = struct.unpack("3i", line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return int(pid)


class Clamd:
    """In a folder of its own. What it scans rests in memory: its temporary folder lies in /dev/shm."""

    def __init__(self, folder: Path) -> None:
        found = program()
        if found is None:
            raise RuntimeError("clamd is not installed: apt-get install clamav-daemon")
        self.folder = folder
        self.socket = folder / "clamd.ctl"
        self.temporary = Path("/dev/shm") / f"iapb-clamd-{folder.name}"
        database = folder / "signatures"
        for place in (folder, database, self.temporary):
            place.mkdir(parents=True, exist_ok=True)
        (database / "own.ndb").write_text(f"{SIGNATURE}:0:*:{EICAR.hex()}\n")
        settings = folder / "clamd.conf"
        settings.write_text(
            f"LocalSocket {self.socket}\nDatabaseDirectory {database}\nTemporaryDirectory {self.temporary}\n"
            "Foreground yes\nStreamMaxLength 64M\nMaxThreads 4\nConcurrentDatabaseReload no\n"
            # What it guesses without signatures differs from version to version.
            "HeuristicAlerts no\n"
        )
        self.process = subprocess.Popen(
            [found, "--config-file", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()

    @property
    def setting(self) -> str:
        return f"unix:{self.socket}"

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.temporary, ignore_errors=True)

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            with socket.socket(socket.AF_UNIX) as line:
                try:
                    line.connect(str(self.socket))
                    return
                except OSError:
                    time.sleep(0.1)
        raise RuntimeError("clamd did not start")
