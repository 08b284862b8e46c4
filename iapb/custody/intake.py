"""Bytes on their way into the vault: hashed and sealed in one stream, never at rest in clear."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from iapb.custody.hashing import Hashes
from iapb.custody.store import Segment, SegmentWriter, Vault

# Small pieces cost a thread switch each; large ones cost memory.
_PIECE_BYTES = 1 << 20
# So much that came in small pieces is put together before it is sealed.
JOINED_BYTES = 128 * 1024


@dataclass(frozen=True)
class Taken:
    segment: Segment
    sha256: str

    @property
    def size(self) -> int:
        return self.segment.size


class Empty(Exception):
    """The stream ended without a byte."""


class Short(Exception):
    """The stream ended before the announced size: the line broke."""


def take_in(
    vault: Vault, blob: UUID, key: bytes, stream: Iterable[bytes], *, expected_size: int | None = None
) -> Taken:
    """Returns once the sealed bytes are on the disk; raises Empty or Short and keeps nothing."""
    with vault.new_segment(blob, 0, key) as writer, Hashes("sha256") as hashes:
        _copy(stream, writer, hashes)
        if expected_size is not None and writer.size != expected_size:
            raise Short
        if writer.size == 0:
            raise Empty
        return Taken(writer.keep(), hashes.digests()["sha256"].hex())


def sha256_of(stream: Iterable[bytes]) -> tuple[str, int]:
    """Hash and size of a stream that is not kept."""
    size = 0
    with Hashes("sha256") as hashes:
        for piece in in_pieces(stream):
            hashes.update(piece)
            size += len(piece)
        return hashes.digests()["sha256"].hex(), size


def in_pieces(stream: Iterable[bytes]) -> Iterator[bytes | memoryview]:
    """The same bytes in pieces of a size that is good to work on."""
    small: list[bytes] = []
    waiting = 0
    for data in stream:
        if len(data) >= JOINED_BYTES and not small:
            view = memoryview(data)
            yield from (view[start : start + _PIECE_BYTES] for start in range(0, len(view), _PIECE_BYTES))
            continue
        small.append(data)
        waiting += len(data)
        if waiting >= JOINED_BYTES:
            yield b"".join(small)
            small, waiting = [], 0
    if small:
        yield b"".join(small)


def _copy(stream: Iterable[bytes], writer: SegmentWriter, hashes: Hashes) -> None:
    for piece in in_pieces(stream):
        hashes.update(piece)
        writer.write(piece)
