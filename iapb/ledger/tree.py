"""The Merkle tree of RFC 6962: appending, proving, verifying.

A node is addressed as in tiled logs: level 0 holds the leaf hashes, node (level, index)
covers the leaves from index * 2**level on. Only complete nodes have an address; proofs
are made from a function that gives the hash of one, wherever it is kept.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from iapb.ledger.errors import ConsistencyRefused, InclusionRefused, ProofRefused

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
# A proof longer than this is of no tree that can exist; refuse before hashing.
MAX_PATH = 64

Node = Callable[[int, int], bytes]


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class RightEdge:
    """A tree kept as the roots of its complete subtrees, largest first: enough to append."""

    def __init__(self, size: int = 0, nodes: Sequence[bytes] = ()) -> None:
        if size < 0 or len(nodes) != size.bit_count():
            raise ProofRefused(f"a tree of {size} leaves has {size.bit_count()} nodes at its edge, not {len(nodes)}")
        self.size = size
        self.nodes = list(nodes)

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf hash; every node it completes above level 0 comes out as (level, index, hash)."""
        completed, level = leaf, 0
        position, self.size = self.size, self.size + 1
        made: list[tuple[int, int, bytes]] = []
        while position >> level & 1:
            completed = node_hash(self.nodes.pop(), completed)
            level += 1
            made.append((level, position >> level, completed))
        self.nodes.append(completed)
        return made

    def root(self) -> bytes:
        if not self.nodes:
            return EMPTY_ROOT
        root = self.nodes[-1]
        for left in reversed(self.nodes[:-1]):
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        return b"".join(self.nodes)

    @classmethod
    def from_bytes(cls, size: int, data: bytes) -> RightEdge:
        if len(data) % HASH_BYTES:
            raise ProofRefused("the edge is not a whole number of hashes")
        return cls(size, [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)])


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    edge = RightEdge()
    for leaf in leaves:
        edge.append(leaf)
    return edge.root()


def root_at(size: int, node: Node) -> bytes:
    return _range_root(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """RFC 9162, 2.1.3.1: the path from leaf `index` to the root of the first `size` leaves."""
    if not 0 <= index < size:
        raise InclusionRefused(f"no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_root(middle, end, node))
            end = middle
        else:
            path.append(_range_root(start, middle, node))
            start = middle
    return path[::-1]


def consistency_proof(first: int, second: int, node: Node) -> list[bytes]:
    """RFC 9162, 2.1.4.1: that the tree of `second` leaves begins with the tree of `first`."""
    if not 0 < first <= second:
        raise ConsistencyRefused(f"no proof from {first} to {second} leaves")
    path: list[bytes] = []
    start, end, whole = 0, second, True
    while first < end:
        middle = start + _split(end - start)
        if first <= middle:
            path.append(_range_root(middle, end, node))
            end = middle
        else:
            path.append(_range_root(start, middle, node))
            start, whole = middle, False
    if not whole:
        path.append(_range_root(start, end, node))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """RFC 9162, 2.1.3.2. `leaf` is a leaf hash."""
    _check_path(path, InclusionRefused)
    if not 0 <= index < size:
        raise InclusionRefused(f"no leaf {index} in a tree of {size}")
    position, last = index, size - 1
    computed = leaf
    for step in path:
        if last == 0:
            raise InclusionRefused("the path is too long")
        if position & 1 or position == last:
            computed = node_hash(step, computed)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            computed = node_hash(computed, step)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise InclusionRefused("the path is too short")
    if not hmac.compare_digest(computed, root):
        raise InclusionRefused("the path leads to another root")


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]) -> None:
    """RFC 9162, 2.1.4.2; for equal sizes the roots must be equal and the path empty."""
    _check_path(path, ConsistencyRefused)
    if not 0 < first <= second:
        raise ConsistencyRefused(f"{first} leaves cannot grow to {second}")
    if first == second:
        if path or not hmac.compare_digest(first_root, second_root):
            raise ConsistencyRefused("two roots for one size")
        return
    if not path:
        raise ConsistencyRefused("the path is too short")
    steps = [first_root, *path] if first.bit_count() == 1 else list(path)
    old, new = _walk_consistency(first - 1, second - 1, steps)
    if not hmac.compare_digest(old, first_root):
        raise ConsistencyRefused("the path does not begin at the smaller root")
    if not hmac.compare_digest(new, second_root):
        raise ConsistencyRefused("the path does not lead to the larger root")


def _walk_consistency(position: int, last: int, steps: list[bytes]) -> tuple[bytes, bytes]:
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ConsistencyRefused("the path is too long")
        if position & 1 or position == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, step)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ConsistencyRefused("the path is too short")
    return old, new


def _split(count: int) -> int:
    """The largest power of two below count."""
    return 1 << (count - 1).bit_length() - 1


def _range_root(start: int, end: int, node: Node) -> bytes:
    """The root over leaves start to end, where start is a multiple of the split."""
    count = end - start
    if count.bit_count() == 1:
        level = count.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(count)
    return node_hash(_range_root(start, middle, node), _range_root(middle, end, node))


def _check_path(path: Sequence[bytes], error: type[ProofRefused]) -> None:
    if len(path) > MAX_PATH or any(len(step) != HASH_BYTES for step in path):
        raise error("the path is not a list of hashes")


class Nodes:
    """All complete nodes of a tree in memory, for verifying and for tests."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self.edge = RightEdge()
        self._known: dict[tuple[int, int], bytes] = {}
        for position, leaf in enumerate(leaves):
            self._known[0, position] = leaf
            for level, index, made in self.edge.append(leaf):
                self._known[level, index] = made

    def __call__(self, level: int, index: int) -> bytes:
        return self._known[level, index]
