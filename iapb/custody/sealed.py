"""The sealed file format "vault/1": C2SP chunked-encryption with AES-256-GCM, unchanged.

    salt (24) | commitment (32) | chunks of 16 KiB, each with a tag of 16 bytes

The last chunk is always shorter than 16 KiB, so a cut file is seen to be cut. The
context binds a file to its id and segment: moved under another row it does not open.
Sealing is the library's own; it opens from the start only, so random access is here.
"""

import hmac
import os
from collections.abc import Callable, Generator, Iterator
from enum import StrEnum
from itertools import count
from typing import Protocol
from uuid import UUID

from cryptography.cobblestone import Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KEY_BYTES = 32
SALT_BYTES = 24
COMMITMENT_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
HEADER_BYTES = SALT_BYTES + COMMITMENT_BYTES
CHUNK_BYTES = 16 * 1024
SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
CHUNK_LIMIT = 1 << 38

# One write to the disk: about 1 MiB. One read: about 256 KiB, which stays in the processor's cache.
_WRITE_CHUNKS = 64
_WRITE_BYTES = _WRITE_CHUNKS * CHUNK_BYTES
BATCH_CHUNKS = 16

_INFO = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"


class Fault(StrEnum):
    SIZE = "size"
    COMMITMENT = "commitment"
    CHUNK = "chunk"


class Damaged(Exception):
    """Sealed bytes are not what was sealed under this key and context."""

    def __init__(self, fault: Fault, chunk: int | None = None) -> None:
        self.fault = fault
        self.chunk = chunk
        where = "" if chunk is None else f" in chunk {chunk}"
        super().__init__(f"sealed bytes refused: {fault.value}{where}")


class Source(Protocol):
    """Where sealed bytes are read from: a file here, an object store elsewhere."""

    def size(self) -> int: ...

    def read_into(self, offset: int, buffer: memoryview) -> int:
        """Fill the buffer from the offset; fewer bytes mean the end was met."""
        ...


class BytesSource:
    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)

    def size(self) -> int:
        return len(self._data)

    def read_into(self, offset: int, buffer: memoryview) -> int:
        piece = self._data[offset : offset + len(buffer)]
        buffer[: len(piece)] = piece
        return len(piece)


