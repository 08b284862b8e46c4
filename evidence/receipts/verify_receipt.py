#!/usr/bin/env python3
# ruff: noqa: T201
"""Checks a receipt for a file, far from the house that gave it.

    python3 verify_receipt.py RECEIPT.json [FILE] [--public-key "KEY YOU WERE GIVEN"]

It needs Python 3.8 or newer, opens no connection and writes nothing. Signatures need
the package "cryptography"; without it everything else is checked and the end says so.
Exit code: 0 all that was asked holds, 1 something does not, 2 it holds as far as it
could be checked, 3 there was nothing to check.

The steps:
 1  the receipt is signed: nobody has changed what it says
 2  the key of the signature is the one you were given by another way
 3  the receipt's event stands in the ledger (Merkle proof), and that state of it is signed
 4  the event is about this file: its id, size and SHA-256
 5  the file you have is the one that was received

The page "Check a receipt" of the house runs this same file.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
from enum import Enum
from typing import Any, Dict, List, NamedTuple, Optional  # noqa: UP035  Python 3.8

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except Exception:  # noqa: BLE001  missing, or installed but broken: the end is the same
    Ed25519PublicKey = None

GOOD, BROKEN, OPEN, NOTHING = 0, 1, 2, 3
FORMAT = "iapb-receipt/1"
LARGEST, BLOCK = 1 << 20, 1 << 20
STATED = {"file", "item", "size", "sha256", "received_at", "event"}
PARTS = {"format", "receipt", "public_key", "signature", "ledger"}
Part = Enum("Part", "SIGNATURE KEY PLACE EVENT FILE")
# UNCHECKED: this cannot be said here. WAITING: it could be, with a newer copy of the receipt.
Outcome = Enum("Outcome", "HOLDS FAILS WAITING UNCHECKED")

WORDS = {
    (Part.SIGNATURE, Outcome.HOLDS): "The receipt is signed and was not changed.",
    (Part.SIGNATURE, Outcome.FAILS): "The signature does not fit: the receipt was changed, or is not ours.",
    (Part.SIGNATURE, Outcome.UNCHECKED): 'NOT checked: the Python package "cryptography" is not installed.',
    (Part.KEY, Outcome.HOLDS): "It is signed with the key you gave.",
    (Part.KEY, Outcome.FAILS): "It is signed with ANOTHER key than the one you gave.",
    (Part.KEY, Outcome.UNCHECKED): "NOT checked: compare the key below with the one you were given.",
    (Part.PLACE, Outcome.HOLDS): "The receipt's event stands in the ledger, under a signed state of it.",
    (Part.PLACE, Outcome.FAILS): "The proof does not hold: the event is not shown to stand in the ledger.",
    (Part.PLACE, Outcome.WAITING): "This copy was made before the ledger was signed: download a newer one.",
    (Part.PLACE, Outcome.UNCHECKED): "The path is right; who signed the ledger could not be checked.",
    (Part.EVENT, Outcome.HOLDS): "The event in the ledger states this file's id, size and SHA-256.",
    (Part.EVENT, Outcome.FAILS): "The event in the ledger is about something else.",
    (Part.EVENT, Outcome.WAITING): "To be checked with the newer copy.",
    (Part.EVENT, Outcome.UNCHECKED): "It is this file's event; what it stated was erased since.",
    (Part.FILE, Outcome.HOLDS): "The file you have is the one that was received.",
    (Part.FILE, Outcome.FAILS): "The file you have is NOT the one that was received.",
    (Part.FILE, Outcome.UNCHECKED): "No file was given to compare.",
}


class Bad(Exception):
    """The text is not a receipt at all."""


class Digest(NamedTuple):
    """Of the file at hand; without a size where only the hash is known."""

    sha256: str
    size: Optional[int] = None  # noqa: UP045  Python 3.8


Report = Dict[Part, Outcome]  # noqa: UP006  Python 3.8


def read(text: str) -> dict:
    """The parts of a receipt; Bad where it is none."""

    def once(pairs: list) -> dict:
        if len(dict(pairs)) != len(pairs):
            raise ValueError
        return dict(pairs)

    try:
        parts = json.loads(text, object_pairs_hook=once) if len(text) <= LARGEST else None
        stated = parts["receipt"]
        if set(parts) != PARTS or parts["format"] != FORMAT or set(stated) != STATED:
            raise ValueError
        texts = [stated[name] for name in STATED - {"size", "sha256"}] + [parts["public_key"], parts["signature"]]
        if type(stated["size"]) is not int or any(type(one) is not str for one in texts):
            raise ValueError
        read_key(parts["public_key"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Bad("This is not a receipt. Take the whole JSON file, as it was downloaded.") from None
    return parts


def signed_bytes(stated: dict) -> bytes:
    """RFC 8785, which for these plain values is JSON in this form. The first line keeps it from being a checkpoint."""
    return f"{FORMAT}\n{json.dumps(stated, sort_keys=True, separators=(',', ':'), ensure_ascii=False)}".encode()


def check(parts: dict, key: str = "", digest: Optional[Digest] = None) -> Report:  # noqa: UP045
    """Every step, whatever the others found. `key`: the one known from elsewhere, empty if none is."""
    report = dict.fromkeys(Part, Outcome.UNCHECKED)
    known, signer = read_key(parts["public_key"])
    report[Part.SIGNATURE] = fits(signer, parts["signature"], signed_bytes(parts["receipt"]))
    if key:
        report[Part.KEY] = held("".join(key.split()) == parts["public_key"])
    try:
        report[Part.PLACE], report[Part.EVENT] = in_ledger(parts, known, signer)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        report[Part.PLACE] = report[Part.EVENT] = Outcome.FAILS
    if digest is not None and parts["receipt"]["sha256"]:
        stated = (parts["receipt"]["sha256"], parts["receipt"]["size"])
        report[Part.FILE] = held((digest.sha256, stated[1] if digest.size is None else digest.size) == stated)
    return report


def held(true: bool) -> Outcome:
    return Outcome.HOLDS if true else Outcome.FAILS


def read_key(text: str) -> tuple:
    """Name and 32 bytes of a verifier key ``name+id+key``; ValueError for anything else."""
    match = re.fullmatch(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)", text)
    data = from_base64(match.group(3)) if match else b""
    if match is None or len(data) != 33 or data[0] != 1 or key_id(match.group(1), data[1:]).hex() != match.group(2):
        raise ValueError
    return match.group(1), data[1:]


def key_id(name: str, key: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n\x01" + key).digest()[:4]


def fits(key: bytes, signature: str, message: bytes) -> Outcome:
    if Ed25519PublicKey is None:
        return Outcome.UNCHECKED
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(from_base64(signature), message)
    except Exception:  # noqa: BLE001  whatever the reason, the signature does not hold
        return Outcome.FAILS
    return Outcome.HOLDS


# Steps 3 and 4: RFC 9162, section 2.1.3.2, over the leaves and nodes of RFC 6962
def in_ledger(parts: dict, name: str, key: bytes) -> tuple:
    ledger = parts["ledger"]
    if ledger["state"] != "signed":
        return Outcome.WAITING, Outcome.WAITING
    leaf = ledger["leaf"].encode()
    text, signatures = open_checkpoint(ledger["checkpoint"])
    origin, size, root = text[:-1].split("\n")
    path = [bytes.fromhex(step) for step in ledger["path"]]
    if root_from(leaf, ledger["position"], int(size), path) != from_base64(root) or origin != name:
        return Outcome.FAILS, about(parts, leaf)
    ours = [base64.b64encode(one[4:]).decode() for by, one in signatures if by == name and one[:4] == key_id(name, key)]
    return fits(key, ours[0], text.encode()) if ours else Outcome.FAILS, about(parts, leaf)


def about(parts: dict, leaf: bytes) -> Outcome:
    """Whether the event is the receipt's own, and what it committed to is what the receipt says."""
    stated, event, ledger = parts["receipt"], json.loads(leaf), parts["ledger"]
    if (event["id"], event["object"], event["event"]) != (stated["event"], stated["file"], "file.received"):
        return Outcome.FAILS
    if ledger["detail"] is None or ledger["salt"] is None:
        return Outcome.UNCHECKED
    detail = ledger["detail"].encode()
    if hashlib.sha256(b"\x02" + bytes.fromhex(ledger["salt"]) + detail).hexdigest() != event["commit"]:
        return Outcome.FAILS
    told = json.loads(detail)
    return held((told["sha256"], told["size"]) == (stated["sha256"], stated["size"]))


