"""The vault: sealed segments and, beside them, what is needed to read them again.

`ab/cd/<uuid>-<segment>` holds sealed bytes, `ab/cd/<uuid>.json` the sidecar: with it and
the subject keys the vault is readable without the database. No name, no type, no plain text.
"""

import base64
import hashlib
import json
import os
import secrets
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import SEEK_CUR, SEEK_END, SEEK_SET, BufferedReader, RawIOBase
from pathlib import Path, PurePath
from queue import SimpleQueue
from threading import Thread
from time import time
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from iapb.custody.durable import PRIVATE_FILE, make_directory
from iapb.custody.sealed import Damaged, Fault, Opener, Sealer, read_begun, vault_context
from iapb.custody.shelves import Folder, HeldSource, NotInVault, Shelf

FORMAT = "iapb-vault/1"
_READ_AHEAD = 256 * 1024
_FLUSH_BYTES = 16 * 1024 * 1024
_HELD_OPEN = 16


@dataclass(frozen=True)
class Segment:
    number: int
    size: int
    sealed_size: int
    sealed_sha256: str | None = None


@dataclass(frozen=True)
class Sidecar:
    blob: UUID
    kind: str
    size: int
    sha256: str | None
    segments: Sequence[Segment]
    # Wrapped file key per subject.
    wrapped: Mapping[UUID, bytes]

    def to_json(self) -> bytes:
        content = {
            "format": FORMAT,
            "blob": str(self.blob),
            "kind": self.kind,
            "size": self.size,
            "sha256": self.sha256,
            "segments": [vars(segment) for segment in self.segments],
            "wrapped": {str(s): base64.b64encode(w).decode() for s, w in self.wrapped.items()},
        }
        return (json.dumps(content, indent=1, sort_keys=True) + "\n").encode("ascii")

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        read: dict[str, Any] = json.loads(content)
        if read["format"] != FORMAT:
            raise ValueError("not a sidecar of this vault format")
        return cls(
            blob=UUID(read["blob"]),
            kind=read["kind"],
            size=read["size"],
            sha256=read["sha256"],
            segments=[Segment(**segment) for segment in read["segments"]],
            wrapped={UUID(s): base64.b64decode(w, validate=True) for s, w in read["wrapped"].items()},
        )


