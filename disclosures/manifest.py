"""The selection manifest: exactly what is asked to be approved, as canonical bytes.

Its hash is what an approval signs. It holds file ids and hashes, layer ids,
the decision of each entry, the consent epoch of each witness, and the key the
package will be sealed to. Change any of them and it is another manifest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import rfc8785

from disclosures.models import Disclosure, Entry

VERSION = 1


def canonical(disclosure: Disclosure, entries: Iterable[Entry], epochs: Mapping[str, int]) -> bytes:
    """RFC 8785 bytes. `entries` come with item, item_file.file and text.file loaded."""
    request = disclosure.request
    return rfc8785.dumps(
        {
            "v": VERSION,
            "disclosure": str(disclosure.pk),
            "version": disclosure.version,
            "request": str(request.pk),
            "purpose": request.purpose,
            "recipient": {"id": str(request.recipient_id), "key": request.recipient.age_public_key},
            "epochs": dict(epochs),
            "redactions": [],
            "entries": sorted((_entry(entry) for entry in entries), key=lambda row: row["part"]),
        }
    )


def sha256(manifest: bytes) -> str:
    return hashlib.sha256(manifest).hexdigest()


def recorded_epochs(manifest: bytes) -> dict[str, int]:
    """Of every witness behind the entries, by id."""
    return json.loads(bytes(manifest))["epochs"]


def _entry(entry: Entry) -> dict[str, Any]:
    row: dict[str, Any] = {
        "item": entry.item.reference,
        "subject": str(entry.item.subject) if entry.item.subject else None,
        "material": entry.material,
        "outcome": entry.outcome,
        "reasons": entry.reasons,
        "caveats": sorted(entry.caveats),
        "consent": entry.consent,
    }
    if entry.item_file is not None:
        stored = entry.item_file.file
        return {**row, "part": f"file/{stored.pk}", "sha256": stored.sha256, "size": stored.size}
    text = entry.text
    assert text is not None
    return {
        **row,
        "part": f"text/{text.pk}",
        "sha256": text.sha256,
        "file_sha256": text.file.sha256,
        "language": text.language,
        "maker": text.maker,
    }