def open_checkpoint(note: str) -> tuple:
    """C2SP signed note: the text, and (name, key id and signature) of each line below it."""
    text, gap, below = note.partition("\n\n")
    matches = [re.fullmatch("\u2014 ([^ +]+) ([A-Za-z0-9+/=]+)", line) for line in below.split("\n")[:-1]]
    if not gap or not matches or None in matches:
        raise ValueError
    return f"{text}\n", [(match.group(1), from_base64(match.group(2))) for match in matches if match]


def root_from(leaf: bytes, index: int, size: int, path: list) -> bytes:
    """The root of the tree of this size that has this leaf at this index; ValueError where none can be."""
    if type(index) is not int or not 0 <= index < size:
        raise ValueError
    place, last, node = index, size - 1, hashlib.sha256(b"\x00" + leaf).digest()
    for sibling in path:
        if last == 0 or len(sibling) != 32:
            raise ValueError
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise ValueError
    return node


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def from_base64(text: str) -> bytes:
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError  # only one spelling of the same bytes is taken
    return data


# The script
def digest_of(path: str) -> Digest:
    sha256, size = hashlib.sha256(), 0
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(BLOCK), b""):
            sha256.update(block)
            size += len(block)
    return Digest(sha256.hexdigest(), size)


def shown(text: Any) -> str:
    """Nothing from the receipt can write over the lines of this report."""
    return "".join(c if c.isprintable() else "?" for c in str(text))


