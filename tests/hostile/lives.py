"""Processes that must live to the end, and the logs in which a death stands even where another took its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# What celery, gunicorn, Python and PostgreSQL write when a process of theirs ended otherwise than it should.
DIED = (
    "exited prematurely", "WorkerLostError", "Worker exited", "WORKER TIMEOUT", "was sent SIG", "SIGKILL", "SIGSEGV",
    "MemoryError", "Segmentation fault", "was terminated by signal", "PANIC",
)  # fmt: skip


@dataclass(frozen=True)
class Life:
    name: str
    pid: int
    begun: str

    @property
    def lasts(self) -> bool:
        """Not one that is dead and only not buried yet, nor another that got its number."""
        state, begun = told(self.pid)
        return state not in ("", "Z", "X") and begun == self.begun


def told(pid: int) -> tuple[str, str]:
    """Its state and when it began, as the kernel says; empty where there is none."""
    try:
        # After the name, which may hold anything: state is the first word, its beginning the twentieth.
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "", ""
    return words[0], words[19]


class Lives:
    def __init__(self, processes: dict[str, Iterable[int]]) -> None:
        self._all = [Life(name, pid, told(pid)[1]) for name, pids in processes.items() for pid in pids]

    def __len__(self) -> int:
        return len(self._all)

    def gone(self) -> list[str]:
        return [one.name for one in self._all if not one.lasts]


def deaths_told(log: str) -> list[str]:
    return [word for word in DIED if word in log]
