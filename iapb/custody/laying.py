"""Brings one sealed segment to the disk while the next one is sealed: nobody waits for the disk twice."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from iapb.custody.store import Segment, SegmentWriter


class Laying:
    """Closed, it has brought to the disk what it was given, whatever became of the rest."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "laying")
        self._coming: Future[Segment] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._thread.shutdown()

    def lay(self, writer: SegmentWriter) -> None:
        """The writer is this one's from now on. What was given before must have been `laid`."""
        assert self._coming is None
        self._coming = self._thread.submit(_keep, writer)

    def laid(self, *, wait: bool = False) -> Segment | None:
        """The segment that was given, once it is on the disk. Raises OSError where the disk failed."""
        if self._coming is None or not (wait or self._coming.done()):
            return None
        coming, self._coming = self._coming, None
        return coming.result()


def _keep(writer: SegmentWriter) -> Segment:
    with writer:
        return writer.keep()
