"""The selection manifest: exactly what is asked to be approved, as canonical bytes.

Its hash is what an approval signs. It holds file ids and hashes, layer ids,
the decision of each entry, the consent epoch of each witness, and the key the
package will be sealed to. Change any of them and it is another manifest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import rfc8785

from disclosures.models import Disclosure, Entry
from interviews.models import Witness

VERSION = 1


def canonical(disclosure: Disclosure, entries: Iterable[Entry], *, actor: Any) -> bytes:
    """RFC 8785 bytes. `entries` come with item, item_file.file and text loaded."""
    rows = sorted((_entry(entry) for entry in entries), key=lambda row: row["part"])
    request = disclosure.request
    return rfc8785.dumps(
        {
            "v": VERSION,
            "disclosure": str(disclosure.pk),
            "version": disclosure.version,
            "request": str(request.pk),
            "purpose": request.purpose,
            "recipient": {"id": str(request.recipient_id), "key": request.recipient.age_public_key},
            "epochs": epochs(entries, actor=actor),
            "redactions": [],
            "entries": rows,
        }
    )


def sha256(manifest: bytes) -> str:
    return hashlib.sha256(manifest).hexdigest()


def epochs(entries: Iterable[Entry], *, actor: Any, lock: bool = False) -> dict[str, int]:
    """The consent epoch of every witness behind the entries; locked against a rise while the caller decides."""
    subjects = sorted({str(entry.item.subject) for entry in entries if entry.item.subject})
    witnesses = Witness.objects.visible_to(actor).filter(pk__within=subjects).order_by("pk")
    if lock:
        # In one order, so that two releases never wait for each other; a withdrawal waits or goes first.
        witnesses = witnesses.select_for_update(no_key=True)
    return {str(witness.pk): witness.consent_epoch for witness in witnesses}


def recorded_epochs(manifest: bytes) -> dict[str, int]:
    return json.loads(bytes(manifest))["epochs"]


def _entry(entry: Entry) -> dict[str, Any]:
    row: dict[str, Any] = {
        "item": entry.item.reference,
        "subject": str(entry.item.subject) if entry.item.subject else None,
        "material": entry.material,
        "outcome": entry.outcome,
        "reasons": entry.reasons,
        "caveats": sorted(entry.caveats),
    }
    if entry.item_file is not None:
        stored = entry.item_file.file
        return {**row, "part": f"file/{stored.pk}", "sha256": stored.sha256, "size": stored.size}
    assert entry.text is not None
    return {**row, "part": f"text/{entry.text.pk}", "sha256": entry.text.sha256, "language": entry.text.language}