class FileSource:
    """Reads by position, so that one descriptor serves several readers."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def size(self) -> int:
        return os.fstat(self._descriptor).st_size

    def read_into(self, offset: int, buffer: memoryview) -> int:
        filled = 0
        while filled < len(buffer):
            count = os.preadv(self._descriptor, [buffer[filled:]], offset + filled)
            if count == 0:
                break
            filled += count
        return filled


def vault_context(blob: UUID, segment: int) -> bytes:
    return f"iapb-vault/1|{blob}|{segment}".encode("ascii")


def sealed_size_of(size: int) -> int:
    """Bytes on disk of a plain text of this many bytes."""
    return HEADER_BYTES + size + TAG_BYTES * (size // CHUNK_BYTES + 1)


def plain_size_of(sealed_size: int) -> int:
    """Bytes of the plain text; raises Damaged where no plain text seals to this size."""
    full, rest = divmod(sealed_size - HEADER_BYTES, SEALED_CHUNK_BYTES)
    if full < 0 or rest < TAG_BYTES or full >= CHUNK_LIMIT:
        raise Damaged(Fault.SIZE)
    return full * CHUNK_BYTES + rest - TAG_BYTES


class _Cipher:
    """Opens single chunks under the single-use key and base nonce of one sealed file."""

    def __init__(self, key: bytes, salt: bytes, context: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("key must be 32 bytes.")
        length = KEY_BYTES + NONCE_BYTES + COMMITMENT_BYTES
        derived = HKDFExpand(SHA512(), length, _INFO + salt + context).derive(key)
        self._aead = AESGCM(derived[:KEY_BYTES])
        self._base = int.from_bytes(derived[KEY_BYTES : KEY_BYTES + NONCE_BYTES], "big")
        self.commitment = derived[KEY_BYTES + NONCE_BYTES :]

    def open(self, number: int, sealed: memoryview, into: memoryview) -> None:
        nonce = (self._base ^ number).to_bytes(NONCE_BYTES, "big")
        try:
            self._aead.decrypt_into(nonce, sealed, None, into)
        except InvalidTag:
            into[:] = bytes(len(into))
            raise Damaged(Fault.CHUNK, number) from None


class Sealer:
    """Seals a stream. `write` gets views of a buffer that is used again: it must not keep them."""

    def __init__(self, key: bytes, context: bytes, write: Callable[[memoryview], object]) -> None:
        self._encryptor = Cobblestone256Encryptor(key, context)
        self._write = write
        # Room for a whole batch, the head of the file and the rest of the batch before.
        self._buffer = memoryview(bytearray(HEADER_BYTES + (_WRITE_CHUNKS + 1) * SEALED_CHUNK_BYTES))
        self.size = 0
        self.sealed_size = 0

    def update(self, data: bytes | bytearray | memoryview) -> None:
        view = memoryview(data).cast("B")
        for start in range(0, len(view), _WRITE_BYTES):
            piece = view[start : start + _WRITE_BYTES]
            self._emit(self._buffer[: self._encryptor.update_into(piece, self._buffer)])
        self.size += len(view)

    def finish(self) -> None:
        """Writes the last, shorter chunk. Without it the file reads as cut."""
        self._emit(memoryview(self._encryptor.finalize()))

    def _emit(self, view: memoryview) -> None:
        self._write(view)
        self.sealed_size += len(view)


class Opener:
    """Opens sealed bytes at any place.

    Size, commitment and last chunk are checked here, before anything can be read;
    what `read` yields has been verified chunk by chunk.
    """

    def __init__(self, key: bytes, context: bytes, source: Source, *, sealed_size: int | None = None) -> None:
        """`sealed_size` is what was recorded when the file was sealed."""
        self._source = source
        self.sealed_size = source.size()
        if sealed_size is not None and self.sealed_size != sealed_size:
            raise Damaged(Fault.SIZE)
        self.size = plain_size_of(self.sealed_size)
        header = memoryview(bytearray(HEADER_BYTES))
        self._fill(0, header)
        self._cipher = _Cipher(key, bytes(header[:SALT_BYTES]), context)
        if not hmac.compare_digest(header[SALT_BYTES:], self._cipher.commitment):
            raise Damaged(Fault.COMMITMENT)
        self._check_end()

    def read(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Plain text from `start` up to, not including, `end`."""
        end = self.size if end is None else end
        if not 0 <= start <= end <= self.size:
            raise ValueError("the range lies outside the file")
        return self._read(start, end)

    def _read(self, start: int, end: int) -> Iterator[bytes]:
        first, beyond = start // CHUNK_BYTES, -(-end // CHUNK_BYTES)
        most = min(BATCH_CHUNKS, beyond - first)
        sealed = memoryview(bytearray(most * SEALED_CHUNK_BYTES))
        plain = memoryview(bytearray(most * CHUNK_BYTES))
        for number in range(first, beyond, BATCH_CHUNKS):
            count = min(BATCH_CHUNKS, beyond - number)
            opened = self._open(number, count, sealed, plain)
            base = number * CHUNK_BYTES
            yield bytes(opened[max(start - base, 0) : end - base])

    def _open(self, number: int, count: int, sealed: memoryview, plain: memoryview) -> memoryview:
        offset = HEADER_BYTES + number * SEALED_CHUNK_BYTES
        sealed = sealed[: min(count * SEALED_CHUNK_BYTES, self.sealed_size - offset)]
        self._fill(offset, sealed)
        position = size = 0
        while position < len(sealed):
            piece = sealed[position : position + SEALED_CHUNK_BYTES]
            beyond = size + len(piece) - TAG_BYTES
            self._cipher.open(number, piece, plain[size:beyond])
            position, size, number = position + len(piece), beyond, number + 1
        return plain[:size]

    def _check_end(self) -> None:
        """Only the true last chunk opens under its number and short length."""
        plain = memoryview(bytearray(CHUNK_BYTES))
        self._open(self.size // CHUNK_BYTES, 1, memoryview(bytearray(SEALED_CHUNK_BYTES)), plain)

    def _fill(self, offset: int, buffer: memoryview) -> None:
        if self._source.read_into(offset, buffer) != len(buffer):
            raise Damaged(Fault.SIZE)


def read_begun(key: bytes, context: bytes, source: Source) -> Generator[bytes, None, bool]:
    """Plain text of what was sealed before the sealing process died: every chunk that is whole and opens.

    Gives true where that was all of it: the last chunk, which is shorter, is there.
    """
    header = memoryview(bytearray(HEADER_BYTES))
    if source.read_into(0, header) != HEADER_BYTES:
        return False
    cipher = _Cipher(key, bytes(header[:SALT_BYTES]), context)
    if not hmac.compare_digest(header[SALT_BYTES:], cipher.commitment):
        return False
    sealed, plain = memoryview(bytearray(SEALED_CHUNK_BYTES)), memoryview(bytearray(CHUNK_BYTES))
    for number in count():
        size = source.read_into(HEADER_BYTES + number * SEALED_CHUNK_BYTES, sealed) - TAG_BYTES
        if size < 0:
            return False
        try:
            cipher.open(number, sealed[: size + TAG_BYTES], plain[:size])
        except Damaged:
            return False
        yield bytes(plain[:size])
        if size < CHUNK_BYTES:
            return True
    return False


def seal(key: bytes, context: bytes, plain: bytes) -> bytes:
    """Seals what fits into memory."""
    sealed = bytearray()
    sealer = Sealer(key, context, sealed.extend)
    sealer.update(plain)
    sealer.finish()
    return bytes(sealed)


def open_sealed(key: bytes, context: bytes, sealed: bytes) -> bytes:
    """Opens what fits into memory; raises Damaged."""
    return b"".join(Opener(key, context, BytesSource(sealed)).read())