class _Flusher:
    """Brings what was written to the disk while more comes in, so that the end need not wait."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._asked: SimpleQueue[bool] = SimpleQueue()
        self._failure: OSError | None = None
        self._thread: Thread | None = None
        self._waiting = 0

    def written(self, count: int) -> None:
        self._waiting += count
        if self._waiting >= _FLUSH_BYTES:
            self._waiting = 0
            if self._thread is None:
                self._thread = Thread(target=self._work, daemon=True)
                self._thread.start()
            self._asked.put(True)

    def stop(self) -> None:
        if self._thread is not None:
            self._asked.put(False)
            self._thread.join()
            self._thread = None

    def finish(self) -> None:
        """Everything is on the disk. The kernel tells a failed write once only, so it is kept for here."""
        self.stop()
        if self._failure is not None:
            raise self._failure
        os.fsync(self._descriptor)

    def _work(self) -> None:
        while self._asked.get():
            try:
                os.fdatasync(self._descriptor)
            except OSError as failure:
                self._failure = failure
                return


class SegmentWriter:
    """Seals into a file aside; nothing is in the vault until `keep` returns."""

    def __init__(self, vault: "Vault", blob: UUID, number: int, key: bytes, *, found_again: bool) -> None:
        self._vault = vault
        self._number = number
        self._name = vault.name(blob, number)
        self._aside = vault.aside(blob, number) if found_again else vault.incoming / secrets.token_hex(16)
        self._stays = self._finished = False
        self._found_again = found_again
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        self._descriptor = os.open(self._aside, flags, PRIVATE_FILE)
        self._flusher = _Flusher(self._descriptor)
        self._sealer = Sealer(key, vault_context(blob, number), self._write_all)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._flusher.stop()
        os.close(self._descriptor)
        if not self._stays:
            self._aside.unlink(missing_ok=True)

    @property
    def size(self) -> int:
        return self._sealer.size

    def write(self, data: bytes | memoryview) -> None:
        self._sealer.update(data)

    def finish(self) -> None:
        """Writes the end; nothing may follow."""
        if not self._finished:
            self._finished = True
            self._sealer.finish()

    def keep(self) -> Segment:
        """Returns once bytes and name are on the disk. A segment is never replaced."""
        self.finish()
        self._flusher.finish()
        self._vault.shelf.put(self._name, self._aside)
        self._stays = self._found_again
        return Segment(self._number, self._sealer.size, self._sealer.sealed_size)

    def _write_all(self, view: memoryview) -> None:
        self._flusher.written(len(view))
        while view:
            view = view[os.write(self._descriptor, view) :]


class VaultFile:
    """A whole file: every segment is checked before the first byte of any is released.

    A large upload has a thousand segments: only the last few that were read stay open.
    """

    def __init__(self, vault: "Vault", blob: UUID, key: bytes, segments: Sequence[Segment]) -> None:
        if [segment.number for segment in segments] != list(range(len(segments))) or not segments:
            raise Damaged(Fault.SIZE)
        self._vault, self._blob, self._key = vault, blob, key
        self._segments = segments
        self._open: OrderedDict[int, Opener] = OrderedDict()
        self._starts: list[int] = []
        self.size = 0
        for segment in segments:
            self._starts.append(self.size)
            self.size += self._opener(segment.number).size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._open.clear()

    def read(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Plain text from `start` up to, not including, `end`."""
        end = self.size if end is None else end
        if not 0 <= start <= end <= self.size:
            raise ValueError("the range lies outside the file")
        return self._read(start, end)

    def _read(self, start: int, end: int) -> Iterator[bytes]:
        for number in range(bisect_right(self._starts, start) - 1, len(self._starts)):
            offset = self._starts[number]
            if offset >= end:
                return
            opener = self._opener(number)
            low, high = max(start - offset, 0), min(end - offset, opener.size)
            if low < high:
                yield from opener.read(low, high)

    def _opener(self, number: int) -> Opener:
        """Checked anew each time it is opened."""
        if number not in self._open:
            segment = self._segments[number]
            source = self._vault.shelf.source(self._vault.name(self._blob, number))
            context = vault_context(self._blob, number)
            self._open[number] = Opener(self._key, context, source, sealed_size=segment.sealed_size)
            if len(self._open) > _HELD_OPEN:
                self._open.popitem(last=False)
        return self._open[number]


class PlainReader(RawIOBase):
    """A vault file as a seekable stream, for readers that expect one. Nothing rests on disk."""

    def __init__(self, file: VaultFile) -> None:
        super().__init__()
        self._file = file
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        base = {SEEK_SET: 0, SEEK_CUR: self._position, SEEK_END: self._file.size}[whence]
        if base + offset < 0:
            raise ValueError("before the start of the file")
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        end = min(self._position + len(view), self._file.size)
        filled = 0
        for piece in self._file.read(min(self._position, end), end):
            view[filled : filled + len(piece)] = piece
            filled += len(piece)
        self._position += filled
        return filled

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


