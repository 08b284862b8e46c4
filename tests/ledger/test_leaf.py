"""Leaf v1 is frozen: the same fields give the same bytes for as long as the log lives."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from iapb.ledger import leaf
from iapb.ledger.errors import CommitRefused, LeafDamaged, ValueRefused

ID = UUID("6f1c2b0e-4b7a-4f0d-9a55-0d7c1b2a3e4f")
ACTOR = "0b8e7c64-2f5d-4a5e-8f60-5b3b1f6d2c11"
OBJECT = "W-40312"
AT = datetime(2025, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
SALT = bytes(range(32))


def example(**changes: object) -> leaf.Leaf:
    fields = {"id": ID, "event": "consent.given", "at": AT, "actor": ACTOR, "object": OBJECT, "commit": "ab" * 32}
    return leaf.Leaf(**{**fields, **changes})  # type: ignore[arg-type]


def test_leaf_when_written_then_bytes_are_frozen() -> None:
    assert example().to_bytes() == (
        b'{"actor":"0b8e7c64-2f5d-4a5e-8f60-5b3b1f6d2c11","at":"2025-03-04T05:06:07.000089Z","commit":"'
        + b"ab" * 32
        + b'","event":"consent.given","id":"6f1c2b0e-4b7a-4f0d-9a55-0d7c1b2a3e4f","object":"W-40312","v":1}'
    )


def test_leaf_when_read_back_then_same_fields() -> None:
    assert leaf.read(example().to_bytes()) == example()


def test_time_when_in_another_zone_then_written_in_utc() -> None:
    minsk = timezone(timedelta(hours=3))
    assert leaf.time_text(datetime(2025, 3, 4, 1, 0, tzinfo=minsk)) == "2025-03-03T22:00:00.000000Z"


def test_time_when_without_zone_then_refused() -> None:
    with pytest.raises(ValueRefused):
        example(at=datetime(2025, 3, 4)).to_bytes()  # noqa: DTZ001 - the case under test


@pytest.mark.parametrize("actor", ["", " ", "Alena Novak", "a\nb", '"', "ж", "a" * 101, None, 7])
def test_leaf_when_actor_is_no_opaque_id_then_refused(actor: object) -> None:
    with pytest.raises(ValueRefused):
        example(actor=actor).to_bytes()


@pytest.mark.parametrize(
    "event", ["", "given", "Consent.given", "consent.", "consent given", "a.b" * 40, "согласие.дано"]
)
def test_leaf_when_event_has_no_plain_name_then_refused(event: str) -> None:
    with pytest.raises(ValueRefused):
        example(event=event).to_bytes()


@pytest.mark.parametrize("commit", ["", "AB" * 32, "ab" * 31, "zz" * 32])
def test_leaf_when_commit_is_not_a_digest_then_refused(commit: str) -> None:
    with pytest.raises(ValueRefused):
        example(commit=commit).to_bytes()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(",", ", "),
        lambda text: text.replace('"v":1', '"v":2'),
        lambda text: text.replace('"v":1', '"v":true'),
        lambda text: text.replace('"v":1', '"v":1.0'),
        lambda text: text.replace('"v":1', '"v":1,"x":1'),
        lambda text: text.replace('"v":1', '"v":1,"v":1'),
        lambda text: text.replace('"object":"W-40312",', ""),
        lambda text: text.replace("000089Z", "000089+00:00"),
        lambda text: text.replace(".000089Z", "Z"),
        lambda text: text.replace("-04T", "-04 "),
        lambda text: text.replace("6f1c", "6F1C"),
        lambda text: text.replace("W-40312", "\\u0057-40312"),
        lambda text: text + "\n",
        lambda text: "[" + text + "]",
        lambda text: text[:-1],
        lambda text: "",
        lambda text: "[" * 100_000,
    ],
)
def test_read_when_bytes_are_not_those_we_write_then_damaged(change: object) -> None:
    changed = change(example().to_bytes().decode())  # type: ignore[operator]
    with pytest.raises(LeafDamaged):
        leaf.read(changed.encode())


@given(st.binary(max_size=200))
def test_read_when_given_any_bytes_then_never_another_error(data: bytes) -> None:
    with pytest.raises(LeafDamaged):
        leaf.read(data)


@given(
    st.builds(
        example,
        id=st.uuids(),
        at=st.datetimes(timezones=st.just(UTC)),
        actor=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}", fullmatch=True),
        object=st.uuids().map(str),
        commit=st.binary(min_size=32, max_size=32).map(bytes.hex),
    )
)
def test_leaf_when_any_fields_then_rfc_8785_and_readable(one: leaf.Leaf) -> None:
    assert rfc8785.dumps(json.loads(one.to_bytes())) == one.to_bytes()
    assert leaf.read(one.to_bytes()) == one


def test_commit_when_made_then_digest_of_mark_salt_and_detail() -> None:
    detail = leaf.canonical({"sha256": "00"})
    assert leaf.commit(SALT, detail) == sha256(b"\x02" + SALT + b'{"sha256":"00"}').hexdigest()


@pytest.mark.parametrize(("salt", "detail"), [(SALT, b'{"a":2}'), (SALT[::-1], b'{"a":1}')])
def test_commit_when_salt_or_detail_differs_then_refused(salt: bytes, detail: bytes) -> None:
    expected = leaf.commit(SALT, b'{"a":1}')
    leaf.check_commit(expected, SALT, b'{"a":1}')
    with pytest.raises(CommitRefused):
        leaf.check_commit(expected, salt, detail)


def test_commit_when_salt_is_short_then_refused() -> None:
    with pytest.raises(ValueRefused):
        leaf.commit(SALT[:16], b"{}")


def test_canonical_when_keys_unsorted_and_text_cyrillic_then_rfc_8785() -> None:
    value = {"b": [1, None, True], "a": "Жодино\n\u2028", "A": {}}
    assert leaf.canonical(value) == '{"A":{},"a":"Жодино\\n\u2028","b":[1,null,true]}'.encode()


@pytest.mark.parametrize(
    "value",
    [1.5, float("nan"), 2**53, -(2**53), {"ключ": 1}, {1: 1}, b"bytes", {1, 2}, datetime.now(UTC), ID, "\ud800"],
)
def test_canonical_when_value_has_no_single_spelling_then_refused(value: object) -> None:
    with pytest.raises(ValueRefused):
        leaf.canonical({"value": value})


def test_canonical_when_nested_too_deep_then_refused() -> None:
    value: object = 1
    for _ in range(40):
        value = [value]
    with pytest.raises(ValueRefused):
        leaf.canonical(value)


def test_canonical_when_largest_integer_then_written() -> None:
    assert leaf.canonical([2**53 - 1, -(2**53 - 1)]) == b"[9007199254740991,-9007199254740991]"
