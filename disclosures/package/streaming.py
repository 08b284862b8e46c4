"""A package on its way into the store: packed in one thread, taken in by another, nothing in between on a disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import Empty, Full, Queue
from threading import Event, Thread

from django.db import connections
from django.utils import translation

from disclosures.package.build import Built
from disclosures.package.sealing import Writable

QUEUE_BLOCKS = 8
PATIENCE_SECONDS = 0.2


class GivenUp(Exception):
    """Whoever took the bytes in stopped; the packing stops as well."""


class Packing:
    """Iterated once: the sealed bytes as they come. Afterwards `built` says what is in them."""

    def __init__(self, pack: Callable[[Writable], Built]) -> None:
        self._pack = pack
        self._blocks: Queue[bytes] = Queue(QUEUE_BLOCKS)
        self._given_up, self._ended = Event(), Event()
        self._language = translation.get_language()
        self._built: Built | None = None
        self._error: BaseException | None = None

    @property
    def built(self) -> Built:
        assert self._built is not None, "read to its end first"
        return self._built

    def write(self, data: bytes, /) -> int:
        while not self._given_up.is_set():
            try:
                self._blocks.put(bytes(data), timeout=PATIENCE_SECONDS)
                return len(data)
            except Full:
                continue
        raise GivenUp

    def __iter__(self) -> Iterator[bytes]:
        thread = Thread(target=self._run, name="packing")
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
            # The refusals of the packing are read by the person who asked.
            with translation.override(self._language):
                self._built = self._pack(self)
        except BaseException as error:  # noqa: BLE001  raised again where it is seen
            self._error = error
        finally:
            connections.close_all()
            self._ended.set()
