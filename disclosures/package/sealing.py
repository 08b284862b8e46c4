"""The only form in which a package exists on disk: sealed to the recipient's age key.

What is written goes through a short queue to a thread that encrypts it, so that
the caller's own thread (with its database connection) does the reading.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Full, Queue
from threading import Thread
from typing import BinaryIO, Protocol

import pyrage
from django.utils.translation import gettext_lazy as _

from disclosures.package.errors import PackageRefused

QUEUE_BLOCKS = 8
PATIENCE_SECONDS = 0.2


class Writable(Protocol):
    def write(self, data: bytes, /) -> int: ...


class Abandoned(Exception):
    """The writer gave up. The sealed stream then has no end and cannot be opened."""


def parse_recipient(key: str) -> pyrage.x25519.Recipient:
    """The age recipient, or a sentence saying what is wrong with what was entered."""
    key = key.strip()
    if key.upper().startswith("AGE-SECRET-KEY-"):
        raise PackageRefused(
            _(
                "This is a private key. Do not keep it: ask the recipient to make a new pair "
                "and to send only the line that begins with “age1”."
            )
        )
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        raise PackageRefused(
            _("This is not a key that age can seal to. Ask the recipient for the one line that begins with “age1”.")
        ) from None


@contextmanager
def sealed(into: Writable, recipient: str) -> Iterator[BinaryIO]:
    """A stream to write clear bytes to; ``into`` receives only sealed ones.

    If the block ends with an exception, what was written to ``into`` is not a
    complete age file: it cannot be opened, and the caller discards it.
    """
    stream = _Stream(into, parse_recipient(recipient))
    try:
        yield stream
    except BaseException:
        stream.abandon()
        raise
    stream.finish()


class _Stream(io.RawIOBase):
    def __init__(self, into: Writable, recipient: pyrage.x25519.Recipient) -> None:
        self._blocks: Queue[bytes | None | Abandoned] = Queue(QUEUE_BLOCKS)
        self._error: BaseException | None = None
        self._thread = Thread(target=self._encrypt, args=(into, recipient), name="age")
        self._thread.start()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:
        self._put(bytes(data))
        return len(data)

    def finish(self) -> None:
        self._put(None)
        self._thread.join()
        self._raise_error()

    def abandon(self) -> None:
        while self._thread.is_alive():
            try:
                self._blocks.put(Abandoned(), timeout=PATIENCE_SECONDS)
                break
            except Full:
                continue
        self._thread.join()

    def _put(self, block: bytes | None) -> None:
        while True:
            self._raise_error()
            try:
                return self._blocks.put(block, timeout=PATIENCE_SECONDS)
            except Full:
                continue

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error

    def _encrypt(self, into: Writable, recipient: pyrage.x25519.Recipient) -> None:
        source, target = _Source(self._blocks), _Target(into)
        try:
            pyrage.encrypt_io(source, target, [recipient])
        except BaseException as error:  # noqa: BLE001  raised again where it can be seen
            self._error = source.error or target.error or error


class _Source:
    """What the encryption reads from. Never longer than one block ahead of the writer."""

    def __init__(self, blocks: Queue[bytes | None | Abandoned]) -> None:
        self._blocks = blocks
        self._block = io.BytesIO()
        self._ended = False
        self.error: Abandoned | None = None

    def read(self, size: int = -1) -> bytes:
        while not (data := self._block.read(size)) and not self._ended:
            block = self._blocks.get()
            if isinstance(block, Abandoned):
                self.error = block
                raise block
            self._ended = block is None
            self._block = io.BytesIO(block or b"")
        return data


class _Target:
    """Keeps the error of the caller's own writer, which the encryption wraps away."""

    def __init__(self, into: Writable) -> None:
        self._into = into
        self.error: BaseException | None = None

    def write(self, data: bytes, /) -> int:
        try:
            return self._into.write(data)
        except BaseException as error:
            self.error = error
            raise

    def flush(self) -> None:
        """The caller flushes what is the caller's."""
