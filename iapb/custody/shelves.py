"""Where sealed segments and sidecars lie: a folder of this machine, or an object store behind Django's storage API.

Both get bytes that are sealed already. Names read `ab/cd/<uuid>-<segment>` and `ab/cd/<uuid>.json`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from weakref import finalize

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage

from iapb.custody.durable import make_directory, replace, sync_directory
from iapb.custody.sealed import FileSource, Source


class NotInVault(Exception):
    """A file that was acknowledged is not in the vault."""


class Shelf(Protocol):
    """Raises OSError where disk or line fail."""

    def put(self, name: str, aside: Path) -> None:
        """Returns once the bytes are safe under the name. Raises FileExistsError: a segment is never replaced."""

    def source(self, name: str) -> Source:
        """Raises NotInVault."""
        ...

    def holds(self, name: str) -> bool: ...

    def remove(self, name: str) -> None:
        """Also where it is not there."""

    def read(self, name: str) -> bytes:
        """Raises FileNotFoundError."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Safe when it returns, whole or not at all; replaces what was there."""

    def listed(self, beginning: str = "") -> Iterator[tuple[str, float]]:
        """Names that begin so, in order, and when each was written last (seconds since 1970)."""
        ...


class HeldSource(FileSource):
    """Closed when nobody reads from it any more."""

    def __init__(self, path: Path) -> None:
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise NotInVault("a sealed segment is not in the vault") from None
        super().__init__(descriptor)
        finalize(self, os.close, descriptor)


class Folder:
    """The default. Django's own FileSystemStorage promises nothing after a power cut, so this one goes to the disk."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, name: str, aside: Path) -> None:
        final = self._root / name
        make_directory(final.parent)
        os.link(aside, final)
        sync_directory(final.parent)
        if name.endswith("-0"):
            # The levels above too: another upload may have made them a moment ago and not synced yet.
            sync_directory(final.parent.parent)
            sync_directory(self._root)

    def source(self, name: str) -> Source:
        return HeldSource(self._root / name)

    def holds(self, name: str) -> bool:
        return (self._root / name).exists()

    def remove(self, name: str) -> None:
        (self._root / name).unlink(missing_ok=True)

    def read(self, name: str) -> bytes:
        return (self._root / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        make_directory((self._root / name).parent)
        replace(self._root / name, content)

    def listed(self, beginning: str = "") -> Iterator[tuple[str, float]]:
        for path in sorted(self._root.glob(f"{beginning}*" if beginning else "??/??/[!.]*")):
            yield str(path.relative_to(self._root)), path.stat().st_mtime


class Objects:
    """Any storage of Django's that reads by position; `iapb.custody.objects` is one for S3."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def put(self, name: str, aside: Path) -> None:
        if self._storage.exists(name):
            raise FileExistsError(name)
        with open(aside, "rb") as sealed:
            self._save(name, File(sealed))

    def source(self, name: str) -> Source:
        try:
            return _StoredSource(self._storage.open(name))
        except FileNotFoundError:
            raise NotInVault("a sealed segment is not in the vault") from None

    def holds(self, name: str) -> bool:
        return self._storage.exists(name)

    def remove(self, name: str) -> None:
        self._storage.delete(name)

    def read(self, name: str) -> bytes:
        with self._storage.open(name) as file:
            return bytes(file.read())

    def write(self, name: str, content: bytes) -> None:
        self._save(name, ContentFile(content))

    def listed(self, beginning: str = "") -> Iterator[tuple[str, float]]:
        listed: Iterator[tuple[str, float]] = self._storage.listed(beginning)  # type: ignore[attr-defined]
        return listed

    def _save(self, name: str, content: File) -> None:
        size = content.size
        kept = self._storage.save(name, content)
        if kept != name or self._storage.size(name) != size:
            raise OSError("the object store does not hold what it was given")


class _StoredSource:
    def __init__(self, file: File) -> None:
        self._file = file

    def size(self) -> int:
        return int(self._file.size)

    def read_into(self, offset: int, buffer: memoryview) -> int:
        self._file.seek(offset)
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
