"""Leaf and tree against what was written from the standards alone, apart from this code."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from iapb.ledger import leaf, tree
from tests.oracles import merkle

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "ledger_leaf_vectors.json").read_text("utf-8"))["vectors"]
DATA = [f"leaf {number}".encode() for number in range(70)]
NODES = tree.Nodes(tree.leaf_hash(data) for data in DATA)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["shows"])
def test_leaf_when_written_by_hand_then_the_same_bytes(vector: dict[str, Any]) -> None:
    detail = leaf.canonical(vector["detail"])
    assert detail.hex() == vector["detail_canonical"]
    assert leaf.commit(bytes.fromhex(vector["salt"]), detail) == vector["commit"]
    written = leaf.Leaf(
        UUID(vector["id"]),
        vector["event"],
        datetime.fromisoformat(vector["at"]),
        vector["actor"],
        vector["object"],
        vector["commit"],
    )
    assert written.to_bytes().hex() == vector["leaf"]
    assert leaf.read(bytes.fromhex(vector["leaf"])) == written
    assert tree.leaf_hash(written.to_bytes()).hex() == vector["leaf_hash"]


def test_inclusion_when_sizes_to_70_then_as_the_oracle_and_accepted_by_it() -> None:
    for size in range(1, 71):
        root = merkle.root(DATA[:size])
        assert tree.root_at(size, NODES) == root
        for index in range(size):
            path = tree.inclusion_proof(index, size, NODES)
            assert path == merkle.inclusion_path(DATA[:size], index)
            assert merkle.verify_inclusion(DATA[index], index, size, path, root)


def test_consistency_when_sizes_to_70_then_as_the_oracle_and_accepted_by_it() -> None:
    roots = {size: tree.root_at(size, NODES) for size in range(71)}
    for second in range(1, 71):
        for first in range(1, second + 1):
            path = tree.consistency_proof(first, second, NODES)
            assert path == merkle.consistency_path(DATA[:second], first)
            assert merkle.verify_consistency(first, second, roots[first], roots[second], path)
