"""Leaf v1 of the custody ledger, by hand: canonical JSON, commitment, leaf, leaf hash.

Written from design.md 4 rule 4, security.md 3.3 and RFC 8785 alone, with a canonicaliser
of its own. `python -m tests.oracles.leaf` prints the vectors of
tests/data/ledger_leaf_vectors.json.

The ledger's JSON is RFC 8785 restricted: strings, integers between -(2^53-1) and
2^53-1, booleans, null, arrays, objects with ASCII keys; no floats. `canonical` itself
sorts any keys as the RFC does, by UTF-16 code units; `ledger_json` refuses what the
ledger may not hold.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

LARGEST = 2**53 - 1
SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _character(character: str) -> str:
    if character in SHORT:
        return SHORT[character]
    if ord(character) < 0x20:
        return "\\u" + format(ord(character), "04x")
    return character


def _string(text: str) -> bytes:
    """UTF-8; a lone surrogate raises UnicodeEncodeError (a ValueError)."""
    return ('"' + "".join(_character(character) for character in text) + '"').encode("utf-8")


def _code_units(key: str) -> list[int]:
    octets = key.encode("utf-16-be")
    return [octets[i] * 256 + octets[i + 1] for i in range(0, len(octets), 2)]


def canonical(value: Any) -> bytes:
    if value is None:
        return b"null"
    if value is True:
        return b"true"
    if value is False:
        return b"false"
    if type(value) is int:
        if abs(value) > LARGEST:
            raise ValueError("an integer that JSON cannot carry exactly")
        return str(value).encode("ascii")
    if type(value) is str:
        return _string(value)
    if type(value) in (list, tuple):
        return b"[" + b",".join(canonical(member) for member in value) + b"]"
    if type(value) is dict:
        keys = sorted(value, key=_code_units)
        return b"{" + b",".join(_string(key) + b":" + canonical(value[key]) for key in keys) + b"}"
    raise ValueError("not a value of the ledger's JSON")


def _ascii_keys(value: Any) -> bool:
    if isinstance(value, dict):
        return all(key.isascii() and _ascii_keys(member) for key, member in value.items())
    if isinstance(value, list | tuple):
        return all(_ascii_keys(member) for member in value)
    return True


def ledger_json(value: Any) -> bytes:
    if not _ascii_keys(value):
        raise ValueError("a key that is not ASCII")
    return canonical(value)


def commit(salt: bytes, detail: dict[str, Any]) -> bytes:
    """SHA-256(0x02 | salt | canonical detail)."""
    if len(salt) != 32:
        raise ValueError("the salt has 32 bytes")
    return sha256(b"\x02" + salt + ledger_json(detail)).digest()


def leaf(*, id: str, event: str, at: str, actor: str, object: str, commit: bytes) -> bytes:
    """The bytes of leaf v1; `at` is UTC with six digits of microseconds and a Z."""
    fields = {
        "v": 1,
        "id": id,
        "event": event,
        "at": at,
        "actor": actor,
        "object": object,
        "commit": commit.hex(),
    }
    return ledger_json(fields)


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 | leaf)."""
    return sha256(b"\x00" + leaf).digest()


# --- the vectors ----------------------------------------------------------------------

