"""The leaf oracle against lines written out by hand, and the committed vectors against the oracle."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.oracles.leaf import canonical, commit, leaf, leaf_hash, ledger_json, vectors

FILE = Path(__file__).parents[1] / "data" / "ledger_leaf_vectors.json"


def test_vectors_on_file_are_those_of_the_oracle() -> None:
    kept = json.loads(FILE.read_text(encoding="ascii"))
    assert kept == vectors()
    assert len(kept["vectors"]) >= 12
    assert len({vector["leaf_hash"] for vector in kept["vectors"]}) == len(kept["vectors"])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "{}"),
        ({"b": [], "a": None}, '{"a":null,"b":[]}'),
        ({"aa": 1, "a": 2, "B": 3, "": 4, "10": 5, "9": 6}, '{"":4,"10":5,"9":6,"B":3,"a":2,"aa":1}'),
        ("\u0000\u0007\b\t\n\u000b\f\r\u001f\u007f", '"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f\u007f"'),
        ('"\\/', '"\\"\\\\/"'),
        ("ў\u2028🕯", '"ў\u2028🕯"'),
        ([True, False, None, 0, -1, 2**53 - 1], "[true,false,null,0,-1,9007199254740991]"),
        # the sorting example of RFC 8785, section 3.2.3
        (
            {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7},
            '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\U0001f600":5,"\ufb33":3}',
        ),
    ],
)
def test_canonical_of_a_value_is_the_line_written_by_hand(value: object, text: str) -> None:
    assert canonical(value) == text.encode("utf-8")


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), 2**53, -(2**53), "\ud800", {"\udc00": 1}, {"ключ": 1}, [{"a": {"é": 1}}], b"bytes", {1, 2}],
)
def test_ledger_json_when_value_may_not_be_held_raises(value: object) -> None:
    with pytest.raises(ValueError):
        ledger_json(value)


def test_leaf_is_the_line_written_by_hand() -> None:
    salt = bytes(range(32))
    committed = sha256(b"\x02" + salt + '{"a":"ж","b":1}'.encode()).digest()
    assert commit(salt, {"b": 1, "a": "ж"}) == committed
    line = (
        '{"actor":"service:sealer","at":"2026-03-01T12:00:00.000000Z","commit":"' + committed.hex() + '",'
        '"event":"item.received","id":"3f0c7f0a-6d7e-4a53-9a39-0d2b8a0f4c11","object":"x","v":1}'
    ).encode()
    made = leaf(
        id="3f0c7f0a-6d7e-4a53-9a39-0d2b8a0f4c11",
        event="item.received",
        at="2026-03-01T12:00:00.000000Z",
        actor="service:sealer",
        object="x",
        commit=committed,
    )
    assert made == line
    assert leaf_hash(made) == sha256(b"\x00" + line).digest()


def test_commit_when_salt_is_short_raises() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commit(b"short", {})
