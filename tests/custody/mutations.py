"""Random damage to sealed files, counted: how many were accepted, how much leaked.

Run by the tests in small and by `bin/drill mutate` in full.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from iapb.custody.sealed import (
    CHUNK_BYTES,
    HEADER_BYTES,
    SEALED_CHUNK_BYTES,
    BytesSource,
    Damaged,
    Opener,
    seal,
    vault_context,
)

_SIZES = (0, 1, 15, 16, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 40_000, 70_000)


@dataclass(frozen=True)
class Sample:
    key: bytes
    context: bytes
    plain: bytes
    sealed: bytes


@dataclass
class Outcome:
    tried: int = 0
    accepted: int = 0
    released_unverified: int = 0
    kinds: Counter[str] = field(default_factory=Counter)


def flip_bit(sample: Sample, other: Sample, random: Random) -> Sample:
    return _with(sample, _flipped(sample.sealed, random.randrange(len(sample.sealed)), random))


def flip_header(sample: Sample, other: Sample, random: Random) -> Sample:
    return _with(sample, _flipped(sample.sealed, random.randrange(HEADER_BYTES), random))


def flip_several(sample: Sample, other: Sample, random: Random) -> Sample:
    sealed = sample.sealed
    for place in {random.randrange(len(sealed)) for _ in range(random.randint(2, 9))}:
        sealed = _flipped(sealed, place, random)
    return _with(sample, sealed)


def cut(sample: Sample, other: Sample, random: Random) -> Sample:
    return _with(sample, sample.sealed[: random.randrange(len(sample.sealed))])


def cut_middle(sample: Sample, other: Sample, random: Random) -> Sample:
    start = random.randrange(len(sample.sealed))
    return _with(sample, sample.sealed[:start] + sample.sealed[start + random.randint(1, SEALED_CHUNK_BYTES) :])


def append(sample: Sample, other: Sample, random: Random) -> Sample:
    return _with(sample, sample.sealed + random.randbytes(random.randint(1, 2 * SEALED_CHUNK_BYTES)))


def insert(sample: Sample, other: Sample, random: Random) -> Sample:
    place = random.randrange(len(sample.sealed))
    piece = random.randbytes(random.randint(1, 64))
    # Bytes equal to what follows would give back the same file.
    piece = bytes([sample.sealed[place] ^ 0xFF]) + piece
    return _with(sample, sample.sealed[:place] + piece + sample.sealed[place:])


def repeat_chunk(sample: Sample, other: Sample, random: Random) -> Sample:
    start = HEADER_BYTES + SEALED_CHUNK_BYTES * random.randrange(_chunks(sample))
    return _with(sample, sample.sealed[: start + SEALED_CHUNK_BYTES] + sample.sealed[start:])


def splice(sample: Sample, other: Sample, random: Random) -> Sample:
    """The head of one file and the tail of another sealed under the same key."""
    place = random.randrange(min(len(sample.sealed), len(other.sealed)))
    return _with(sample, other.sealed[:place] + sample.sealed[place:])


def another_file(sample: Sample, other: Sample, random: Random) -> Sample:
    return _with(sample, other.sealed)


def another_key(sample: Sample, other: Sample, random: Random) -> Sample:
    return Sample(_flipped(sample.key, random.randrange(32), random), sample.context, sample.plain, sample.sealed)


def another_context(sample: Sample, other: Sample, random: Random) -> Sample:
    context = vault_context(UUID(bytes=random.randbytes(16)), random.randrange(3))
    return Sample(sample.key, context, sample.plain, sample.sealed)


KINDS: tuple[Callable[[Sample, Sample, Random], Sample], ...] = (
    flip_bit,
    flip_header,
    flip_several,
    cut,
    cut_middle,
    append,
    insert,
    repeat_chunk,
    splice,
    another_file,
    another_key,
    another_context,
)


def run(*, count: int, seed: int) -> Outcome:
    """Tries `count` damaged files, the kinds in turn; files unlike the original are all to be refused."""
    random = Random(seed)  # noqa: S311  (chooses damage, no secret)
    key = os.urandom(32)
    samples = [_sample(key, size, random) for size in _SIZES]
    outcome = Outcome()
    while outcome.tried < count:
        kind = KINDS[outcome.tried % len(KINDS)]
        sample, other = random.sample(samples, 2)
        changed = kind(sample, other, random)
        if changed == sample:
            continue
        outcome.tried += 1
        outcome.kinds[kind.__name__] += 1
        _judge(changed, outcome)
    return outcome


def _judge(changed: Sample, outcome: Outcome) -> None:
    released = b""
    try:
        for piece in Opener(changed.key, changed.context, BytesSource(changed.sealed)).read():
            released += piece
    except Damaged:
        outcome.released_unverified += not changed.plain.startswith(released)
    else:
        outcome.accepted += 1


def _sample(key: bytes, size: int, random: Random) -> Sample:
    context = vault_context(UUID(bytes=random.randbytes(16)), 0)
    plain = random.randbytes(size)
    return Sample(key, context, plain, seal(key, context, plain))


def _with(sample: Sample, sealed: bytes) -> Sample:
    return Sample(sample.key, sample.context, sample.plain, sealed)


def _flipped(data: bytes, place: int, random: Random) -> bytes:
    return data[:place] + bytes([data[place] ^ 1 << random.randrange(8)]) + data[place + 1 :]


def _chunks(sample: Sample) -> int:
    return len(sample.plain) // CHUNK_BYTES + 1
