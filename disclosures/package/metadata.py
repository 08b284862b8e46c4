"""One row an item: exact as JSON, and as a table that spreadsheets open safely."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from disclosures.package.bag import Written
from disclosures.package.contents import ORIGINAL, ItemMetadata, PackageFile, PackageItem

#: A cell that begins with one of these is a formula to a spreadsheet, or may become one.
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠|%")
TEXT_ROLES = ("text", "transcript", "translation")


def row(item: PackageItem, written: Sequence[Written]) -> dict[str, Any]:
    """The metadata of one disclosed item, with the digests taken while packing."""
    described = [describe(file, made) for file, made in zip(item.files, written, strict=True)]
    main = next((file for file in described if file["role"] == ORIGINAL), described[0])
    text = next((f["path"] for f in described if f["role"].startswith(TEXT_ROLES)), "")
    return {
        "doc_id": item.doc_id,
        "beg_no": item.doc_id,
        "end_no": item.end_no,
        **{f.name: as_plain(getattr(item.metadata, f.name)) for f in fields(ItemMetadata)},
        "chain_of_custody": f"custody/{item.doc_id}.txt",
        "inclusion_proof": f"proofs/{item.doc_id}.json",
        **{name: main[name] for name in MAIN_FILE},
        "native_path": main["path"],
        "text_path": text,
        "files": described,
    }


MAIN_FILE = (
    "sha256", "sha512", "size", "mime", "original_filename", "page_count", "duration_seconds",
)  # fmt: skip


def describe(file: PackageFile, written: Written) -> dict[str, Any]:
    return {
        "path": written.path,
        "role": file.role,
        "sha256": written.sha256,
        "sha512": written.sha512,
        "size": written.size,
        "mime": file.mime,
        "language": file.language,
        "made_by": file.made_by,
        "checked_by": file.checked_by,
        "original_filename": file.original_filename,
        "page_count": file.page_count,
        "duration_seconds": file.duration_seconds,
    }


def as_plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): str(part) for name, part in value.items()}
    return value if value is None or isinstance(value, str | int) else [str(v) for v in value]


def as_json(number: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    record = {"format": "iapb-items/1", "package": number, "items": list(rows)}
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def as_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read Cyrillic as it is."""
    columns = [name for name in rows[0] if name != "files"]
    target = io.StringIO(newline="")
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(entry[name]) for name in columns] for entry in rows)
    return target.getvalue().encode("utf-8-sig")


def cell(value: Any) -> str:
    """The value as text; an apostrophe before whatever a spreadsheet might run."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        value = "; ".join(f"{name}: {part}" for name, part in value.items())
    elif isinstance(value, list):
        value = "; ".join(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u00a0\ufeff")[:1] in FORMULA_STARTS and text else text
