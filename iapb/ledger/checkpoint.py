"""Signed tree heads and offline proofs, in the text forms of C2SP.

tlog-checkpoint: origin, size, root; a signed note carries it with an Ed25519 line.
tlog-proof: index, inclusion path, checkpoint, in one file that proves one leaf.
Signing goes through a callable, so this file never meets a private key.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from iapb.ledger import tree
from iapb.ledger.errors import NoteDamaged, SignatureRefused

Sign = Callable[[bytes], bytes]

PROOF_HEADER = "c2sp.org/tlog-proof@v1"
MAX_SIZE = 2**63 - 1
SIGNATURE_BYTES = 64
_ED25519 = b"\x01"
_KEY_ID_BYTES = 4
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_NAME = re.compile(r"[!-*,-~]{1,200}")  # visible ASCII without the plus sign


@dataclass(frozen=True)
class Head:
    """A tree head: which log, how many leaves, which root."""

    origin: str
    size: int
    root: bytes

    def to_text(self) -> str:
        if not _NAME.fullmatch(self.origin) or not 0 <= self.size <= MAX_SIZE or len(self.root) != tree.HASH_BYTES:
            raise NoteDamaged("not a tree head")
        return f"{self.origin}\n{self.size}\n{_b64(self.root)}\n"


@dataclass(frozen=True)
class Key:
    """The public half of a checkpoint key, named by the log's origin."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_KEY_ID_BYTES]

    def to_text(self) -> str:
        """The form in which a key is printed and given to others: name+id+key."""
        return f"{self.name}+{self.id.hex()}+{_b64(_ED25519 + self.public)}"


def read_key(text: str) -> Key:
    name, _, rest = text.strip().partition("+")
    claimed, _, encoded = rest.partition("+")
    body = _bytes(encoded)
    if not _NAME.fullmatch(name) or body[:1] != _ED25519 or len(body) != 33:
        raise NoteDamaged("not an Ed25519 key of a log")
    key = Key(name, body[1:])
    if key.id.hex() != claimed:
        raise NoteDamaged("the key does not have the id it claims")
    return key


def signed(head: Head, sign: Sign, key: Key) -> str:
    """The checkpoint: the head as a signed note. A signature that does not verify is never let out."""
    if key.name != head.origin:
        raise NoteDamaged("a log signs under its own origin")
    text = head.to_text()
    signature = sign(text.encode())
    _verify_signature(key, text, signature)
    return f"{text}\n— {key.name} {_b64(key.id + signature)}\n"


def verify(note: str, key: Key) -> Head:
    """The head of a checkpoint whose Ed25519 line by `key` fits; lines of others are not judged."""
    text, lines = _open(note)
    head = _read_head(text)
    if head.origin != key.name:
        raise SignatureRefused("the checkpoint is of another log")
    for name, body in lines:
        if name == key.name and body[:_KEY_ID_BYTES] == key.id:
            _verify_signature(key, text, body[_KEY_ID_BYTES:])
            return head
    raise SignatureRefused("no signature by the log's key")


def read_unverified(note: str) -> Head:
    """What a checkpoint says, its signature NOT checked."""
    return _read_head(_open(note)[0])


@dataclass(frozen=True)
class Proof:
    """That one leaf stands at one position of a signed tree."""

    index: int
    path: Sequence[bytes]
    checkpoint: str

    def to_text(self) -> str:
        steps = "".join(f"{_b64(step)}\n" for step in self.path)
        return f"{PROOF_HEADER}\nindex {self.index}\n{steps}\n{self.checkpoint}"

    def verify(self, leaf: bytes, key: Key) -> Head:
        """`leaf` is the leaf's bytes, not its hash."""
        head = verify(self.checkpoint, key)
        tree.verify_inclusion(tree.leaf_hash(leaf), self.index, head.size, self.path, head.root)
        return head


def read_proof(text: str) -> Proof:
    top, gap, note = text.partition("\n\n")
    lines = top.split("\n")
    if not gap or lines[0] != PROOF_HEADER:
        raise NoteDamaged("not a proof in the form " + PROOF_HEADER)
    body = lines[1:]
    if body and body[0].startswith("extra "):
        _bytes(body.pop(0).removeprefix("extra "))
    if not body or not body[0].startswith("index "):
        raise NoteDamaged("a proof names the index of its leaf")
    path = [_bytes(line) for line in body[1:]]
    if len(path) > tree.MAX_PATH or any(len(step) != tree.HASH_BYTES for step in path):
        raise NoteDamaged("the path of a proof is a list of hashes")
    return Proof(_number(body[0].removeprefix("index ")), path, note)


def _open(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    body, gap, tail = note.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise NoteDamaged("not a signed note")
    lines: list[tuple[str, bytes]] = []
    for line in tail[:-1].split("\n"):
        mark, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        signature = _bytes(encoded)
        if mark != "—" or not name or len(signature) <= _KEY_ID_BYTES:
            raise NoteDamaged("not a signature line")
        lines.append((name, signature))
    return body + "\n", lines


def _read_head(text: str) -> Head:
    lines = text[:-1].split("\n")
    # Further lines are extensions by the format; we write none, so we accept none.
    if len(lines) != 3:
        raise NoteDamaged("a checkpoint has three lines")
    head = Head(lines[0], _number(lines[1]), _bytes(lines[2]))
    if head.to_text() != text:
        raise NoteDamaged("not the form in which a checkpoint is written")
    return head


def _verify_signature(key: Key, text: str, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        raise SignatureRefused("the signature does not fit the checkpoint") from None


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text) or int(text) > MAX_SIZE:
        raise NoteDamaged("not a number")
    return int(text)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    """Strict: one spelling for each value."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteDamaged("not base64") from None
    if _b64(data) != text:
        raise NoteDamaged("not the one spelling in base64")
    return data
