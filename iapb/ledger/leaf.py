"""Leaf v1, frozen: the bytes that are hashed into the tree for one event.

RFC 8785 bytes of ``{v, id, event, at, actor, object, commit}``. The detail is not in
the leaf, only a commitment to it, so salt and detail can be erased and the tree stays
verifiable. Only values with one spelling are let in: no floats, integers below 2**53,
ASCII keys. Another form is another version; this one never changes.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import rfc8785

from iapb.ledger.errors import CommitRefused, LeafDamaged, ValueRefused

VERSION = 1
SALT_BYTES = 32
LARGEST_INTEGER = 2**53 - 1

_FORM = b'{"actor":"%b","at":"%b","commit":"%b","event":"%b","id":"%b","object":"%b","v":%d}'
_COMMIT_PREFIX = b"\x02"
_EVENT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_OPAQUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
_COMMIT = re.compile(r"[0-9a-f]{64}")
_MAX_EVENT = 100


@dataclass(frozen=True, slots=True)
class Leaf:
    id: UUID
    event: str
    at: datetime
    actor: str
    object: str
    commit: str

    def to_bytes(self) -> bytes:
        # Every value is ASCII that needs no escape, so sorted keys without spaces are RFC 8785.
        return _FORM % (
            opaque(self.actor).encode(),
            time_text(self.at).encode(),
            _commit_text(self.commit).encode(),
            event_name(self.event).encode(),
            str(self.id).encode(),
            opaque(self.object).encode(),
            VERSION,
        )


def read(data: bytes) -> Leaf:
    """The fields of a leaf; bytes that we would not have written raise LeafDamaged."""
    try:
        fields = json.loads(data)
        version = fields.pop("v")
        leaf = Leaf(id=UUID(fields.pop("id")), at=_time(fields.pop("at")), **fields)
        again = leaf.to_bytes()
    except (ValueRefused, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise LeafDamaged("not a leaf") from None
    if version != VERSION or again != data:
        raise LeafDamaged("not the canonical form of leaf v1")
    return leaf


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of a value that has only one spelling; anything else raises ValueRefused."""
    _check(value, depth=0)
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeError):
        raise ValueRefused("text that is not valid Unicode") from None


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def commit(salt: bytes, detail: bytes) -> str:
    """The commitment to a detail's canonical bytes. The salt keeps it from being guessed."""
    if len(salt) != SALT_BYTES:
        raise ValueRefused(f"a salt has {SALT_BYTES} bytes")
    return sha256(_COMMIT_PREFIX + salt + detail).hexdigest()


def check_commit(expected: str, salt: bytes, detail: bytes) -> None:
    if not hmac.compare_digest(commit(salt, detail), expected):
        raise CommitRefused("salt and detail are not those of the leaf")


def time_text(moment: datetime) -> str:
    """UTC, always six digits of a second, always Z."""
    if moment.tzinfo is None:
        raise ValueRefused("a time without a zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def event_name(name: str) -> str:
    if not isinstance(name, str) or len(name) > _MAX_EVENT or not _EVENT.fullmatch(name):
        raise ValueRefused("an event is named like consent.given")
    return name


def opaque(value: str | UUID) -> str:
    """An actor or object: an id that tells nothing by itself, never empty, never a name."""
    text = str(value)
    if not isinstance(value, str | UUID) or not _OPAQUE.fullmatch(text):
        raise ValueRefused("actor and object are opaque ids of 1 to 100 letters, digits and . _ : -")
    return text


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _commit_text(value: str) -> str:
    if not isinstance(value, str) or not _COMMIT.fullmatch(value):
        raise ValueRefused("a commitment is 64 hexadecimal digits")
    return value


def _check(value: Any, depth: int) -> None:
    if depth > 32:
        raise ValueRefused("nested deeper than 32 levels")
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueRefused("an integer of 2**53 or more")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise ValueRefused("a key that is not ASCII text")
            _check(inner, depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner, depth + 1)
    else:
        raise ValueRefused(f"a value of type {type(value).__name__} has no canonical form")
