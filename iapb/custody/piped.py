"""Bytes on their way into the store: made in one thread, taken in by another, nothing in between on a disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Generic, Protocol, TypeVar

from django.db import connections
from django.utils import translation

QUEUE_BLOCKS = 8
PATIENCE_SECONDS = 0.2
Result = TypeVar("Result")


class Writable(Protocol):
    def write(self, data: bytes, /) -> int: ...


class GivenUp(Exception):
    """Whoever took the bytes in stopped; the making stops as well."""


class Piped(Generic[Result]):
    """Iterated once: the bytes as `make` writes them. Afterwards `result` is what it returned."""

    def __init__(self, make: Callable[[Writable], Result]) -> None:
        self._make = make
        self._blocks: Queue[bytes] = Queue(QUEUE_BLOCKS)
        self._given_up, self._ended = Event(), Event()
        self._language = translation.get_language()
        self._result: Result | None = None
        self._error: BaseException | None = None

    @property
    def result(self) -> Result:
        assert self._result is not None, "read to its end first"
        return self._result

    def write(self, data: bytes, /) -> int:
        while not self._given_up.is_set():
            try:
                self._blocks.put(bytes(data), timeout=PATIENCE_SECONDS)
                return len(data)
            except Full:
                continue
        raise GivenUp

    def __iter__(self) -> Iterator[bytes]:
        thread = Thread(target=self._run, name="piped")
        thread.start()
        try:
            while block := self._next():
                yield block
        finally:
            self._given_up.set()
            thread.join()
        if self._error is not None:
            raise self._error

    def _next(self) -> bytes:
        while True:
            # Asked before the queue: what was written last is in the queue by then.
            ended = self._ended.is_set()
            try:
                return self._blocks.get(timeout=0 if ended else PATIENCE_SECONDS)
            except Empty:
                if ended:
                    return b""

    def _run(self) -> None:
        try:
            # What it refuses is read by the person who asked.
            with translation.override(self._language):
                self._result = self._make(self)
        except BaseException as error:  # noqa: BLE001  raised again where it is seen
            self._error = error
        finally:
            connections.close_all()
            self._ended.set()