class Vault:
    """`root` is of this machine: what arrives lies there first, and what is kept too, unless another shelf is given."""

    def __init__(self, root: Path, shelf: Shelf | None = None) -> None:
        self.root = root
        self.shelf = shelf or Folder(root)
        self.incoming = root / "incoming"
        self.claims = root / "claims"
        make_directory(self.incoming)
        make_directory(self.claims)

    def name(self, blob: UUID, number: int) -> str:
        return f"{_directory(blob)}/{blob}-{number}"

    def sidecar_name(self, blob: UUID) -> str:
        return f"{_directory(blob)}/{blob}.json"

    def path(self, blob: UUID, number: int) -> Path:
        """In a folder."""
        return self.root / self.name(blob, number)

    def sidecar_path(self, blob: UUID) -> Path:
        return self.root / self.sidecar_name(blob)

    def aside(self, blob: UUID, number: int) -> Path:
        return self.incoming / f"{blob}-{number}"

    def new_segment(self, blob: UUID, number: int, key: bytes, *, found_again: bool = False) -> SegmentWriter:
        """`found_again`: `left_aside` gives what a killed process had sealed of it, until `counted` or `discard`."""
        return SegmentWriter(self, blob, number, key, found_again=found_again)

    def left_aside(self, blob: UUID, number: int, key: bytes) -> Iterator[bytes]:
        """Plain text of segments from `number` on that were being received when the process died.

        Up to the first byte that is not there: the segment after one that is not whole would come at a wrong place.
        Their files are open from now on: `clear_aside` and new segments under the same numbers do not disturb.
        """
        held: list[HeldSource] = []
        with suppress(NotInVault):
            while True:
                held.append(HeldSource(self.aside(blob, number + len(held))))
        return _in_a_row(key, [(vault_context(blob, number + at), source) for at, source in enumerate(held)])

    def clear_aside(self, blob: UUID) -> None:
        for path in self.incoming.glob(f"{blob}-*"):
            path.unlink(missing_ok=True)

    def counted(self, blob: UUID, segments: Sequence[Segment]) -> None:
        """Their rows are written: the names aside are not needed any more."""
        for segment in segments:
            self.aside(blob, segment.number).unlink(missing_ok=True)

    def open(self, blob: UUID, key: bytes, segments: Sequence[Segment]) -> VaultFile:
        """Raises NotInVault or Damaged before any byte is released."""
        return VaultFile(self, blob, key, segments)

    def open_plain(self, blob: UUID, key: bytes, segments: Sequence[Segment]) -> BufferedReader:
        return BufferedReader(PlainReader(self.open(blob, key, segments)), _READ_AHEAD)

    def write_sidecar(self, sidecar: Sidecar) -> None:
        self.shelf.write(self.sidecar_name(sidecar.blob), sidecar.to_json())

    def read_sidecar(self, blob: UUID) -> Sidecar | None:
        """None where it is missing; raises ValueError where it is of another format."""
        try:
            return Sidecar.from_json(self.shelf.read(self.sidecar_name(blob)))
        except FileNotFoundError:
            return None

    def holds(self, blob: UUID, number: int) -> bool:
        return self.shelf.holds(self.name(blob, number))

    def sealed_size(self, blob: UUID, number: int) -> int:
        return self.shelf.source(self.name(blob, number)).size()

    def sealed_bytes(self, blob: UUID, number: int) -> Iterator[bytes]:
        """As they lie there now, without any key. Raises NotInVault."""
        source, offset = self.shelf.source(self.name(blob, number)), 0
        buffer = memoryview(bytearray(_READ_AHEAD))
        while count := source.read_into(offset, buffer):
            yield bytes(buffer[:count])
            offset += count

    def sealed_sha256(self, blob: UUID, number: int) -> str:
        digest = hashlib.sha256()
        for piece in self.sealed_bytes(blob, number):
            digest.update(piece)
        return digest.hexdigest()

    def discard(self, blob: UUID, segments: Sequence[Segment]) -> None:
        """Takes back what was never acknowledged."""
        self.shelf.remove(self.sidecar_name(blob))
        for segment in segments:
            self.shelf.remove(self.name(blob, segment.number))
            self.aside(blob, segment.number).unlink(missing_ok=True)

    def discard_all(self, blob: UUID) -> None:
        """Also what a killed process left and no row tells of."""
        for name, _changed in list(self.shelf.listed(f"{_directory(blob)}/{blob}")):
            self.shelf.remove(name)
        self.clear_aside(blob)

    def blobs(self) -> Iterator[UUID]:
        """Everything that has a segment here, known to the database or not."""
        seen: UUID | None = None
        for name, _changed in self.shelf.listed():
            blob, dash, number = PurePath(name).name.rpartition("-")
            if dash and number.isdecimal() and len(blob) == 36 and UUID(blob) != seen:
                seen = UUID(blob)
                yield seen

    def age(self, blob: UUID) -> float:
        """Seconds since the last segment was stored."""
        return time() - max(changed for _name, changed in self.shelf.listed(f"{_directory(blob)}/{blob}-"))

    def unfinished(self, older_than: float) -> Iterator[Path]:
        """Files aside that no upload finished, by seconds since they were last written."""
        for path in self.incoming.iterdir():
            if time() - path.stat().st_mtime > older_than:
                yield path

    def space_left(self) -> int:
        """Bytes the disk still takes."""
        disk = os.statvfs(self.root)
        return disk.f_bavail * disk.f_frsize


def _in_a_row(key: bytes, begun: Sequence[tuple[bytes, HeldSource]]) -> Iterator[bytes]:
    for context, source in begun:
        if not (yield from read_begun(key, context, source)):
            return


def _directory(blob: UUID) -> str:
    return f"{blob.hex[:2]}/{blob.hex[2:4]}"
