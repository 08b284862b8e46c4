"""The parts of the check alone: keys as people type them, checkpoints, Merkle paths."""

from __future__ import annotations

import base64

import pytest

from disclosures.package import verify
from tests.package import cases

KEY = cases.public_key()
KEYS = [KEY, KEY[:30] + "\n  " + KEY[30:], cases.SIGNING.public_key().public_bytes_raw().hex(),
        base64.b64encode(cases.SIGNING.public_key().public_bytes_raw()).decode()]  # fmt: skip


@pytest.mark.parametrize("text", KEYS)
def test_parse_key_when_typed_from_a_letter_in_any_form_then_is_the_same(text: str):
    assert verify.parse_key(text) == cases.SIGNING.public_key().public_bytes_raw()


@pytest.mark.parametrize("text", ["", "x", KEY[:-1], KEY.replace("ledger", "lodger"), KEY.replace("+0", "+1") + "A"])
def test_parse_key_when_it_is_no_key_then_refuses(text: str):
    with pytest.raises(verify.Bad):
        verify.parse_key(text)


@pytest.mark.parametrize("size", [*range(1, 71)])
def test_root_from_when_proofs_are_of_every_leaf_then_leads_to_the_root_and_no_other_does(size: int):
    leaves = [b"leaf %d" % i for i in range(size)]
    root = cases.tree_hash(leaves)
    for index in range(size):
        path = cases.audit_path(index, leaves)
        assert verify.root_from(leaves[index], index, size, path) == root
        for wrong in wrong_proofs(leaves, index, size, path):
            assert refused(*wrong, root), wrong


def wrong_proofs(leaves: list[bytes], index: int, size: int, path: list[bytes]) -> list[tuple]:
    leaf = leaves[index]
    other = (index + 1) % size
    wrong: list[tuple] = [
        (leaf + b"x", index, size, path),
        (leaf, index, size, [*path, b"\0" * 32]),
        (leaf, size, size, path),
        (leaf, -1, size, path),
        (leaf, index, 0, path),
    ]
    if path:
        wrong += [(leaf, index, size, path[:-1]), (leaf, index, size, path[1:]), (leaf, other, size, path)]
        wrong += [(leaf, index, size, [bytes([path[0][0] ^ 1]) + path[0][1:], *path[1:]])]
    if len(set(path)) > 1:
        wrong.append((leaf, index, size, path[::-1]))
    return wrong


def refused(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    try:
        return verify.root_from(leaf, index, size, path) != root
    except verify.Bad:
        return True


def test_root_from_when_the_path_has_another_length_than_the_tree_is_high_then_refuses():
    """Even where it leads to the expected root: the place it claims would be a lie."""
    pair = [b"a", b"b"]
    path = cases.audit_path(0, pair)
    with pytest.raises(verify.Bad, match="shorter"):
        verify.root_from(b"a", 0, 4, path)
    with pytest.raises(verify.Bad, match="longer"):
        verify.root_from(b"a", 0, 1, path)


GOOD = cases.checkpoint(7, b"\x01" * 32)


@pytest.mark.parametrize(
    "text",
    [
        "",
        GOOD[:-1],
        GOOD.replace("\n7\n", "\n07\n"),
        GOOD.replace("\n7\n", "\n0\n"),
        GOOD.replace("\n7\n", "\n-7\n"),
        GOOD.replace(cases.ORIGIN, "", 1),
        GOOD.replace("\n7\n", "\n7\n\n"),
        GOOD.split("\u2014")[0],
        GOOD.replace("\u2014", "-"),
        GOOD + "\n",
        GOOD.replace("=\n\n", "\n\n"),
    ],
)
def test_parse_checkpoint_when_it_is_spelt_otherwise_then_refuses(text: str):
    with pytest.raises(verify.Bad):
        verify.parse_checkpoint(text.encode())
    assert verify.parse_checkpoint(GOOD.encode())["size"] == 7
