"""The Merkle oracle against the published roots and proofs of the Certificate Transparency test tree."""

from __future__ import annotations

from hashlib import sha256

import pytest

from tests.oracles.merkle import (
    consistency_path,
    inclusion_path,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LAST = ROOTS[8]
#: size 8, index 0 and 5; size 3, index 2; size 5, index 1: the paths the reference tests print.
PATHS = {
    (1, 0): [],
    (8, 0): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (8, 5): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (3, 2): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (5, 1): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def hexes(path: list[bytes]) -> list[str]:
    return [p.hex() for p in path]


@pytest.mark.parametrize("size", range(9))
def test_root_of_the_published_tree_matches(size: int) -> None:
    assert root(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("size", "index"), PATHS)
def test_inclusion_path_of_the_published_tree_matches(size: int, index: int) -> None:
    assert hexes(inclusion_path(LEAVES[:size], index)) == PATHS[size, index]


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_consistency_path_of_the_published_tree_matches(old: int, new: int) -> None:
    assert hexes(consistency_path(LEAVES[:new], old)) == CONSISTENCY[old, new]


def entries(size: int) -> list[bytes]:
    return [f"entry {number}".encode() for number in range(size)]


@pytest.mark.parametrize("size", [*range(1, 18), 31, 32, 33, 63, 64, 65, 70])
def test_inclusion_when_proof_is_bent_is_refused(size: int) -> None:
    leaves = entries(size)
    top = root(leaves)
    for index, leaf in enumerate(leaves):
        path = inclusion_path(leaves, index)
        assert verify_inclusion(leaf, index, size, path, top)
        assert not verify_inclusion(leaf + b" ", index, size, path, top)
        assert not verify_inclusion(leaf, index, size, [*path, top], top)
        assert not verify_inclusion(leaf, size, size, path, top)
        assert not verify_inclusion(leaf, -1, size, path, top)
        assert not any(verify_inclusion(leaf, other, size, path, top) for other in range(size) if other != index)
        for position in range(len(path)):
            bent = [*path]
            bent[position] = bytes([bent[position][0] ^ 1]) + bent[position][1:]
            assert not verify_inclusion(leaf, index, size, bent, top)
            assert not verify_inclusion(leaf, index, size, path[:position] + path[position + 1 :], top)


@pytest.mark.parametrize("size", [*range(1, 18), 31, 32, 33, 64, 70])
def test_consistency_when_proof_is_bent_is_refused(size: int) -> None:
    leaves = entries(size)
    top = root(leaves)
    for old in range(1, size):
        before = root(leaves[:old])
        path = consistency_path(leaves, old)
        assert verify_consistency(old, size, before, top, path)
        assert not verify_consistency(old, size, top, before, path)
        assert not verify_consistency(old, size, before, top, [*path, top])
        assert not verify_consistency(old, size, before, top, path[:-1])
        assert not verify_consistency(size, old, top, before, path)
        for position in range(len(path)):
            bent = [*path]
            bent[position] = bent[position][:-1] + bytes([bent[position][-1] ^ 128])
            assert not verify_consistency(old, size, before, top, bent)


def test_consistency_at_the_edges_asks_for_an_empty_path() -> None:
    nothing, three = root([]), root(entries(3))
    assert verify_consistency(0, 3, nothing, three, [])
    assert not verify_consistency(0, 3, three, three, [])
    assert not verify_consistency(0, 3, nothing, three, [three])
    assert verify_consistency(3, 3, three, three, [])
    assert not verify_consistency(3, 3, three, three, [three])
    assert not verify_consistency(3, 3, three, nothing, [])
    assert verify_consistency(0, 0, nothing, nothing, [])
    assert not verify_consistency(0, 0, three, three, [])


def test_leaf_and_node_never_share_a_hash() -> None:
    two = entries(2)
    forged = leaf_hash(two[0]) + leaf_hash(two[1])
    assert root([forged]) != root(two)
    assert root(two) == sha256(b"\x01" + forged).digest()
