#!/usr/bin/env python3
# ruff: noqa: T201
"""Checks a package of evidence: that nothing in it was lost, added or changed.

    python3 verify.py [FOLDER or ZIP] [--public-key "KEY FROM THE COVERING LETTER"]

Without a path it checks the folder it lies in. It needs Python 3.8 or newer and
nothing else, opens no connection and writes nothing. Only the signature needs
the package "cryptography"; without it everything else is checked and the end
says so. Exit code: 0 all good, 1 damaged, 2 good but signature NOT checked,
3 there was nothing to check.

The steps:
 1  bagit.txt says what kind of folder this is
 2  every listed file is there
 3  nothing is there that is not listed
 4  every file has the SHA-512 that the lists state
 5  every file of an item has the SHA-256 that its metadata states
 6  every item, and the package itself, stands in the ledger (Merkle proofs)
 7  the state of the ledger is signed
 8  the key of that signature is the one printed on the covering letter
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import stat
import sys
import zipfile
from collections import Counter
from enum import Enum
from typing import Any, BinaryIO, Callable, Iterator, NamedTuple  # noqa: UP035  Python 3.8

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except Exception:  # noqa: BLE001  missing, or installed but broken: the end is the same
    Ed25519PublicKey = None

GOOD, DAMAGED, UNSIGNED, NOTHING = 0, 1, 2, 3
BLOCK, TEXT_LIMIT = 1 << 20, 256 << 20
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TAGS, PAYLOAD, CONTENTS = "tagmanifest-sha512.txt", "manifest-sha512.txt", "contents-sha512.txt"
ITEMS, PACKAGE = "metadata/items.json", "proofs/package.json"
CHECKPOINT, KEY, INFO = "checkpoint.txt", "public-key.txt", "bag-info.txt"
NEEDED = ("bagit.txt", INFO, PAYLOAD, TAGS, CONTENTS, ITEMS, PACKAGE, CHECKPOINT, KEY)
#: Not in the list whose sum stands in the ledger: fixed, signed, or proving themselves.
OUTSIDE_CONTENTS = ("bagit.txt", TAGS, CONTENTS, CHECKPOINT, KEY)
LEFT_BY_SYSTEMS = (".DS_Store", "Thumbs.db", "desktop.ini")
Kind = Enum("Kind", "MISSING UNEXPECTED CHANGED MALFORMED UNSAFE UNPROVED")


class Damage(NamedTuple):
    path: str
    kind: Kind
    words: str  # a predicate, to follow the path


class Bad(Exception):
    """Raised inside a step where it cannot go on with one file."""


# Where the files come from
def is_safe(path: str) -> bool:
    return not set("\\\0:") & set(path) and not {"", ".", ".."} & set(path.split("/"))


class Folder:
    def __init__(self, root: str) -> None:
        self.root, self.names, self.damages = root, [], []
        for folder, folders, files in os.walk(root):
            for name in folders + files:
                path = os.path.join(folder, name)
                self._see(os.path.relpath(path, root).replace(os.sep, "/"), os.lstat(path).st_mode)

    def _see(self, name: str, mode: int) -> None:
        if stat.S_ISREG(mode):
            self.names.append(name)
        elif not stat.S_ISDIR(mode):
            self.damages.append(Damage(name, Kind.UNSAFE, "is a link or a device; it was not read"))

    def open(self, name: str) -> BinaryIO:
        return open(os.path.join(self.root, *name.split("/")), "rb")


class Zip:
    def __init__(self, path: str) -> None:
        self.zip, self.names, self.damages, self.entries = zipfile.ZipFile(path), [], [], {}
        files = [entry for entry in self.zip.infolist() if not entry.filename.endswith("/")]
        tops = [e.filename[:-9] for e in files if re.fullmatch("[^/]+/bagit.txt", e.filename)]
        for entry in files:
            self._see(entry, tops[0] if len(tops) == 1 else "")

    def _see(self, entry: zipfile.ZipInfo, base: str) -> None:
        name = entry.filename[len(base) :]
        if not entry.filename.startswith(base) or not is_safe(name):
            self.damages.append(Damage(name, Kind.UNSAFE, "lies outside the package; it was not read"))
        elif name in self.entries:
            self.damages.append(Damage(name, Kind.UNEXPECTED, "is in the ZIP twice"))
        else:
            self.entries[name] = entry
            self.names.append(name)

    def open(self, name: str) -> Any:
        return self.zip.open(self.entries[name])


class Bag:
    """The files, their digests as just computed, and everything found wrong so far."""

    def __init__(self, source: Any) -> None:
        self.source, self.damages = source, list(source.damages)
        self.names = set(source.names)
        self.lists: dict = {}  # list file -> path -> SHA-512 stated
        self.digests: dict = {}  # path -> (SHA-512, SHA-256, size) as found
        self.items: list = []  # (doc_id, files of the item)
        self.checkpoint: Any = None
        self.signed = False

    def found(self, path: str, kind: Kind, words: str) -> None:
        self.damages.append(Damage(path, kind, words))

    def read(self, name: str) -> bytes:
        if name not in self.names:
            raise Bad("is missing, so this could not be checked")
        with self.source.open(name) as file:
            return file.read(TEXT_LIMIT)  # what is cut off here fails where it is read

    def json(self, name: str) -> Any:
        return parse_json(self.read(name))


def parse_json(data: bytes) -> Any:
    def once(pairs: list) -> dict:
        if len(dict(pairs)) != len(pairs):
            raise ValueError
        return dict(pairs)

    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise Bad("was changed: it is not proper JSON any more") from None


# Step 1
def check_declaration(bag: Bag) -> None:
    if bag.read("bagit.txt") != DECLARATION:
        bag.found("bagit.txt", Kind.CHANGED, "is not the two fixed lines it should be")


# Steps 2 and 3
def check_complete(bag: Bag) -> None:
    for name in NEEDED:
        if name not in bag.names:
            bag.found(name, Kind.MISSING, "is missing; no package is complete without it")
    for name in (TAGS, PAYLOAD, CONTENTS):
        try:
            bag.lists[name] = parse_list(bag, name)
        except Bad as error:
            bag.found(name, Kind.MALFORMED, str(error))
        for path in bag.lists.get(name, ()):
            if path not in bag.names:
                bag.found(path, Kind.MISSING, f"is missing, though it is listed in {name}")
            if path == TAGS or (name != CONTENTS and path.startswith("data/") != (name == PAYLOAD)):
                bag.found(name, Kind.MALFORMED, f"lists {shown(path)}, which does not belong there")


def parse_list(bag: Bag, name: str) -> dict:
    """Lines ``<sha512>  <path>``, in the exact form in which we write them."""
    try:
        text = bag.read(name).decode("utf-8")
    except UnicodeDecodeError:
        raise Bad("was changed: it is not proper text any more") from None
    *lines, rest = text.split("\n")
    if rest:
        raise Bad("was changed: its last line is cut")
    digests, order = {}, []
    for number, line in enumerate(lines, 1):
        match = re.fullmatch(r"([0-9a-f]{128})  ([^\r]+)", line)
        if not match or re.search(r"%(?!25|0D|0A)", match.group(2)):
            raise Bad(f"was changed: line {number} is not a sum and a path")
        path = match.group(2).replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        if is_safe(path):
            digests[path] = match.group(1)
            order.append(match.group(2))
        else:
            bag.found(name, Kind.UNSAFE, f"names a path outside the package in line {number}")
    if order != sorted(set(order)):
        raise Bad("was changed: its lines are not in order, or one is there twice")
    return digests


def check_nothing_extra(bag: Bag) -> None:
    for name in sorted(bag.names):
        listed = bag.lists.get(PAYLOAD if name.startswith("data/") else TAGS)
        bound = name not in OUTSIDE_CONTENTS and not name.startswith("proofs/")
        if name == "fetch.txt":
            bag.found(name, Kind.UNEXPECTED, "asks to fetch from elsewhere; we never write it")
        elif listed is not None and name not in listed and name != TAGS:
            ours = name.rsplit("/", 1)[-1] not in LEFT_BY_SYSTEMS
            words = "was added or renamed" if ours else "your system left it; delete it, check again"
            bag.found(name, Kind.UNEXPECTED, f"is not listed: {words}")
        elif bound and name not in bag.lists.get(CONTENTS, {name}):
            bag.found(name, Kind.UNEXPECTED, f"is not in {CONTENTS}")


# Step 4
def check_sums(bag: Bag) -> None:
    for name in sorted(bag.names):
        try:
            bag.digests[name] = sums(bag, name)
        except Exception:  # noqa: BLE001  of the ZIP or of the disk: it is this file's damage
            bag.found(name, Kind.CHANGED, "cannot be read: its bytes are damaged")
    for list_name, listed in bag.lists.items():
        for path, digest in listed.items():
            if path in bag.digests and bag.digests[path][0] != digest:
                bag.found(path, Kind.CHANGED, f"does not have the sum in {list_name}: one of the two was changed")
    sizes = [found[2] for name, found in bag.digests.items() if name.startswith("data/")]
    if f"Payload-Oxum: {sum(sizes)}.{len(sizes)}".encode() not in bag.read(INFO).split(b"\n"):
        bag.found(INFO, Kind.CHANGED, "states another size or number of files than there is")


def sums(bag: Bag, name: str) -> tuple:
    sha512, sha256, size = hashlib.sha512(), hashlib.sha256(), 0
    with bag.source.open(name) as file:
        for block in iter(lambda: file.read(BLOCK), b""):
            sha512.update(block)
            sha256.update(block)
            size += len(block)
    return sha512.hexdigest(), sha256.hexdigest(), size


# Step 5
def check_items(bag: Bag) -> None:
    try:
        bag.items = [read_item(item) for item in bag.json(ITEMS)["items"]]
    except (KeyError, TypeError, AttributeError):
        raise Bad("was changed: it does not describe items any more") from None
    for doc_id, files in bag.items:
        for path, _, *stated in files:
            if path in bag.digests and bag.digests[path] != tuple(stated):
                bag.found(path, Kind.CHANGED, f"is not the file that the metadata of {doc_id} describes")
            elif path not in bag.names:
                bag.found(path, Kind.MISSING, f"is missing, though it belongs to {doc_id}")
    described = Counter(path for _, files in bag.items for path, *_ in files)
    for name in sorted(bag.names):
        if name.startswith("data/") and described[name] != 1:
            bag.found(name, Kind.UNEXPECTED, "belongs to no item, or to several")


def read_item(item: dict) -> tuple:
    names = ("path", "role", "sha512", "sha256", "size")
    files = [tuple(file[name] for name in names) for file in item["files"]]
    if not re.fullmatch(r"[A-Za-z0-9_-]+", item["doc_id"]) or not files:
        raise TypeError
    return item["doc_id"], files


# Step 6: RFC 9162, section 2.1.3.2, over the leaves and nodes of RFC 6962
def check_proofs(bag: Bag) -> None:
    bag.checkpoint = parse_checkpoint(bag.read(CHECKPOINT))
    for doc_id, files in bag.items:
        originals = [path for path, role, *_ in files if role == "original"]
        check_proof_file(bag, f"proofs/{doc_id}.json", doc_id, originals)
    check_proof_file(bag, PACKAGE, bag.json(ITEMS)["package"], [CONTENTS])
    known = {f"proofs/{doc_id}.json" for doc_id, _ in bag.items} | {PACKAGE}
    for name in sorted(name for name in bag.names - known if name.startswith("proofs/")):
        bag.found(name, Kind.UNEXPECTED, "proves nothing that is in the package")


def check_proof_file(bag: Bag, name: str, doc_id: str, to_prove: list) -> None:
    proved: set = set()
    try:
        proof = bag.json(name)
        if proof["doc_id"] != doc_id:
            raise Bad("is the proof of something else: it was swapped or changed")
        if proof["format"] != "iapb-proof/1" or proof["tree_size"] != bag.checkpoint["size"]:
            raise Bad("does not fit the checkpoint of this package")
        if set(proof) != {"format", "doc_id", "tree_size", "events"} or not proof["events"]:
            raise Bad("does not hold what a proof should hold")
        for event in proof["events"]:
            proved.update(check_event(bag, event))
    except Bad as error:
        return bag.found(name, Kind.UNPROVED, str(error))
    except (KeyError, TypeError, ValueError, AttributeError):
        return bag.found(name, Kind.UNPROVED, "was changed: it is not a proof any more")
    if not_proved := ", ".join(shown(path) for path in to_prove if path not in proved):
        bag.found(name, Kind.UNPROVED, f"does not prove {not_proved}")
    return None


def check_event(bag: Bag, event: dict) -> list:
    """The paths of the files whose digest the proved event states."""
    if set(event) != {"files", "leaf", "index", "path", "salt", "detail"}:
        raise Bad("does not hold what a proof should hold")
    leaf, detail = event["leaf"].encode("utf-8"), event["detail"].encode("utf-8")
    path = [from_hex(node, 32) for node in event["path"]]
    if root_from(leaf, event["index"], bag.checkpoint["size"], path) != bag.checkpoint["root"]:
        raise Bad("does not lead to the root of the checkpoint")
    commit = hashlib.sha256(b"\x02" + from_hex(event["salt"]) + detail).hexdigest()
    if parse_json(leaf)["commit"] != commit:
        raise Bad("shows a detail that is not the one in the ledger")
    stated = set(strings_in(parse_json(detail)))
    for name in event["files"]:
        if name not in bag.digests:
            raise Bad(f"speaks of {shown(name)}, which is not in the package")
        if not stated & set(bag.digests[name][:2]):
            raise Bad(f"is about another file than the {shown(name)} in this package")
    return event["files"]


def strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings_in(part)


def from_hex(text: str, length: int = -1) -> bytes:
    data = bytes.fromhex(text)
    if data.hex() == text and length in (-1, len(data)):
        return data
    raise ValueError  # only one spelling of the same bytes is taken


def from_base64(text: str, length: int = -1) -> bytes:
    data = base64.b64decode(text)
    if base64.b64encode(data).decode() == text and length in (-1, len(data)):
        return data
    raise ValueError


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_from(leaf: bytes, index: int, size: int, path: list) -> bytes:
    """The root of the tree of this size that has this leaf at this index."""
    if type(index) is not int or type(size) is not int or not 0 <= index < size:
        raise Bad("states a place that is not in the tree")
    place, last, node = index, size - 1, hashlib.sha256(b"\x00" + leaf).digest()
    for sibling in path:
        if last == 0:
            raise Bad("has a longer path than the tree is high")
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise Bad("has a shorter path than the tree is high")
    return node


def parse_checkpoint(data: bytes) -> dict:
    """C2SP tlog-checkpoint: origin, size, root, an empty line, then signatures."""
    try:
        text, _, below = data.decode("utf-8").partition("\n\n")
        origin, size, root = text.split("\n")
        *lines, rest = below.split("\n")
        if rest or not lines or not origin or not re.fullmatch("[1-9][0-9]{0,17}", size):
            raise ValueError
        matches = [re.fullmatch("\u2014 ([^ +]+) ([A-Za-z0-9+/=]+)", line) for line in lines]
        signatures = [(match.group(1), from_base64(match.group(2))) for match in matches]
        found = {"size": int(size), "root": from_base64(root, 32), "signatures": signatures}
        return {**found, "text": f"{text}\n".encode()}
    except (ValueError, AttributeError):
        raise Bad("was changed: it is not a checkpoint any more") from None


# Steps 7 and 8
def parse_key(text: str) -> bytes:
    """32 bytes, from a verifier key ``name+id+key``, plain base64, or hexadecimal."""
    text = "".join(text.split())
    match = re.fullmatch(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)", text)
    try:
        if not match:
            is_hex = re.fullmatch("[0-9A-Fa-f]{64}", text)
            return bytes.fromhex(text) if is_hex else from_base64(text, 32)
        data = from_base64(match.group(3), 33)
        if data[0] != 1 or key_id(match.group(1), data[1:]).hex() != match.group(2):
            raise ValueError
        return data[1:]
    except ValueError:
        raise Bad("was changed: it is not a key any more") from None


def key_id(name: str, key: bytes) -> bytes:
    return hashlib.sha256(name.encode("utf-8") + b"\n\x01" + key).digest()[:4]


def check_signature(bag: Bag, letter_key: Any) -> None:
    key = letter_key or parse_key(bag.read(KEY).decode("utf-8", "replace"))
    if bag.checkpoint is None:
        raise Bad("cannot be read, so its signature could not be checked")
    ours = [s[4:] for name, s in bag.checkpoint["signatures"] if s[:4] == key_id(name, key)]
    if not ours:
        bag.found(CHECKPOINT, Kind.UNPROVED, "is not signed with the key it should be signed with")
    elif Ed25519PublicKey is not None:
        try:
            for signature in ours:
                Ed25519PublicKey.from_public_bytes(key).verify(signature, bag.checkpoint["text"])
            bag.signed = True
        except Exception:  # noqa: BLE001  whatever the reason, the signature does not hold
            bag.found(CHECKPOINT, Kind.UNPROVED, "has a signature that does not hold")


def check_key(bag: Bag, letter_key: Any) -> None:
    if letter_key not in (None, parse_key(bag.read(KEY).decode("utf-8", "replace"))):
        bag.found(KEY, Kind.UNPROVED, "is not the key printed on the covering letter")


# The whole
def shown(text: Any) -> str:
    """No name from the package can write over the lines of this report."""
    return "".join(c if c.isprintable() else "?" for c in str(text))


def verify(source: Any, letter_key: Any = None, say: Callable = print) -> int:
    """Runs every step, however many files are damaged. Returns the exit code."""
    bag = Bag(source)
    steps = (
        ("1. The kind of folder", "bagit.txt", check_declaration),
        ("2. Nothing is missing", PAYLOAD, check_complete),
        ("3. Nothing was added", TAGS, check_nothing_extra),
        ("4. Sums of all files", INFO, check_sums),
        ("5. Files of the items", ITEMS, check_items),
        ("6. Proofs of the ledger", CHECKPOINT, check_proofs),
        ("7. Signature", CHECKPOINT, lambda bag: check_signature(bag, letter_key)),
        ("8. Key of the signature", KEY, lambda bag: check_key(bag, letter_key)),
    )
    for title, subject, step in steps:
        before = len(bag.damages)
        try:
            step(bag)
        except Bad as error:
            bag.found(subject, Kind.MALFORMED, str(error))
        except Exception as error:  # noqa: BLE001  a damaged file must never end the check early
            bag.found(subject, Kind.MALFORMED, f"could not be checked ({type(error).__name__})")
        outcome = "DAMAGED" if len(bag.damages) > before else "good"
        unsigned = outcome == "good" and title.startswith("7") and not bag.signed
        say(f"{title:26} {'NOT checked' if unsigned else outcome}")
    return conclude(bag, letter_key, say)


def conclude(bag: Bag, letter_key: Any, say: Callable) -> int:
    damages = sorted({(shown(d.path), d.kind.name, d.words) for d in bag.damages})
    for path, kind, words in damages:
        say(f"\n{kind}: {path}\n    It {words}.")
    if damages:
        files = len({path for path, *_ in damages})
        say(f"\nDAMAGED: {files} file(s), named above. Do not use them; tell us.")
        return DAMAGED
    if letter_key is None:
        say("\nThe key came with the package. Compare it with the one on the covering letter:")
        say(f"    {shown(bag.read(KEY).decode().strip())}")
    checked = f"{len(bag.names)} files, {len(bag.items)} items"
    if bag.signed:
        say(f"\nGOOD: {checked}, signature checked.")
        return GOOD
    say(f'\nAll else is good ({checked}), but the Python package "cryptography" is not installed:')
    say("signature NOT checked")
    return UNSIGNED


def main(arguments: Any = None) -> int:
    parser = argparse.ArgumentParser(description="Checks a package of evidence.")
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("package", nargs="?", default=here, help="the folder or the ZIP")
    parser.add_argument("--public-key", help="the key printed on the covering letter")
    parser.error = lambda words: parser.exit(NOTHING, f"{words}\n")
    options = parser.parse_args(arguments)
    getattr(sys.stdout, "reconfigure", dict)(errors="replace")
    try:
        letter_key = parse_key(options.public_key) if options.public_key else None
        source: Any = (Folder if os.path.isdir(options.package) else Zip)(options.package)
    except Bad:
        print("The key given is not a key. Copy it from the letter once more, whole.")
        return NOTHING
    except FileNotFoundError:
        print(f"There is nothing at {shown(options.package)}")
        return NOTHING
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
        print(f"DAMAGED: the ZIP cannot be opened ({shown(error)}). Ask us for another copy.")
        return DAMAGED
    return verify(source, letter_key)


if __name__ == "__main__":
    sys.exit(main())
