"""Everything a package is made from.

Plain values and ways to open bytes; nothing here reads the database. Whoever
builds a package fills this tree. Names of witnesses have no place anywhere in
it: `source_identity` and `witness_refs` hold codes, titles are neutral.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

#: The role of a file that came from outside; all others were made from one.
ORIGINAL = "original"


@dataclass(frozen=True)
class PackageFile:
    """One file of an item. Its name in the package is made from the document's number."""

    role: str  # original, text, translation, redacted …: small letters, digits, underscores
    extension: str  # without the dot; empty where there is none
    open: Callable[[], Iterator[bytes]]
    sha256: str  # as stored; checked while the bytes pass
    size: int
    mime: str
    language: str = ""
    made_by: str = ""  # derivatives: who or which engine and version
    checked_by: str = ""  # derivatives: in which capacity a person checked it; empty: nobody
    original_filename: str = ""  # originals: scrubbed of names
    page_count: int | None = None
    duration_seconds: int | None = None


@dataclass(frozen=True, kw_only=True)
class ItemMetadata:
    """The columns of one disclosed item (digests, sizes and paths are added while packing)."""

    title: str
    doc_type: str
    version: str = "original"
    main_date: str = ""  # ISO 8601, only as precise as known: 2021, 2021-08, 2021-08-09
    date_end: str = ""
    date_precision: str = "unknown"
    language: str = ""
    original_language: str = ""
    translation_of: str = ""
    translation_kind: str = ""
    transcript_of: str = ""
    transcript_kind: str = ""
    author: str = ""
    recipient: str = ""
    source_identity: str = ""  # subject code or id of the open source
    source_type: str
    collected_by_org: str = ""
    collected_at: str = ""
    collection_mode: str = ""
    collection_country: str = ""
    beg_attach: str = ""
    end_attach: str = ""
    host_id: str = ""
    attach_seq: int | None = None
    witness_refs: Sequence[str] = ()
    incident_refs: Sequence[str] = ()
    codes: Sequence[str] = ()
    redaction_status: str = "none"
    redaction_codes: Sequence[str] = ()
    confidentiality: str = "confidential"
    handling_caveats: Sequence[str] = ()
    consent_snapshot: Mapping[str, str] = field(default_factory=dict)
    legal_basis: str
    transfer_basis: str
    exculpatory_flag: bool = False
    verification_state: str = ""
    rule_hint: str = "none"


@dataclass(frozen=True)
class PackageItem:
    doc_id: str  # the first of its numbers
    end_no: str
    metadata: ItemMetadata
    files: Sequence[PackageFile]
    custody: Sequence[Mapping[str, Any]]  # ledger events in order, see custody.py


@dataclass(frozen=True)
class Proof:
    """That one event stands in the ledger, and what its sealed detail says.

    ``salt`` and ``detail`` open the leaf's commitment; ``detail`` is the exact
    text that was committed to and must hold the digest of each file proved by it.
    """

    leaf: bytes
    index: int
    tree_size: int
    path: Sequence[bytes]  # 32 bytes each, from the leaf upwards
    salt: bytes
    detail: str


@dataclass(frozen=True)
class Ledger:
    """What the ledger says once the package's own event is sealed into it."""

    checkpoint: str  # signed note (C2SP tlog-checkpoint); all proofs lead to its root
    public_key: str  # verifier key of that note: name+id+key
    items: Mapping[str, Sequence[Proof]]  # by doc_id: at least one for each original
    package: Proof


@dataclass(frozen=True)
class PackageContents:
    number: str  # of the package, e.g. IAPB-P-00041; names its folder too
    day: date
    recipient: str  # as the covering letter names it
    recipient_code: str
    purpose: str
    request_ref: str
    contact: str  # where the recipient asks, and whom only we may contact for them
    caveats: Sequence[str]
    items: Sequence[PackageItem]
    #: Called once, with the SHA-512 of contents-sha512.txt, when everything but
    #: the ledger's part is written: the last place to decide again. It records
    #: the event, waits until it is sealed, and answers; raising stops the build.
    ledger: Callable[[str], Ledger]
