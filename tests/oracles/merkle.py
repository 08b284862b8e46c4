"""The Merkle tree of RFC 6962 section 2.1 and RFC 9162 section 2.1, word for word.

Trees and proofs are built by the recursive definitions, so everything is recomputed
again and again; verification follows the numbered steps of RFC 9162. `leaf` and
`leaves` are the data of the entries, not their hashes.
"""

from __future__ import annotations

from hashlib import sha256


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def split_point(n: int) -> int:
    """The largest power of two smaller than n, for n > 1."""
    k = 1
    while k * 2 < n:
        k = k * 2
    return k


def root(leaves: list[bytes]) -> bytes:
    """MTH(D[n])."""
    n = len(leaves)
    if n == 0:
        return sha256(b"").digest()
    if n == 1:
        return leaf_hash(leaves[0])
    k = split_point(n)
    return node_hash(root(leaves[:k]), root(leaves[k:]))


def inclusion_path(leaves: list[bytes], index: int) -> list[bytes]:
    """PATH(m, D[n]), from the leaf upwards."""
    n = len(leaves)
    if not 0 <= index < n:
        raise IndexError(index)
    if n == 1:
        return []
    k = split_point(n)
    if index < k:
        return [*inclusion_path(leaves[:k], index), root(leaves[k:])]
    return [*inclusion_path(leaves[k:], index - k), root(leaves[:k])]


def consistency_path(leaves: list[bytes], old_size: int) -> list[bytes]:
    """PROOF(m, D[n]). From the empty tree, which the RFC leaves out, the path is empty."""
    if not 0 <= old_size <= len(leaves):
        raise IndexError(old_size)
    if old_size == 0:
        return []
    return _subproof(old_size, leaves, True)


def _subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b)."""
    n = len(leaves)
    if m == n:
        return [] if whole else [root(leaves)]
    k = split_point(n)
    if m <= k:
        return [*_subproof(m, leaves[:k], whole), root(leaves[k:])]
    return [*_subproof(m - k, leaves[k:], False), root(leaves[:k])]


def verify_inclusion(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2. False for anything that is not this very proof."""
    if not 0 <= index < size:
        return False
    if any(len(p) != 32 for p in path):
        return False
    fn, sn = index, size - 1
    r = leaf_hash(leaf)
    for p in path:
        if sn == 0:
            return False
        if fn % 2 == 1 or fn == sn:
            r = node_hash(p, r)
            while fn % 2 == 0 and fn != 0:
                fn, sn = fn // 2, sn // 2
        else:
            r = node_hash(r, p)
        fn, sn = fn // 2, sn // 2
    return sn == 0 and r == root


def verify_consistency(old_size: int, new_size: int, old_root: bytes, new_root: bytes, path: list[bytes]) -> bool:
    """RFC 9162, 2.1.4.2, which asks 0 < old < new.

    Of equal sizes the path must be empty and the roots equal; every tree is consistent
    with the empty one, whose root must be right, again with an empty path.
    """
    if not 0 <= old_size <= new_size:
        return False
    if any(len(c) != 32 for c in path):
        return False
    if old_size == new_size:
        return len(path) == 0 and old_root == new_root and (new_size > 0 or new_root == sha256(b"").digest())
    if old_size == 0:
        return len(path) == 0 and old_root == sha256(b"").digest()
    return _consistent(old_size, new_size, old_root, new_root, path)


def _consistent(first: int, second: int, first_hash: bytes, second_hash: bytes, path: list[bytes]) -> bool:
    if len(path) == 0:
        return False
    if first in [2**power for power in range(first.bit_length())]:
        path = [first_hash, *path]
    fn, sn = first - 1, second - 1
    while fn % 2 == 1:
        fn, sn = fn // 2, sn // 2
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn % 2 == 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while fn % 2 == 0 and fn != 0:
                fn, sn = fn // 2, sn // 2
        else:
            sr = node_hash(sr, c)
        fn, sn = fn // 2, sn // 2
    return fr == first_hash and sr == second_hash and sn == 0
