"""The input as our readers open it: a file in the box's memory, or one that lies outside and is read where it is read.

A large input never enters the box as a whole: each part is asked for over a pair of pipes, and nothing but parts of
this one input can be had over them.
"""

import io
import os

INPUT = "/work/input"
PART = 1 << 20
_NUMBER = 8  # bytes


def source():
    """What libraries open: a path, or where the input stays outside something to read from."""
    told = os.environ.get("BOX_INPUT")
    return opened(told) if told else INPUT


def stream():
    """To read from in any case."""
    told = os.environ.get("BOX_INPUT")
    return opened(told) if told else open(INPUT, "rb")


def opened(told: str):
    return io.BufferedReader(_Asked(*map(int, told.split(":"))), PART)


def ends(head: int, tail: int) -> str:
    """A path for programs that need one. Where the input stays outside, its two ends with nothing between them."""
    if "BOX_INPUT" in os.environ and not os.path.exists(INPUT):
        with stream() as content, open(INPUT, "wb") as target:
            size = content.seek(0, os.SEEK_END)
            content.seek(0)
            target.write(content.read(min(head, size)))
            if size > head:
                start = max(head, size - tail)
                content.seek(start)
                target.seek(start)
                target.write(content.read(size - start))
    return INPUT


class _Asked(io.RawIOBase):
    def __init__(self, asking: int, given: int, size: int) -> None:
        self._asking, self._given, self._size, self._at = asking, given, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer) -> int:
        wanted = max(0, min(len(buffer), PART, self._size - self._at))
        if not wanted:
            return 0
        os.write(self._asking, self._at.to_bytes(_NUMBER, "big") + wanted.to_bytes(_NUMBER, "big"))
        length = int.from_bytes(self._exactly(_NUMBER), "big")
        buffer[:length] = self._exactly(length)
        self._at += length
        return length

    def _exactly(self, count: int) -> bytes:
        parts = b""
        while len(parts) < count:
            part = os.read(self._given, count - len(parts))
            if not part:
                raise OSError("the input ended")
            parts += part
        return parts
