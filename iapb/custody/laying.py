"""Brings sealed segments to the disk while the next ones are sealed: nobody waits for the disk twice.

On a disk that others use a sync takes a tenth of a second, be it of one segment or of four at once.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from iapb.custody.store import Segment, SegmentWriter

AT_ONCE = 4


class Laying:
    """Closed, it has brought to the disk what it was given, whatever became of the rest."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, "laying")
        self._coming: deque[Future[Segment]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._threads.shutdown()

    @property
    def is_full(self) -> bool:
        return len(self._coming) >= AT_ONCE

    def lay(self, writer: SegmentWriter) -> None:
        """The writer is this one's from now on."""
        self._coming.append(self._threads.submit(_keep, writer))

    def laid(self, *, wait: bool = False) -> Segment | None:
        """The next segment in the order given, once it is on the disk. Raises OSError where the disk failed."""
        if self._coming and (wait or self._coming[0].done()):
            return self._coming.popleft().result()
        return None


def _keep(writer: SegmentWriter) -> Segment:
    with writer:
        return writer.keep()
