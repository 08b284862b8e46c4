"""The decryptor against what another implementation sealed, and against every kind of damage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.cobblestone import Cobblestone256Encryptor

from tests.oracles.vault_format import AEAD, PREFIX, Damaged, context_of, derive, hkdf_expand, nonce_of, open_all

FILE = Path(__file__).parents[1] / "data" / "vault_format_vectors.json"
VECTORS = json.loads(FILE.read_text(encoding="ascii"))["vectors"]
BLOB = "3f0c7f0a-6d7e-4a53-9a39-0d2b8a0f4c11"
WHOLE = 16384 + 16


def sealed_by_the_library(key: bytes, context: bytes, plain: bytes) -> bytes:
    encryptor = Cobblestone256Encryptor(key, context=context)
    return bytes(encryptor.update(plain)) + bytes(encryptor.finalize())


def pattern(length: int) -> bytes:
    blocks = (sha256(number.to_bytes(4, "big")).digest() for number in range(length // 32 + 1))
    return b"".join(blocks)[:length]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["shows"])
def test_open_all_of_a_kept_vector_gives_its_plaintext(vector: dict[str, str]) -> None:
    key, context = bytes.fromhex(vector["key"]), bytes.fromhex(vector["context"])
    assert open_all(key, context, bytes.fromhex(vector["sealed"])).hex() == vector["plain"]


@pytest.mark.parametrize("length", [0, 1, 31, 16383, 16384, 16385, 32767, 32768, 32769, 70_000, 257 * 16384 + 5])
def test_open_all_of_any_length_gives_its_plaintext(length: int) -> None:
    key, context, plain = Cobblestone256Encryptor.generate_key(), context_of(BLOB, 12), pattern(length)
    sealed = sealed_by_the_library(key, context, plain)
    assert len(sealed) == 56 + length + 16 * (length // 16384 + 1)
    assert open_all(key, context, sealed) == plain


def test_context_of_a_segment_is_the_line_written_by_hand() -> None:
    assert context_of(BLOB, 0) == b"iapb-vault/1|3f0c7f0a-6d7e-4a53-9a39-0d2b8a0f4c11|0"
    assert context_of(BLOB, 12) == b"iapb-vault/1|3f0c7f0a-6d7e-4a53-9a39-0d2b8a0f4c11|12"


def test_derive_takes_key_nonce_and_commitment_in_this_order() -> None:
    key, salt = bytes(range(32)), bytes(range(24))
    made = hkdf_expand(key, b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00" + salt + b"context", 76)
    assert derive(key, b"context", salt) == (made[:32], made[32:44], made[44:])
    assert PREFIX + AEAD == b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM"


def test_nonce_of_a_chunk_counts_in_the_last_bytes() -> None:
    base = bytes.fromhex("d8857bff507d0677f95e6d44")
    assert nonce_of(base, 0) == base
    assert nonce_of(base, 1).hex() == "d8857bff507d0677f95e6d45"
    assert nonce_of(base, 256).hex() == "d8857bff507d0677f95e6c44"
    assert nonce_of(base, 2**38 - 1).hex() == "d8857bff507d064806a192bb"
    with pytest.raises(Damaged):
        nonce_of(base, 2**38)


def damages(sealed: bytes) -> Iterator[tuple[str, bytes]]:
    """Of a file of two whole chunks and a short one."""
    head, body = sealed[:56], sealed[56:]
    first, second, last = body[:WHOLE], body[WHOLE : 2 * WHOLE], body[2 * WHOLE :]
    yield "nothing", b""
    yield "salt only", sealed[:24]
    yield "half a commitment", sealed[:40]
    yield "head only", head
    yield "first chunk only", head + first
    yield "last chunk cut away", head + first + second
    yield "last chunk only", head + last
    yield "first chunk cut away", head + second + last
    yield "middle chunk cut away", head + first + last
    yield "whole chunks swapped", head + second + first + last
    yield "a chunk twice", head + first + first + second + last
    yield "last chunk twice", sealed + last
    yield "last chunk first", head + last + first + second
    yield "last tag cut away", sealed[:-16]
    yield "one byte cut", sealed[:-1]
    yield "one byte appended", sealed + b"\x00"
    yield "a tag appended", sealed + bytes(16)
    yield "a chunk appended", sealed + bytes(WHOLE)
    yield "the file twice", sealed + sealed
    yield "another salt", bytes(24) + sealed[24:]
    yield "another commitment", sealed[:24] + bytes(32) + body
    yield "head of nothing", bytes(56) + body


def test_open_all_when_damaged_raises() -> None:
    key, context = bytes(range(32)), context_of(BLOB, 0)
    sealed = sealed_by_the_library(key, context, pattern(2 * 16384 + 100))
    names = [name for name, bent in damages(sealed) if _opens(key, context, bent)]
    assert names == []


def test_open_all_when_any_byte_is_flipped_or_cut_raises() -> None:
    key, context = bytes(range(32)), context_of(BLOB, 0)
    sealed = sealed_by_the_library(key, context, b"invented testimony " * 10)
    for position in range(len(sealed)):
        bent = bytearray(sealed)
        bent[position] ^= 1 << (position % 8)
        assert not _opens(key, context, bytes(bent))
        assert not _opens(key, context, sealed[:position])


def test_open_all_under_another_key_or_context_raises() -> None:
    key = bytes(range(32))
    sealed = sealed_by_the_library(key, context_of(BLOB, 1), b"invented")
    assert _opens(key, context_of(BLOB, 1), sealed)
    for context in (context_of(BLOB, 0), context_of(BLOB, 11), context_of(BLOB.upper(), 1), b""):
        assert not _opens(key, context, sealed)
    for wrong in (bytes(32), key[:31], key[:16], key + b"\x00", b""):
        assert not _opens(wrong, context_of(BLOB, 1), sealed)


def _opens(key: bytes, context: bytes, sealed: bytes) -> bool:
    try:
        open_all(key, context, sealed)
    except Damaged:
        return False
    return True
