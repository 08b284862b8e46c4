"""Packs the contents into one bag and seals it to the recipient, in a single pass.

The order is the order of trust: evidence first, each file checked against its
stored hash; then what describes it; then ``contents-sha512.txt``, which lists
both and whose sum goes into the ledger; last the ledger's own answer, which
needs no other protection than its signature.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from disclosures.package import custody, index, metadata, proofs, readme, selfcheck
from disclosures.package.bag import BagWriter, Payload, Written, bag, manifest
from disclosures.package.checks import check
from disclosures.package.contents import ORIGINAL, Ledger, PackageContents, PackageFile, PackageItem
from disclosures.package.sealing import Writable, sealed

VERIFIER = Path(__file__).with_name("verify.py")
CONTENTS, ITEMS = "contents-sha512.txt", "metadata/items.json"


@dataclass(frozen=True)
class Built:
    """What was packed. ``contents_sha512`` is the sum that stands in the ledger."""

    contents_sha512: str
    files: tuple[Written, ...]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def build(contents: PackageContents, recipient_key: str, into: Writable) -> Built:
    """Writes the sealed package to ``into``.

    Raises PackageRefused with a sentence; what was written until then is not an
    openable file and is to be thrown away.
    """
    check(contents)
    with (
        sealed(into, recipient_key) as clear,
        bag(clear, contents.number, contents.day) as writer,
    ):
        rows = [pack_item(writer, item) for item in contents.items]
        items = metadata.as_json(contents.number, rows)
        writer.tag(ITEMS, items)
        describe(writer, contents, rows)
        list_file = list_contents(writer)
        attach(writer, contents, contents.ledger(list_file.sha512), items, list_file)
        return Built(list_file.sha512, tuple(writer.payload))


def pack_item(writer: BagWriter, item: PackageItem) -> dict[str, Any]:
    written = [
        writer.add(Payload(path, file.open, file.sha256, file.size))
        for path, file in zip(paths(item), item.files, strict=True)
    ]
    return metadata.row(item, written)


def paths(item: PackageItem) -> Iterator[str]:
    """``data/<number>/<number>.pdf`` for the original, ``…_text_ru.txt`` for what was made of it."""
    used: set[str] = set()
    for file in item.files:
        stem, copies = stem_of(item.doc_id, file), 1
        name = stem
        while name in used:
            copies += 1
            name = f"{stem}_{copies}"
        used.add(name)
        dot = "." if file.extension else ""
        yield f"data/{item.doc_id}/{name}{dot}{file.extension}"


def stem_of(doc_id: str, file: PackageFile) -> str:
    if file.role == ORIGINAL:
        return doc_id
    return "_".join(filter(None, (doc_id, file.role, file.language.lower())))


def describe(writer: BagWriter, contents: PackageContents, rows: Sequence[dict[str, Any]]) -> None:
    writer.tag("README.txt", readme.text(contents))
    writer.tag("verify.py", VERIFIER.read_bytes())
    writer.tag("index.html", index.page(contents, rows))
    writer.tag("metadata/items.csv", metadata.as_csv(rows))
    for item in contents.items:
        writer.tag(f"custody/{item.doc_id}.txt", custody.as_text(item.doc_id, item.custody))
        writer.tag(f"custody/{item.doc_id}.json", custody.as_json(item.doc_id, item.custody))
    listed = manifest(writer.payload)
    writer.tag("manifest-sha512.txt", listed)
    writer.info(
        {
            "Source-Organization": "International Accountability Platform for Belarus",
            "External-Identifier": contents.number,
            "External-Description": contents.request_ref,
        }
    )


def list_contents(writer: BagWriter) -> Written:
    """Everything so far but the declaration, whose two lines are fixed by the format."""
    tags = (file for file in writer.tags if file.path != "bagit.txt")
    return writer.tag(CONTENTS, manifest((*writer.payload, *tags)))


def attach(writer: BagWriter, contents: PackageContents, ledger: Ledger, items: bytes, list_file: Written) -> None:
    """The ledger's part. It is checked as the recipient will check it before the bag is closed."""
    by_item: dict[str, list[Written]] = {}
    for file in writer.payload:
        by_item.setdefault(file.path.split("/")[1], []).append(file)
    kept = {
        "checkpoint.txt": ledger.checkpoint.encode(),
        "public-key.txt": f"{ledger.public_key.strip()}\n".encode(),
        "proofs/package.json": proofs.as_json(contents.number, [ledger.package], [list_file]),
    }
    for doc_id, files in by_item.items():
        kept[f"proofs/{doc_id}.json"] = proofs.as_json(doc_id, ledger.items.get(doc_id, ()), files)
    for path, data in kept.items():
        writer.tag(path, data)
    selfcheck.check((*writer.payload, *writer.tags), {**kept, ITEMS: items}, ledger.public_key)