def tell(parts: dict, report: Report) -> int:
    for name in ("item", "file", "size", "sha256", "received_at", "event"):
        print(f"{name:12} {shown(parts['receipt'][name])}")
    print(f"{'key':12} {shown(parts['public_key'])}\n")
    for part, outcome in report.items():
        print(f"{part.name.capitalize():10} {outcome.name:10} {WORDS[part, outcome]}")
    if Outcome.FAILS in report.values():
        print("\nNOT GOOD: read above what does not hold, and tell us.")
        return BROKEN
    asked_for = {part for part in Part if part != Part.FILE or report[part] != Outcome.UNCHECKED}
    whole = all(report[part] == Outcome.HOLDS for part in asked_for)
    print("\nGOOD." if whole else "\nIt holds as far as it was checked; read above what was not.")
    return GOOD if whole else OPEN


def main(arguments: Optional[List[str]] = None) -> int:  # noqa: UP006, UP045  Python 3.8
    parser = argparse.ArgumentParser(description="Checks a receipt for a file.")
    parser.add_argument("receipt", help="the JSON file of the receipt")
    parser.add_argument("file", nargs="?", help="the file that was sent, to be compared")
    parser.add_argument("--public-key", default="", help="the key you were given by another way")
    parser.error = lambda words: parser.exit(NOTHING, f"{words}\n")  # type: ignore[method-assign,assignment]
    options = parser.parse_args(arguments)
    getattr(sys.stdout, "reconfigure", dict)(errors="replace")
    try:
        with open(options.receipt, encoding="utf-8") as source:
            parts = read(source.read(LARGEST + 1))
        return tell(parts, check(parts, options.public_key, digest_of(options.file) if options.file else None))
    except (Bad, OSError, UnicodeDecodeError) as error:
        print(shown(error) if isinstance(error, Bad) else f"It cannot be read ({type(error).__name__}).")
        return NOTHING


if __name__ == "__main__":
    sys.exit(main())
