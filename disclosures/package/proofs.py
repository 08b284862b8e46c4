"""Inclusion proofs as the verifier in the package reads them.

``proofs/<doc_id>.json``::

    {"format": "iapb-proof/1", "doc_id": "IAPB-…", "tree_size": 7731,
     "events": [{"files": ["data/…"], "leaf": "<the leaf, exact text>", "index": 41,
                 "path": ["<64 hex digits>", …], "salt": "<hex>", "detail": "<exact text>"}]}

The leaf holds ``commit`` = SHA-256(0x02 ‖ salt ‖ detail); the detail names the
digest of each file of the event, and the path leads from the leaf to the root of
``checkpoint.txt``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from disclosures.package.bag import Written
from disclosures.package.contents import Proof


def as_json(name: str, proofs: Sequence[Proof], files: Iterable[Written]) -> bytes:
    """``files``: those the events may prove; each is listed where its digest is named."""
    files = tuple(files)
    record = {
        "format": "iapb-proof/1",
        "doc_id": name,
        "tree_size": proofs[0].tree_size if proofs else 0,
        "events": [event(proof, files) for proof in proofs],
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def event(proof: Proof, files: Sequence[Written]) -> dict[str, Any]:
    return {
        "files": [f.path for f in files if f.sha256 in proof.detail or f.sha512 in proof.detail],
        "leaf": proof.leaf.decode(),
        "index": proof.index,
        "path": [node.hex() for node in proof.path],
        "salt": proof.salt.hex(),
        "detail": proof.detail,
    }
