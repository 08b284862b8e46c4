"""A BagIt 1.0 bag (RFC 8493) written as one stream: an uncompressed ZIP.

ZIP, because everyone can open one; stored, because evidence must come out byte
for byte even with the poorest of tools; with ZIP64 where the sizes ask for it.
Nothing is sought back to and nothing lies in clear on a disk: each file is read
once, its stored SHA-256 checked and its SHA-512 taken as it passes.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.utils.translation import gettext_lazy as _

from disclosures.package.errors import StoredFileDamaged

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BLOCK = 512 * 1024
ZIP64_FROM = 2**31 - 1
ENCODED = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})


@dataclass(frozen=True)
class Payload:
    """One file of the bag. ``path`` begins with ``data/``; ``sha256`` is what was stored."""

    path: str
    open: Callable[[], Iterator[bytes]]
    sha256: str
    size: int


@dataclass(frozen=True)
class Written:
    path: str
    size: int
    sha256: str
    sha512: str


def check_path(path: str) -> str:
    """The path, if it is one that means the same file on every system."""
    parts = path.split("/")
    unsafe = "\\" in path or "\0" in path or ":" in path or path.startswith("/")
    if unsafe or any(part in ("", ".", "..") for part in parts):
        raise ValueError("a path in a bag is relative and never leaves it")
    if unicodedata.normalize("NFC", path) != path:
        raise ValueError("a path in a bag is in Unicode normal form C")
    return path


def manifest(files: Iterable[Written]) -> bytes:
    """One line a file, sorted by path, so that the same files make the same bytes."""
    lines = sorted((file.path.translate(ENCODED), file.sha512) for file in files)
    return "".join(f"{digest}  {path}\n" for path, digest in lines).encode()


class BagWriter:
    """Files go in one by one; closing writes the manifests over all of them."""

    def __init__(self, sink: BinaryIO, name: str, day: date, hasher: ThreadPoolExecutor) -> None:
        self._zip = ZipFile(sink, "w", ZIP_STORED, allowZip64=True)
        self._name = check_path(name)
        self._day = day
        self._hasher = hasher
        self.payload: list[Written] = []
        self.tags: list[Written] = []

    def add(self, payload: Payload) -> Written:
        """Raises StoredFileDamaged when the bytes are not those that were stored."""
        if not payload.path.startswith("data/"):
            raise ValueError("payload lies under data/")
        written = self._write(payload.path, payload.size, payload.open())
        if (written.sha256, written.size) != (payload.sha256, payload.size):
            raise StoredFileDamaged(
                payload.path,
                _(
                    "A stored file no longer matches its hash, so no package was made. "
                    "Restore the file from the second copy and build again."
                ),
            )
        self.payload.append(written)
        return written

    def tag(self, path: str, data: bytes) -> Written:
        """A file about the payload, anywhere but under data/."""
        if path.startswith("data/"):
            raise ValueError("a tag file does not lie under data/")
        written = self._write(path, len(data), iter((data,)))
        self.tags.append(written)
        return written

    def info(self, fields: Mapping[str, str]) -> Written:
        """bag-info.txt, once the payload is complete."""
        oxum = f"{sum(file.size for file in self.payload)}.{len(self.payload)}"
        fields = {**fields, "Bagging-Date": self._day.isoformat(), "Payload-Oxum": oxum}
        lines = (f"{label}: {' '.join(value.split())}\n" for label, value in fields.items())
        return self.tag("bag-info.txt", "".join(lines).encode())

    def close(self) -> None:
        self._write_manifest("tagmanifest-sha512.txt", self.tags)
        self._zip.close()

    def discard(self) -> None:
        """Without this the ZIP would try to write its end when it is collected."""
        self._zip.fp = None

    def _write_manifest(self, path: str, files: list[Written]) -> None:
        data = manifest(files)
        self._write(path, len(data), iter((data,)))

    def _write(self, path: str, size: int, chunks: Iterable[bytes]) -> Written:
        entry = ZipInfo(
            f"{self._name}/{check_path(path)}",
            (self._day.year, self._day.month, self._day.day, 0, 0, 0),
        )
        entry.external_attr = 0o644 << 16
        digests, passed = Digests(self._hasher), 0
        with self._zip.open(entry, "w", force_zip64=size > ZIP64_FROM) as target:
            for block in blocks(chunks):
                digests.update(block)
                target.write(block)
                passed += len(block)
                if passed > size:
                    break
        sha256, sha512 = digests.finish()
        return Written(path, passed, sha256, sha512)


class Digests:
    """Both sums of one file, taken beside the writing and never more than two blocks behind."""

    def __init__(self, hasher: ThreadPoolExecutor) -> None:
        self._hasher = hasher
        self._sums = (hashlib.sha256(), hashlib.sha512())
        self._behind: deque[Future[None]] = deque()

    def update(self, block: bytes) -> None:
        self._behind.append(self._hasher.submit(self._take, block))
        while len(self._behind) > 2:
            self._behind.popleft().result()

    def finish(self) -> tuple[str, str]:
        while self._behind:
            self._behind.popleft().result()
        sha256, sha512 = self._sums
        return sha256.hexdigest(), sha512.hexdigest()

    def _take(self, block: bytes) -> None:
        for digest in self._sums:
            digest.update(block)


@contextmanager
def bag(sink: BinaryIO, name: str, day: date) -> Iterator[BagWriter]:
    """Opens and closes the bag; left by an exception it stays without its manifests."""
    with ThreadPoolExecutor(1, "hash") as hasher:
        writer = BagWriter(sink, name, day, hasher)
        try:
            writer.tag("bagit.txt", DECLARATION)
            yield writer
            writer.close()
        except BaseException:
            writer.discard()
            raise


def blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of at least half a mebibyte, the last one excepted."""
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= BLOCK:
            yield b"".join(held)
            held, size = [], 0
    if size:
        yield b"".join(held)
