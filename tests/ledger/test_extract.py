"""What a package tells of an item: every event, in order, with its detail or the word that it was erased."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from iapb.ledger.actions import erase_detail
from iapb.ledger.extract import extract
from tests.ledger.conftest import ACTOR, Ledger


def test_extract_when_objects_have_events_then_each_its_own_in_order(
    ledger: Ledger, django_assert_num_queries: Any
) -> None:
    first, second = ledger.write(3, "item.received", "one"), ledger.write(2, "item.viewed", "two")
    ledger.seal()
    (late,) = ledger.write(1, "item.viewed", "one")
    with django_assert_num_queries(1):
        told = extract(["one", "two", "three"])
    assert [row["id"] for row in told["one"]] == [str(event.id) for event in [*first, late]]
    assert [row["position"] for row in told["one"]] == [0, 1, 2, None]
    assert [row["detail"] for row in told["two"]] == [{"number": 0}, {"number": 1}]
    assert told["two"][0]["actor"] == ACTOR and told["two"][0]["event"] == second[0].event
    assert told["three"] == []


def test_extract_when_detail_was_erased_then_said(ledger: Ledger) -> None:
    (event,) = ledger.write(1, "item.received", "one")
    with transaction.atomic():
        erase_detail(event.id, by=ACTOR, reason="decision 7")
    (row,) = extract(["one"])["one"]
    assert (row["erased"], row["detail"]) == (True, {})
