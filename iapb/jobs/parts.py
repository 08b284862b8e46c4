"""What is too large for the box stays outside, and is read from there by its parts."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import BinaryIO, Self, cast

MIB = 1 << 20
# From this size on an input stays outside, for readers that can ask for its parts.
ASKED_FROM = 256 * MIB


class Parts:
    """A large input that stays outside: the box asks for a place and a length, and is given so much of it."""

    def __init__(self, content: BinaryIO, size: int) -> None:
        self.content, self.size = content, size
        self._asking, theirs_to_ask = os.pipe()
        theirs_to_take, self._giving = os.pipe()
        self.theirs = (theirs_to_ask, theirs_to_take)

    @classmethod
    def of(cls, input: object) -> Self | None:
        """None for what is small, or cannot be read at any place."""
        if not getattr(input, "seekable", lambda: False)():
            return None
        input = cast(BinaryIO, input)
        at = input.tell()
        size = input.seek(0, os.SEEK_END)
        input.seek(at)
        return cls(input, size) if at == 0 and size >= ASKED_FROM else None

    def give(self) -> None:
        """Until the box ends. A question out of bounds is given nothing."""
        try:
            with suppress(BrokenPipeError):
                while len(question := self._question()) == 2 * 8:
                    place, length = (int.from_bytes(question[at : at + 8], "big") for at in (0, 8))
                    self.content.seek(min(place, self.size))
                    part = self.content.read(min(length, MIB))
                    self._all(len(part).to_bytes(8, "big") + part)
        finally:
            self.close()

    def close(self) -> None:
        os.close(self._asking)
        os.close(self._giving)

    def _question(self) -> bytes:
        read = b""
        while len(read) < 2 * 8 and (piece := os.read(self._asking, 2 * 8 - len(read))):
            read += piece
        return read

    def _all(self, told: bytes) -> None:
        left = memoryview(told)
        while left:
            left = left[os.write(self._giving, left) :]
