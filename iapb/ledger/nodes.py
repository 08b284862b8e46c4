"""The complete nodes of the tree as they are kept: leaf hashes, and every eighth level above."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Q

from iapb.ledger.errors import ProofRefused
from iapb.ledger.models import Position, Subtree
from iapb.ledger.tree import HASH_BYTES, Node, node_hash

STEP = 8  # levels between two that are kept
BLOCK = 1 << STEP
Asked = TypeVar("Asked")
Block = tuple[int, int]  # the level that is kept, and the number of its 256 nodes


def is_kept(level: int) -> bool:
    return level % STEP == 0


class StoredNodes:
    """Gives any complete node; reads whole blocks of 256 and remembers them while it lives."""

    def __init__(self) -> None:
        self._blocks: dict[Block, list[bytes]] = {}

    def __call__(self, level: int, index: int) -> bytes:
        where, start, width = _place(level, index)
        if where not in self._blocks:
            self._read({where})
        nodes = self._blocks[where][start : start + width]
        if len(nodes) != width:
            raise ProofRefused(f"node {index} of level {level} is not complete")
        while len(nodes) > 1:
            nodes = [node_hash(left, right) for left, right in zip(nodes[::2], nodes[1::2], strict=True)]
        return nodes[0]

    def answering(self, ask: Callable[[Node], Asked]) -> Asked:
        """What `ask` makes of nodes, in two queries however large the tree is: first it is seen which it wants."""
        wanted: set[Block] = set()

        def seen(level: int, index: int) -> bytes:
            wanted.add(_place(level, index)[0])
            return bytes(HASH_BYTES)

        ask(seen)
        self._read(wanted - self._blocks.keys())
        return ask(self)

    def _read(self, wanted: Collection[Block]) -> None:
        self._blocks |= {where: [] for where in wanted}
        leaves = sorted(block for level, block in wanted if level == 0)
        if leaves:
            rows = Position.objects.filter(_any(_within("position", block) for block in leaves)).order_by("position")
            for position, leaf in rows.values_list("position", "leaf_hash"):
                self._blocks[0, position // BLOCK].append(bytes(leaf))
        above = sorted(where for where in wanted if where[0])
        if above:
            kept = Subtree.objects.filter(_any(Q(level=level) & _within("index", block) for level, block in above))
            for level, index, node in kept.order_by("level", "index").values_list("level", "index", "hash"):
                self._blocks[level, index // BLOCK].append(bytes(node))


def _place(level: int, index: int) -> tuple[Block, int, int]:
    """The block in which a node or what it is made of stands, where it begins there, and how much of it that is."""
    base = level // STEP * STEP
    width = 1 << level - base
    block, start = divmod(index * width, BLOCK)
    return (base, block), start, width


def _within(field: str, block: int) -> Q:
    return Q(**{f"{field}__gte": block * BLOCK, f"{field}__lt": (block + 1) * BLOCK})


def _any(conditions: Iterable[Q]) -> Any:
    return reduce(or_, conditions)
