"""One receiver of an upload at a time, among all processes; a killed one claims nothing any more."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from iapb.custody.durable import PRIVATE_FILE
from iapb.custody.reading import vault

_LOOK_EVERY = 0.02


class Busy(Exception):
    """The upload is being received on another connection."""


class Claim:
    """Held by whoever receives. The sender's next question asks it to end: that line must be dead for them."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._since = os.fstat(descriptor).st_mtime_ns

    @property
    def is_asked_to_end(self) -> bool:
        return os.fstat(self._descriptor).st_mtime_ns != self._since


@contextmanager
def claim(upload: UUID, *, ask_to_end: bool = False, patience: float = 0.0) -> Iterator[Claim]:
    """Raises Busy where another one still receives after so many seconds.

    A lock of the operating system: it ends with the process, so nothing is left to clear up.
    """
    path = _path(upload)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
    try:
        _lock(descriptor, path, ask_to_end, time.monotonic() + patience)
        yield Claim(descriptor)
    finally:
        os.close(descriptor)


def forget(upload: UUID) -> None:
    """Of an upload that has ended: nobody will claim it again."""
    _path(upload).unlink(missing_ok=True)


def _lock(descriptor: int, path: Path, ask_to_end: bool, until: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise Busy from None
        else:
            return
        if ask_to_end:
            os.utime(path)
        time.sleep(_LOOK_EVERY)


def _path(upload: UUID) -> Path:
    return vault().claims / str(upload)
