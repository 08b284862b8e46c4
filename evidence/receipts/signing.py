"""Receipts made: what is stated, the house's signature over it, and the place in the ledger by now."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from evidence.models import ItemFile
from evidence.receipts import verify_receipt
from iapb.ledger import memory, proofs
from iapb.ledger.errors import NotSealed


def receipt_of(linked: ItemFile) -> dict[str, Any]:
    """The receipt as it leaves. Asked anew, the statement is the same; only the place in the ledger grows."""
    stored = linked.file
    stated = {
        "file": str(stored.pk),
        "item": linked.item.reference,
        "size": stored.size,
        "sha256": stored.sha256,
        "received_at": stored.received_at.isoformat(),
        "event": str(stored.receipt_event),
    }
    signature = memory.signer().sign(verify_receipt.signed_bytes(stated))
    return {
        "format": verify_receipt.FORMAT,
        "receipt": stated,
        "public_key": memory.log_key().to_text(),
        "signature": base64.b64encode(signature).decode(),
        "ledger": _place(stored.receipt_event),
    }


def _place(event: UUID) -> dict[str, Any]:
    """The event opened under the latest checkpoint; before there is one, only how far it is."""
    try:
        found = proofs.proof_for(event)
    except NotSealed:
        told = proofs.receipt(event) or {"state": "waiting"}
        return {name: told[name] for name in ("state", "position") if name in told}
    return {
        "state": "signed",
        "position": found.proof.index,
        "tree_size": found.tree_size,
        "path": [step.hex() for step in found.proof.path],
        "leaf": found.leaf.decode(),
        "salt": found.salt.hex() if found.salt else None,
        "detail": found.detail.decode() if found.detail else None,
        "checkpoint": found.proof.checkpoint,
    }
