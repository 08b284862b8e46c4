"""Where an archive lies: a folder of this machine, or a ZIP that somebody sent, which only the box opens."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from iapb.jobs.box import Box, BoxError, Limits

UNPACKER = Path(__file__).parent / "unpack.py"
MOST_OF_ONE = 64 << 20  # bytes of one file in a ZIP; larger ones go in pieces, on the page of their item
MOST_AT_ONCE = 32 << 20
MOST_NUMBERS = 200
MOST_BYTES = 1 << 30  # of a ZIP
_NEEDS = {"seconds": 600, "cpu_seconds": 300, "memory": 2 << 30, "disk": MOST_BYTES + (64 << 20), "output": 128 << 20}


class Outside(Exception):
    """The path is not one of a plain file inside the archive."""


class Unopened(Exception):
    """The archive as a whole cannot be read; carries the word of the problem."""


class Place(Protocol):
    def open(self, path: str) -> BinaryIO:
        """Raises Outside, FileNotFoundError."""
        ...

    def size(self, path: str) -> int:
        """Raises Outside, FileNotFoundError."""
        ...

    def files(self) -> Iterator[str]:
        """Every file, as a path with slashes."""
        ...

    def ahead(self, paths: Iterable[str]) -> None:
        """These will be asked for next."""
        ...

    @property
    def most_of_one(self) -> int | None:
        """Bytes of one file, where there is a bound."""
        ...


class Folder:
    most_of_one = None

    def __init__(self, root: Path) -> None:
        self.root = root

    def open(self, path: str) -> BinaryIO:
        return open(os.open(self._inside(path), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")

    def size(self, path: str) -> int:
        return self._inside(path).stat().st_size

    def files(self) -> Iterator[str]:
        for directory, _directories, names in os.walk(self.root):
            for name in names:
                yield (Path(directory) / name).relative_to(self.root).as_posix()

    def ahead(self, paths: Iterable[str]) -> None:
        pass

    def _inside(self, path: str) -> Path:
        found = self.root
        for part in parts_of(path):
            found = found / part
            if found.is_symlink():
                raise Outside
        if not found.exists():
            raise FileNotFoundError
        if not found.is_file():
            raise Outside
        return found


class Single:
    """One table that was sent alone, under the name it had."""

    most_of_one = None

    def __init__(self, name: str, opened: Callable[[], BinaryIO], size: int) -> None:
        self._name, self._opened, self._size = name, opened, size

    def open(self, path: str) -> BinaryIO:
        self.size(path)
        return self._opened()

    def size(self, path: str) -> int:
        parts_of(path)
        if path != self._name:
            raise FileNotFoundError
        return self._size

    def files(self) -> Iterator[str]:
        yield self._name

    def ahead(self, paths: Iterable[str]) -> None:
        pass


class Packed:
    """`opened` gives the ZIP as a stream, anew each time it is asked: it lies sealed and is fed into the box."""

    most_of_one = MOST_OF_ONE

    def __init__(self, opened: Callable[[], AbstractContextManager[Iterable[bytes]]], box: Box) -> None:
        self._opened, self._box = opened, box
        self._held: dict[str, bytes] = {}
        self._next: list[str] = []
        found = json.loads(self._ask("list"))
        if error := found.get("error"):
            raise Unopened(error)
        top = _common_top([path for path, _size in found["files"]])
        self._entries = {path[len(top) :]: (number, size) for number, (path, size) in enumerate(found["files"])}

    def open(self, path: str) -> BinaryIO:
        self._entry(path)
        if path not in self._held:
            self._held = self._taken_with(path)
        return io.BytesIO(self._held.pop(path))

    def size(self, path: str) -> int:
        return self._entry(path)[1]

    def files(self) -> Iterator[str]:
        yield from self._entries

    def ahead(self, paths: Iterable[str]) -> None:
        self._next = list(dict.fromkeys(paths))

    def _taken_with(self, path: str) -> dict[str, bytes]:
        """It and what comes next, as much as may be held in memory: each asking feeds the whole ZIP into a new box."""
        after = self._next[self._next.index(path) + 1 :] if path in self._next else []
        wanted, left = [path], MOST_AT_ONCE - self._entries[path][1]
        for other in after[: MOST_NUMBERS - 1]:
            size = self._entries.get(other, (0, MOST_BYTES))[1]
            if size <= left:
                wanted.append(other)
                left -= size
        try:
            return dict(zip(wanted, self._take(wanted), strict=True))
        except FileNotFoundError:  # perhaps another one is damaged
            return dict(zip([path], self._take([path]), strict=True))

    def _take(self, paths: list[str]) -> Iterator[bytes]:
        content = memoryview(self._ask("take", *(str(self._entries[path][0]) for path in paths)))
        for path in paths:
            size = int.from_bytes(content[:8], "big")
            if size != self._entries[path][1] or len(content) < 8 + size:
                raise FileNotFoundError
            yield bytes(content[8 : 8 + size])
            content = content[8 + size :]

    def _entry(self, path: str) -> tuple[int, int]:
        parts_of(path)
        if path not in self._entries:
            raise FileNotFoundError
        return self._entries[path]

    def _ask(self, *words: str) -> bytes:
        try:
            with self._opened() as stream:
                return Box(self._box.limits or Limits(**_NEEDS)).python(UNPACKER, *words, input=stream).stdout
        except BoxError:
            if words[0] == "list":
                raise Unopened("zip_broken") from None
            raise FileNotFoundError from None


def parts_of(path: str) -> tuple[str, ...]:
    parts = PurePosixPath(path).parts
    if not parts or "\x00" in path or parts[0] == "/" or ".." in parts or ":" in parts[0]:
        raise Outside
    return parts


def _common_top(paths: list[str]) -> str:
    """Most programs pack the folder itself: then everything stands under one name, which is no part of the paths."""
    tops = {path.partition("/")[0] for path in paths}
    return f"{tops.pop()}/" if len(tops) == 1 and all("/" in path for path in paths) else ""
