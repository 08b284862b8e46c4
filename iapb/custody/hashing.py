"""Hashes of a stream, computed beside the work that is done on it."""

import hashlib
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Any, Self

# Pieces waiting for a hash thread: with pieces of 1 MiB this bounds the memory.
_WAITING = 4


class Hashes:
    """hashlib lets go of the interpreter, so a second core hashes while this one seals.

    What is given to `update` must not change afterwards.
    """

    def __init__(self, *names: str, **going_on: Any) -> None:
        """`going_on`: digests that were begun before, each under a name of the caller's."""
        self._digests = {**{name: hashlib.new(name) for name in names}, **going_on}
        self._queues: dict[str, Queue[bytes | memoryview | None]] = {name: Queue(_WAITING) for name in self._digests}
        self._threads = [Thread(target=self._work, args=(name,), daemon=True) for name in self._digests]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop()

    def update(self, data: bytes | memoryview) -> None:
        for queue in self._queues.values():
            queue.put(data)

    def digests(self) -> dict[str, bytes]:
        """Waits for the threads; nothing can be added afterwards."""
        self._stop()
        return {name: digest.digest() for name, digest in self._digests.items()}

    def _stop(self) -> None:
        for queue, thread in zip(self._queues.values(), self._threads, strict=True):
            if thread.is_alive():
                queue.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self, name: str) -> None:
        while (data := self._queues[name].get()) is not None:
            self._digests[name].update(data)
