"""The complete nodes of the tree as they are kept: leaf hashes, and every eighth level above."""

from __future__ import annotations

from collections.abc import Callable

from iapb.ledger.errors import ProofRefused
from iapb.ledger.models import Position, Subtree
from iapb.ledger.tree import node_hash

STEP = 8  # levels between two that are kept
BLOCK = 1 << STEP


def is_kept(level: int) -> bool:
    return level % STEP == 0


class StoredNodes:
    """Gives any complete node; reads whole blocks of 256 and remembers them while it lives."""

    def __init__(self) -> None:
        self._blocks: dict[tuple[int, int], list[bytes]] = {}

    def __call__(self, level: int, index: int) -> bytes:
        base = level // STEP * STEP
        width = 1 << level - base
        first = index * width
        block, start = divmod(first, BLOCK)
        nodes = self._block(base, block)[start : start + width]
        if len(nodes) != width:
            raise ProofRefused(f"node {index} of level {level} is not complete")
        while len(nodes) > 1:
            nodes = [node_hash(left, right) for left, right in zip(nodes[::2], nodes[1::2], strict=True)]
        return nodes[0]

    def _block(self, base: int, block: int) -> list[bytes]:
        if (base, block) not in self._blocks:
            read: Callable[[int], list[bytes]] = _leaf_block if base == 0 else lambda at: _subtree_block(base, at)
            self._blocks[base, block] = read(block)
        return self._blocks[base, block]


def _leaf_block(block: int) -> list[bytes]:
    rows = (
        Position.objects.filter(position__gte=block * BLOCK, position__lt=(block + 1) * BLOCK)
        .order_by("position")
        .values_list("leaf_hash", flat=True)
    )
    return [bytes(row) for row in rows]


def _subtree_block(level: int, block: int) -> list[bytes]:
    rows = (
        Subtree.objects.filter(level=level, index__gte=block * BLOCK, index__lt=(block + 1) * BLOCK)
        .order_by("index")
        .values_list("hash", flat=True)
    )
    return [bytes(row) for row in rows]
