"""The sealed format: what may be read, and everything that may not."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.exceptions import AlreadyFinalized
from hypothesis import given, settings
from hypothesis import strategies as st

from iapb.custody.sealed import (
    BATCH_CHUNKS,
    CHUNK_BYTES,
    CHUNK_LIMIT,
    HEADER_BYTES,
    SEALED_CHUNK_BYTES,
    TAG_BYTES,
    BytesSource,
    Damaged,
    Fault,
    FileSource,
    Opener,
    Sealer,
    open_sealed,
    plain_size_of,
    read_begun,
    seal,
    sealed_size_of,
    vault_context,
)
from tests.custody import mutations
from tests.oracles import vault_format as oracle

BLOB = UUID("7b0c6a52-1f0e-4c55-9a4e-7a3f2a6c8d10")
OTHER = UUID("7b0c6a52-1f0e-4c55-9a4e-7a3f2a6c8d11")
KEY = bytes(range(32))
CONTEXT = vault_context(BLOB, 0)
DATA = Path(__file__).resolve().parents[1] / "data"
GOLDEN = DATA / "vault"


def text(size: int) -> bytes:
    """The same bytes each time, without a repeating pattern."""
    return hashlib.shake_128(b"plain text").digest(size)


PLAIN = text(70_000)
SEALED = seal(KEY, CONTEXT, PLAIN)


def released(sealed: bytes, context: bytes = CONTEXT, key: bytes = KEY) -> tuple[bytes, Damaged | None]:
    """What a reader was given before the refusal."""
    given_out = b""
    try:
        for piece in Opener(key, context, BytesSource(sealed)).read():
            given_out += piece
    except Damaged as damage:
        return given_out, damage
    return given_out, None


@pytest.mark.parametrize("size", [0, 1, 16_383, 16_384, 16_385, 32_768, 70_000, 64 * 16_384, 2_500_000])
def test_open_when_sealed_then_plain_text_is_the_same(size: int) -> None:
    sealed = seal(KEY, CONTEXT, text(size))
    assert len(sealed) == sealed_size_of(size)
    assert plain_size_of(len(sealed)) == size
    assert open_sealed(KEY, CONTEXT, sealed) == text(size)


def test_seal_when_done_twice_then_nothing_repeats() -> None:
    again = seal(KEY, CONTEXT, PLAIN)
    assert again[:HEADER_BYTES] != SEALED[:HEADER_BYTES]
    assert again[HEADER_BYTES : HEADER_BYTES + 64] != SEALED[HEADER_BYTES : HEADER_BYTES + 64]


@given(st.lists(st.integers(0, 40_000), max_size=12))
@settings(max_examples=60, deadline=None)
def test_update_when_pieces_differ_then_the_text_is_the_same(sizes: list[int]) -> None:
    plain = text(sum(sizes))
    sealed = bytearray()
    sealer = Sealer(KEY, CONTEXT, sealed.extend)
    position = 0
    for size in sizes:
        sealer.update(plain[position : position + size])
        position += size
    sealer.finish()
    assert open_sealed(KEY, CONTEXT, bytes(sealed)) == plain
    assert oracle.open_all(KEY, CONTEXT, bytes(sealed)) == plain
    assert (sealer.size, sealer.sealed_size) == (len(plain), len(sealed))


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_read_when_range_is_asked_then_exactly_that_is_given(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(PLAIN)))
    end = data.draw(st.integers(start, len(PLAIN)))
    assert b"".join(Opener(KEY, CONTEXT, BytesSource(SEALED)).read(start, end)) == PLAIN[start:end]


@pytest.mark.parametrize("bounds", [(-1, 5), (5, 4), (0, 70_001), (70_001, 70_001)])
def test_read_when_range_lies_outside_then_refused(bounds: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside"):
        Opener(KEY, CONTEXT, BytesSource(SEALED)).read(*bounds)


def test_read_when_file_is_on_disk_then_read_by_position(tmp_path: Path) -> None:
    (tmp_path / "sealed").write_bytes(SEALED)
    with open(tmp_path / "sealed", "rb") as file:
        opener = Opener(KEY, CONTEXT, FileSource(file.fileno()), sealed_size=len(SEALED))
        assert b"".join(opener.read(20_000, 60_000)) == PLAIN[20_000:60_000]


def test_open_when_any_byte_is_flipped_then_refused_and_nothing_released() -> None:
    changed = bytearray(SEALED)
    for place in range(len(SEALED)):
        changed[place] ^= 1 << (place % 8)
        given_out, damage = released(bytes(changed))
        changed[place] ^= 1 << (place % 8)
        assert damage is not None, place
        assert given_out == b"", place
    assert bytes(changed) == SEALED


def test_open_when_cut_anywhere_then_refused_and_nothing_released() -> None:
    for size in range(len(SEALED)):
        given_out, damage = released(SEALED[:size])
        assert damage is not None, size
        assert given_out == b"", size


def test_open_when_cut_at_a_chunk_then_refused_though_each_chunk_is_true() -> None:
    for count in range(len(PLAIN) // CHUNK_BYTES + 1):
        assert released(SEALED[: HEADER_BYTES + count * SEALED_CHUNK_BYTES])[1] is not None


def test_open_when_bytes_follow_then_refused() -> None:
    for tail in (b"\0", SEALED[-40:], SEALED[HEADER_BYTES : HEADER_BYTES + SEALED_CHUNK_BYTES]):
        assert released(SEALED + tail)[1] is not None


def chunk(sealed: bytes, number: int) -> slice:
    start = HEADER_BYTES + number * SEALED_CHUNK_BYTES
    return slice(start, min(start + SEALED_CHUNK_BYTES, len(sealed)))


def swaps() -> Iterator[tuple[int, int]]:
    whole = len(PLAIN) // CHUNK_BYTES
    yield from ((one, two) for one in range(whole) for two in range(whole) if one < two)


@pytest.mark.parametrize(("one", "two"), list(swaps()))
def test_open_when_chunks_are_swapped_then_refused(one: int, two: int) -> None:
    changed = bytearray(SEALED)
    changed[chunk(SEALED, one)], changed[chunk(SEALED, two)] = SEALED[chunk(SEALED, two)], SEALED[chunk(SEALED, one)]
    given_out, damage = released(bytes(changed))
    assert (given_out, damage.fault) == (b"", Fault.CHUNK)


@pytest.mark.parametrize("number", range(4))
def test_open_when_chunk_is_dropped_or_doubled_then_refused(number: int) -> None:
    piece = chunk(SEALED, number)
    assert released(SEALED[: piece.start] + SEALED[piece.stop :])[1] is not None
    assert released(SEALED[: piece.stop] + SEALED[piece.start :])[1] is not None


def test_open_when_chunks_come_from_another_file_under_the_same_key_then_refused() -> None:
    other = seal(KEY, CONTEXT, PLAIN)
    changed = bytearray(SEALED)
    changed[chunk(SEALED, 1)] = other[chunk(other, 1)]
    assert released(bytes(changed))[1].fault is Fault.CHUNK


@pytest.mark.parametrize(
    "context", [vault_context(OTHER, 0), vault_context(BLOB, 1), b"", CONTEXT + b"0", CONTEXT[:-1]]
)
def test_open_when_id_or_segment_is_another_then_refused(context: bytes) -> None:
    given_out, damage = released(SEALED, context)
    assert (given_out, damage.fault) == (b"", Fault.COMMITMENT)


def test_open_when_key_is_another_then_refused_by_the_commitment() -> None:
    assert released(SEALED, key=bytes(32))[1].fault is Fault.COMMITMENT


def test_open_when_recorded_size_differs_then_refused() -> None:
    with pytest.raises(Damaged) as refusal:
        Opener(KEY, CONTEXT, BytesSource(SEALED), sealed_size=len(SEALED) + 1)
    assert refusal.value.fault is Fault.SIZE


def test_read_when_a_late_chunk_is_damaged_then_only_verified_text_was_released() -> None:
    plain = text(3 * BATCH_CHUNKS * CHUNK_BYTES + 5)
    sealed = bytearray(seal(KEY, CONTEXT, plain))
    sealed[HEADER_BYTES + 2 * BATCH_CHUNKS * SEALED_CHUNK_BYTES + 7] ^= 1
    given_out, damage = released(bytes(sealed))
    assert damage.chunk == 2 * BATCH_CHUNKS
    assert given_out == plain[: 2 * BATCH_CHUNKS * CHUNK_BYTES]


def test_open_when_last_chunk_is_damaged_then_refused_before_the_first_byte() -> None:
    plain = text(3 * BATCH_CHUNKS * CHUNK_BYTES + 5)
    sealed = bytearray(seal(KEY, CONTEXT, plain))
    sealed[-1] ^= 1
    with pytest.raises(Damaged):
        Opener(KEY, CONTEXT, BytesSource(bytes(sealed)))


def test_read_when_file_shrinks_while_read_then_refused(tmp_path: Path) -> None:
    path = tmp_path / "sealed"
    path.write_bytes(seal(KEY, CONTEXT, text(3_000_000)))
    with open(path, "rb") as file:
        pieces = Opener(KEY, CONTEXT, FileSource(file.fileno())).read()
        assert next(pieces) == text(3_000_000)[: BATCH_CHUNKS * CHUNK_BYTES]
        os.truncate(path, 1_500_000)
        with pytest.raises(Damaged):
            list(pieces)


@pytest.mark.parametrize(
    "size", [0, 1, 55, 56, 56 + TAG_BYTES - 1, 56 + SEALED_CHUNK_BYTES, 56 + SEALED_CHUNK_BYTES + 15]
)
def test_plain_size_when_no_text_seals_to_it_then_refused(size: int) -> None:
    with pytest.raises(Damaged):
        plain_size_of(size)


def test_plain_size_when_beyond_the_counter_then_refused() -> None:
    assert plain_size_of(HEADER_BYTES + (CHUNK_LIMIT - 1) * SEALED_CHUNK_BYTES + TAG_BYTES)
    with pytest.raises(Damaged):
        plain_size_of(HEADER_BYTES + CHUNK_LIMIT * SEALED_CHUNK_BYTES + TAG_BYTES)


def test_update_when_finished_then_refused() -> None:
    sealer = Sealer(KEY, CONTEXT, len)
    sealer.finish()
    with pytest.raises(AlreadyFinalized):
        sealer.update(b"x")
    with pytest.raises(AlreadyFinalized):
        sealer.finish()


@pytest.mark.parametrize("key", [b"", bytes(16), bytes(33)])
def test_seal_when_key_has_a_wrong_length_then_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal(key, CONTEXT, b"x")
    with pytest.raises(ValueError, match="32 bytes"):
        open_sealed(key, CONTEXT, SEALED)


VECTORS = json.loads((DATA / "vault_format_vectors.json").read_text(encoding="ascii"))["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["shows"])
def test_open_when_sealed_by_another_implementation_then_read_alike(vector: dict[str, str]) -> None:
    key, context, sealed = (bytes.fromhex(vector[part]) for part in ("key", "context", "sealed"))
    assert open_sealed(key, context, sealed).hex() == vector["plain"]


@pytest.mark.parametrize("size", [0, 1, 16_383, 16_384, 70_000, 1_100_000])
def test_seal_when_opened_by_the_oracle_then_read_alike(size: int) -> None:
    sealed = seal(KEY, CONTEXT, text(size))
    assert oracle.open_all(KEY, oracle.context_of(str(BLOB), 0), sealed) == text(size)


@pytest.mark.parametrize("name", ["empty", "one-chunk", "edge", "three-chunks"])
def test_open_when_sealed_by_an_earlier_version_then_still_readable(name: str) -> None:
    plain = open_sealed(KEY, CONTEXT, (GOLDEN / f"{name}.sealed").read_bytes())
    assert hashlib.sha256(plain).hexdigest() == (GOLDEN / f"{name}.sha256").read_text().strip()


def test_mutate_when_thousands_are_tried_then_none_is_accepted() -> None:
    outcome = mutations.run(count=4_000, seed=20)
    assert outcome.tried == 4_000
    assert outcome.accepted == 0
    assert outcome.released_unverified == 0
    assert len(outcome.kinds) == len(mutations.KINDS)


@pytest.mark.parametrize("cut", [0, 55, 56, 57, 16_455, 16_456, 40_000, 49_271, 49_272, 49_273, 49_371])
def test_begun_file_when_cut_anywhere_then_its_whole_chunks_are_read_and_it_is_not_taken_for_whole(cut: int) -> None:
    plain = os.urandom(3 * CHUNK_BYTES + 100)
    key, sealed = bytes(32), sealed_of(plain)
    found, ended = begun(key, sealed[:cut])
    chunks = max(cut - HEADER_BYTES, 0) // SEALED_CHUNK_BYTES
    assert (found, ended) == (plain[: chunks * CHUNK_BYTES], False)
    assert begun(key, sealed) == (plain, True)


def test_begun_file_when_its_end_falls_on_a_chunk_then_only_the_empty_last_chunk_makes_it_whole() -> None:
    sealed = sealed_of(b"x" * CHUNK_BYTES)
    assert begun(bytes(32), sealed) == (b"x" * CHUNK_BYTES, True)
    assert begun(bytes(32), sealed[:-TAG_BYTES]) == (b"x" * CHUNK_BYTES, False)


def test_begun_file_when_changed_or_under_another_key_then_nothing_from_there_on() -> None:
    sealed = bytearray(sealed_of(b"x" * (2 * CHUNK_BYTES)))
    assert begun(bytes(31) + b"1", bytes(sealed)) == (b"", False)
    sealed[HEADER_BYTES + SEALED_CHUNK_BYTES] ^= 1
    assert begun(bytes(32), bytes(sealed)) == (b"x" * CHUNK_BYTES, False)


def sealed_of(plain: bytes) -> bytes:
    return seal(bytes(32), b"a context", plain)


def begun(key: bytes, sealed: bytes) -> tuple[bytes, bool]:
    found, reading = [], read_begun(key, b"a context", BytesSource(sealed))
    while True:
        try:
            found.append(next(reading))
        except StopIteration as end:
            return b"".join(found), end.value
