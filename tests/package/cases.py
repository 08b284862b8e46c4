"""A package without the house around it: files from memory, a ledger of a few leaves.

The tree here follows the definitions of RFC 6962, section 2.1, word by word. It
shares no line with the ledger or with the verifier it is used to judge.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from disclosures.package.build import Built, build
from disclosures.package.contents import ItemMetadata, Ledger, PackageContents, PackageFile, PackageItem, Proof

ORIGIN = "ledger.iapb.example"
SIGNING = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
IDENTITY = pyrage.x25519.Identity.generate()
RECIPIENT = str(IDENTITY.to_public())
NUMBER = "IAPB-P-00041"


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def tree_hash(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return sha(b"\x00" + leaves[0])
    k = split(len(leaves))
    return sha(b"\x01" + tree_hash(leaves[:k]) + tree_hash(leaves[k:]))


def audit_path(index: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*audit_path(index, leaves[:k]), tree_hash(leaves[k:])]
    return [*audit_path(index - k, leaves[k:]), tree_hash(leaves[:k])]


def split(count: int) -> int:
    """The largest power of two below the count."""
    k = 1
    while 2 * k < count:
        k *= 2
    return k


def public_key(signing: Ed25519PrivateKey = SIGNING, name: str = ORIGIN) -> str:
    raw = signing.public_key().public_bytes_raw()
    return f"{name}+{key_id(raw, name).hex()}+{base64.b64encode(bytes([1]) + raw).decode()}"


def key_id(raw: bytes, name: str = ORIGIN) -> bytes:
    return sha(name.encode() + b"\n\x01" + raw)[:4]


def checkpoint(size: int, root: bytes, signing: Ed25519PrivateKey = SIGNING) -> str:
    text = f"{ORIGIN}\n{size}\n{base64.b64encode(root).decode()}\n"
    raw = signing.public_key().public_bytes_raw()
    signature = base64.b64encode(key_id(raw) + signing.sign(text.encode())).decode()
    return f"{text}\n\u2014 {ORIGIN} {signature}\n"


@dataclass
class SmallLedger:
    leaves: list[bytes] = field(default_factory=list)
    opened: list[tuple[bytes, str]] = field(default_factory=list)

    def append(self, event: str, detail: Mapping[str, Any]) -> int:
        number = len(self.leaves)
        salt, text = sha(b"salt %d" % number), json.dumps(detail, sort_keys=True, separators=(",", ":"))
        leaf = {
            "actor": "worker",
            "at": "2026-03-01T10:00:00.000000Z",
            "commit": sha(b"\x02" + salt + text.encode()).hex(),
            "event": event,
            "id": str(UUID(int=number)),
            "object": str(UUID(int=number + 1000)),
            "v": 1,
        }
        self.leaves.append(json.dumps(leaf, sort_keys=True, separators=(",", ":")).encode())
        self.opened.append((salt, text))
        return number

    def proof(self, index: int) -> Proof:
        salt, text = self.opened[index]
        path = audit_path(index, self.leaves)
        return Proof(self.leaves[index], index, len(self.leaves), path, salt, text)

    def checkpoint(self) -> str:
        return checkpoint(len(self.leaves), tree_hash(self.leaves))


def opener(data: bytes) -> Callable[[], Iterator[bytes]]:
    return lambda: iter([data[i : i + 16384] for i in range(0, len(data), 16384)])


def file_of(data: bytes, role: str = "original", extension: str = "bin", **more: Any) -> PackageFile:
    more.setdefault("mime", "application/octet-stream")
    return PackageFile(role, extension, opener(data), hashlib.sha256(data).hexdigest(), len(data), **more)


def metadata(**more: Any) -> ItemMetadata:
    values: dict[str, Any] = {
        "title": "Interview recording",
        "doc_type": "recording",
        "source_type": "witness",
        "source_identity": "W-40312",
        "witness_refs": ["W-40312"],
        "language": "ru",
        "consent_snapshot": {"purpose": "national_prosecution", "level": "identified", "date": "2025-06-01"},
        "legal_basis": "art. 6(1)(a), 9(2)(a)",
        "transfer_basis": "none needed: recipient in the EEA",
        "handling_caveats": ["Not to be passed on."],
    }
    return ItemMetadata(**{**values, **more})


def doc_id(place: int) -> str:
    return f"IAPB-LTGP-0000-{place:04d}"


def item(place: int, ledger: SmallLedger, *files: PackageFile, **more: Any) -> PackageItem:
    """Entered in the ledger, one event a file, as an upload is."""
    for file in files:
        ledger.append("file.received", {"sha256": file.sha256, "size": file.size})
    received = {"id": str(UUID(int=place)), "event": "item.received", "at": "2025-06-01T09:00:00Z", "actor": "p-7"}
    hashed = {"id": str(UUID(int=place + 1)), "event": "file.hashed", "at": "2025-06-01T09:00:01Z", "actor": "service"}
    events = [{**received, "position": 3}, {**hashed, "position": 4, "detail": {"sha256": files[0].sha256}}]
    return PackageItem(doc_id(place), doc_id(place), metadata(**more), files, events)


def contents(ledger: SmallLedger, items: list[PackageItem], **more: Any) -> PackageContents:
    def answer(contents_sha512: str) -> Ledger:
        built = ledger.append("package.built", {"contents_sha512": contents_sha512})
        by_digest = {json.loads(text).get("sha256"): i for i, (_, text) in enumerate(ledger.opened)}
        proofs = {entry.doc_id: [ledger.proof(by_digest[file.sha256]) for file in entry.files] for entry in items}
        return Ledger(ledger.checkpoint(), public_key(), proofs, ledger.proof(built))

    values: dict[str, Any] = {
        "number": NUMBER,
        "day": date(2026, 3, 1),
        "recipient": "Prosecutor General's Office, Vilnius",
        "recipient_code": "LTGP",
        "purpose": "Investigation 02-2-00123-25",
        "request_ref": "IAPB-R-00017",
        "contact": "disclosure@iapb.example",
        "caveats": ["Not to be passed on to Eurojust or Europol."],
        "items": items,
        "ledger": answer,
    }
    return PackageContents(**{**values, **more})


def example() -> PackageContents:
    """Three items: a recording with its transcript, a scan of two, a small text."""
    ledger = SmallLedger()
    ledger.append("house.opened", {"reason": "demonstration"})
    transcript = "Я услышала крик. Ў калідоры было цёмна.\n".encode()
    return contents(
        ledger,
        [
            item(
                1,
                ledger,
                file_of(bytes(range(256)) * 700, extension="wav", mime="audio/wav"),
                file_of(transcript, "transcript", "txt", mime="text/plain", language="ru", made_by="a person"),
            ),
            item(2, ledger, file_of(b"first page" * 900), file_of(b"second" * 900), doc_type="court"),
            item(3, ledger, file_of(b"x", extension="txt"), title="=1+1", doc_type="other"),
        ],
    )


def packed(package: PackageContents) -> tuple[Built, bytes]:
    """The ZIP as the recipient sees it after opening the sealed file."""
    target = io.BytesIO()
    built = build(package, RECIPIENT, target)
    return built, pyrage.decrypt(target.getvalue(), [IDENTITY])


def unpack(data: bytes, into: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(into)
    return into / NUMBER