#: What each shows, its event, and its detail. Keys stand in the order in which they are given.
DETAILS: list[tuple[str, str, dict[str, Any]]] = [
    ("an empty detail", "item.viewed", {}),
    ("keys out of order", "item.received", {"size": 70_000, "organisation": "A", "kind": "audio"}),
    (
        "Russian and Belarusian text, unescaped",
        "custody.exception",
        {"reason": "Пломба нарушена: ёмкость №7", "note": "Пячатка пашкоджана, ў канверце"},
    ),
    (
        "every control character, delete, quote, backslash, slash",
        "item.metadata_changed",
        {"before": "".join(chr(number) for number in range(0x20)), "after": '\x7f"\\/'},
    ),
    (
        "emoji, combining marks, line separators, no normalising",
        "text.corrected",
        {"quote": "🕯️ мы́ — й й \u2028\u2029\ufeff\u00a0\U0010ffff", "name": "e\u0301 \u00e9"},
    ),
    (
        "nesting and empty containers",
        "disclosure.built",
        {"entries": [{"files": [], "layers": [[1], [[]]]}, {}, [None, True, False, ""]], "a": {"c": {"b": 1, "a": 0}}},
    ),
    (
        "integers to the edge of 2^53",
        "vault.fixity_checked",
        {"largest": 2**53 - 1, "smallest": -(2**53 - 1), "zero": 0, "one": 1, "minus": -1, "large": 10**15},
    ),
    (
        "ASCII keys: digits, capitals, small letters, signs, the empty key",
        "form.published",
        {"a": 1, "B": 2, "10": 3, "9": 4, "_": 5, "": 6, "aa": 7, "~": 8, "A": 9, "a b": 10, '"': 11, "\n": 12},
    ),
    (
        "booleans and null are not numbers",
        "consent.given",
        {"read_aloud": True, "copy": False, "expires": None, "n": 1},
    ),
    ("arrays keep their order", "selection.changed", {"items": ["b", "a", "ё", "е", "Z", "10", "9"]}),
    (
        "a digest and a file name in the detail only",
        "item.hashed",
        {"sha256": sha256(b"an invented file").hexdigest(), "filename": "показания (копия).docx", "size": 16},
    ),
    (
        "strings that look like other things",
        "job.failed",
        {"a": "null", "b": "1.0", "c": "{}", "d": "\\u0041", "e": "1e400"},
    ),
    ("a long text", "note.written", {"text": "Справаздача пра канвой. " * 120}),
    ("the same detail under another salt", "item.viewed", {}),
]
#: Actors and objects are opaque: a person, a service, a file.
ACTORS = ["0b6f4f0e-3d0a-4c55-9a57-6a0d1d3f5b01", "service:sealer", "6d0a57a2-9c1f-4c4e-8f39-2f9a4a7be602"]
TIMES = [
    "2026-03-01T12:00:00.000000Z",
    "2026-03-01T12:00:00.000001Z",
    "2024-02-29T23:59:59.999999Z",
    "2031-12-31T00:00:00.100000Z",
]

#: RFC 8785 beyond the ledger: keys that need UTF-16 order. The ledger refuses them.
BEYOND: list[dict[str, Any]] = [
    {
        "\u20ac": "Euro",
        "\r": "Return",
        "\ufb33": "Dalet",
        "1": "One",
        "\U0001f600": "Smile",
        "\u0080": "C",
        "\u00f6": "O",
    },
    {"\ufffd": 1, "\U00010000": 2, "\ud7ff": 3, "я": 4, "ё": 5, "Ё": 6, "a": 7},
]


def _uuid(number: int, what: str) -> str:
    digits = sha256(f"{what} {number}".encode()).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"


def _vector(number: int, shows: str, event: str, detail: dict[str, Any]) -> dict[str, Any]:
    salt = sha256(f"salt {number}".encode()).digest()
    fields = {
        "id": _uuid(number, "event"),
        "event": event,
        "at": TIMES[number % len(TIMES)],
        "actor": ACTORS[number % len(ACTORS)],
        "object": _uuid(number, "object"),
    }
    committed = commit(salt, detail)
    made = leaf(**fields, commit=committed)
    return {
        "shows": shows,
        **fields,
        "salt": salt.hex(),
        "detail": detail,
        "detail_canonical": canonical(detail).hex(),
        "commit": committed.hex(),
        "leaf": made.hex(),
        "leaf_hash": leaf_hash(made).hex(),
    }


def vectors() -> dict[str, Any]:
    return {
        "vectors": [_vector(number, *row) for number, row in enumerate(DETAILS)],
        "beyond_the_ledger": [{"value": value, "canonical": canonical(value).hex()} for value in BEYOND],
    }


if __name__ == "__main__":
    print(json.dumps(vectors(), indent=1, ensure_ascii=True))
