"""The tree against the definition of RFC 6962, an unrelated library, and mutated proofs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from hashlib import sha256

import pytest
from pymerkle import InmemoryTree

from iapb.ledger import tree
from iapb.ledger.errors import ConsistencyRefused, InclusionRefused, ProofRefused

SIZES = range(1, 71)
DATA = [f"leaf {number}".encode() for number in range(71)]
LEAVES = [tree.leaf_hash(data) for data in DATA]
NODES = tree.Nodes(LEAVES)
ROOTS = {size: tree.root_at(size, NODES) for size in range(71)}


def defined_root(data: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, word for word."""
    if not data:
        return sha256(b"").digest()
    if len(data) == 1:
        return sha256(b"\x00" + data[0]).digest()
    split = 1
    while split * 2 < len(data):
        split *= 2
    return sha256(b"\x01" + defined_root(data[:split]) + defined_root(data[split:])).digest()


def mutations(path: list[bytes]) -> Iterator[list[bytes]]:
    """Every step flipped in one bit, left out, doubled; the whole reversed; one more at either end."""
    draw = random.Random(len(path))
    for place, step in enumerate(path):
        bit = draw.randrange(256)
        flipped = bytearray(step)
        flipped[bit // 8] ^= 1 << bit % 8
        yield [*path[:place], bytes(flipped), *path[place + 1 :]]
        yield [*path[:place], step[:-1], *path[place + 1 :]]
        yield path[:place] + path[place + 1 :]
        yield [*path[: place + 1], step, *path[place + 1 :]]
    if len(path) > 1:
        yield path[::-1]
    yield [*path, bytes(32)]
    yield [bytes(32), *path]


def test_root_when_sizes_to_70_then_as_defined() -> None:
    for size in range(71):
        assert ROOTS[size] == defined_root(DATA[:size]) == tree.root_of(LEAVES[:size])


def test_root_when_sizes_to_70_then_as_unrelated_library() -> None:
    other = InmemoryTree.init_from_entries(DATA[:70])
    for size in SIZES:
        assert ROOTS[size] == other.get_root(size)


def test_edge_when_stored_and_read_then_grows_the_same() -> None:
    for size in range(70):
        edge = tree.RightEdge()
        for leaf in LEAVES[:size]:
            edge.append(leaf)
        again = tree.RightEdge.from_bytes(size, edge.to_bytes())
        again.append(LEAVES[size])
        assert again.root() == ROOTS[size + 1]


@pytest.mark.parametrize(("size", "data"), [(1, b""), (3, bytes(32)), (2, bytes(31)), (-1, b""), (0, bytes(32))])
def test_edge_when_it_does_not_fit_its_size_then_refused(size: int, data: bytes) -> None:
    with pytest.raises(ProofRefused):
        tree.RightEdge.from_bytes(size, data)


def test_inclusion_when_sizes_to_70_then_every_leaf_proven() -> None:
    for size in SIZES:
        for index in range(size):
            path = tree.inclusion_proof(index, size, NODES)
            tree.verify_inclusion(LEAVES[index], index, size, path, ROOTS[size])


def test_inclusion_when_mutated_then_none_accepted() -> None:
    tried = 0
    for size in SIZES:
        for index in range(size):
            path = tree.inclusion_proof(index, size, NODES)
            for wrong in mutations(path):
                with pytest.raises(InclusionRefused):
                    tree.verify_inclusion(LEAVES[index], index, size, wrong, ROOTS[size])
                tried += 1
    assert tried > 50_000


def test_inclusion_when_leaf_index_or_root_differs_then_none_accepted() -> None:
    for size in SIZES:
        for index in range(size):
            path = tree.inclusion_proof(index, size, NODES)
            wrong = [(LEAVES[70], index, ROOTS[size]), (LEAVES[index], index, ROOTS[(size + 1) % 71])]
            wrong += [(LEAVES[index], other, ROOTS[size]) for other in range(-1, size + 2) if other != index]
            for leaf, at, root in wrong:
                with pytest.raises(InclusionRefused):
                    tree.verify_inclusion(leaf, at, size, path, root)


def test_inclusion_when_path_is_absurdly_long_then_refused() -> None:
    with pytest.raises(InclusionRefused):
        tree.verify_inclusion(LEAVES[0], 0, 2**90, [bytes(32)] * 90, bytes(32))


def test_consistency_when_sizes_to_70_then_every_pair_proven() -> None:
    for second in SIZES:
        for first in range(1, second + 1):
            path = tree.consistency_proof(first, second, NODES)
            tree.verify_consistency(first, second, ROOTS[first], ROOTS[second], path)


def test_consistency_when_mutated_then_none_accepted() -> None:
    tried = 0
    for second in SIZES:
        for first in range(1, second + 1):
            path = tree.consistency_proof(first, second, NODES)
            for wrong in mutations(path):
                with pytest.raises(ConsistencyRefused):
                    tree.verify_consistency(first, second, ROOTS[first], ROOTS[second], wrong)
                tried += 1
    assert tried > 50_000


def test_consistency_when_history_forks_then_refused() -> None:
    for second in range(2, 71):
        for first in range(1, second):
            path = tree.consistency_proof(first, second, NODES)
            fork = tree.root_of([bytes(32), *LEAVES[1:first]])
            with pytest.raises(ConsistencyRefused):
                tree.verify_consistency(first, second, fork, ROOTS[second], path)


@pytest.mark.parametrize(("first", "second"), [(0, 1), (2, 1), (-1, 5)])
def test_consistency_when_tree_shrinks_or_begins_at_nothing_then_refused(first: int, second: int) -> None:
    with pytest.raises(ConsistencyRefused):
        tree.consistency_proof(first, second, NODES)
    with pytest.raises(ConsistencyRefused):
        tree.verify_consistency(first, second, bytes(32), bytes(32), [bytes(32)])


def test_consistency_when_same_size_has_two_roots_then_refused() -> None:
    with pytest.raises(ConsistencyRefused):
        tree.verify_consistency(5, 5, ROOTS[5], ROOTS[6], [])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_inclusion_when_leaf_is_outside_then_no_proof(index: int, size: int) -> None:
    with pytest.raises(InclusionRefused):
        tree.inclusion_proof(index, size, NODES)


def test_inclusion_when_sizes_to_70_then_hashes_are_those_of_unrelated_library() -> None:
    other = InmemoryTree.init_from_entries(DATA[:70])
    for size in SIZES:
        for index in range(size):
            # Its path holds the leaf as well, and the steps in another order.
            theirs = sorted(other.prove_inclusion(index + 1, size).serialize()["path"])
            assert theirs == sorted(step.hex() for step in [LEAVES[index], *tree.inclusion_proof(index, size, NODES)])
