"""Writing an event: with its change or not at all, timed and spelled by the database."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from iapb.ledger import leaf, record
from iapb.ledger.actions import erase_detail
from iapb.ledger.errors import NotInTransaction, ValueRefused
from iapb.ledger.models import Event, EventDetail
from tests.ledger.conftest import ACTOR, Ledger, url_of

DETAIL = {"sha256": "ab" * 32, "note": "Жодино, камера 4"}


@pytest.mark.django_db
def test_record_when_in_transaction_then_leaf_and_commitment_hold() -> None:
    event = record("consent.given", actor=ACTOR, object="W-40312", detail=DETAIL)
    stored = Event.objects.select_related("detail").get(pk=event.id)
    assert bytes(stored.leaf) == event.leaf == stored.to_leaf().to_bytes()
    assert leaf.read(bytes(stored.leaf)) == stored.to_leaf()
    assert bytes(stored.detail.detail) == leaf.canonical(DETAIL)
    leaf.check_commit(stored.commit, bytes(stored.detail.salt), bytes(stored.detail.detail))
    assert abs(stored.at - timezone.now()) < timedelta(minutes=1)
    assert (event.at, event.xact) == (stored.at, stored.xact)


@pytest.mark.django_db
def test_record_when_called_twice_then_salts_differ() -> None:
    first, second = (record("a.b", actor=ACTOR, object="x", detail={}) for _ in range(2))
    assert first.commit != second.commit


@pytest.mark.django_db
def test_record_when_written_then_one_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        record("a.b", actor=ACTOR, object="x", detail=DETAIL)


@pytest.mark.django_db
@pytest.mark.parametrize("when", ["0001-01-01 00:00:00+00", "2025-12-31 23:59:59.999999+00", "9999-12-31 23:59:59+00"])
def test_stamp_when_any_time_then_spelled_as_in_python(when: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select to_char(%s::timestamptz at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), %s::timestamptz",
            [when, when],
        )
        spelled, moment = cursor.fetchone()
    assert spelled == leaf.time_text(moment)


def test_record_when_outside_transaction_then_refused(ledger: Ledger) -> None:
    with pytest.raises(NotInTransaction):
        record("a.b", actor=ACTOR, object="x", detail={})
    assert not Event.objects.exists()


def test_record_when_change_fails_then_no_event(ledger: Ledger) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("a.b", actor=ACTOR, object="x", detail={})
        raise ZeroDivisionError
    assert not Event.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("event", "actor", "object", "detail"),
    [
        ("a.b", "", "x", {}),
        ("a.b", None, "x", {}),
        ("a.b", "Alena Novak", "x", {}),
        ("a.b", ACTOR, "", {}),
        ("given", ACTOR, "x", {}),
        ("a.b", ACTOR, "x", {"share": 0.5}),
        ("a.b", ACTOR, "x", {"id": uuid4()}),
    ],
)
def test_record_when_a_value_does_not_belong_then_refused(event: str, actor: str, object: str, detail: dict) -> None:
    with pytest.raises(ValueRefused):
        record(event, actor=actor, object=object, detail=detail)
    assert not Event.objects.exists()


@pytest.mark.parametrize("role", ["web", "worker"])
def test_insert_when_role_chooses_time_and_leaf_then_database_overrules(ledger: Ledger, role: str) -> None:
    id = uuid4()
    with psycopg.connect(url_of(role)) as one:
        one.execute(
            "insert into ledger_event (id, event, at, actor, object, commit, leaf, xact)"
            " values (%s, 'a.b', '2020-01-01', 'me', 'x', %s, 'forged', 1)",
            [id, "0" * 64],
        )
    stored = Event.objects.get(pk=id)
    assert timezone.now() - stored.at < timedelta(minutes=1) and stored.xact > 1
    assert bytes(stored.leaf) == stored.to_leaf().to_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("event", 'a.b","x":"', "ledger_event_has_a_plain_name"),
        ("actor", "", "ledger_actor_is_an_opaque_id"),
        ("object", "two words", "ledger_object_is_an_opaque_id"),
        ("object", "line\n", "ledger_object_is_an_opaque_id"),
        ("commit", "F" * 64, "ledger_commit_is_a_digest"),
    ],
)
def test_insert_when_a_column_is_no_leaf_value_then_constraint_refuses(
    column: str, value: str, constraint: str
) -> None:
    row = {"event": "a.b", "actor": "me", "object": "x", "commit": "0" * 64, column: value}
    with pytest.raises(IntegrityError, match=constraint), connection.cursor() as cursor:
        cursor.execute(
            "insert into ledger_event (id, event, actor, object, commit) values (%s, %s, %s, %s, %s)",
            [uuid4(), *row.values()],
        )


def test_erase_when_reason_given_then_detail_gone_and_ledger_still_verifies(ledger: Ledger) -> None:
    kept, erased = ledger.write(2)
    with transaction.atomic():
        erase_detail(erased.id, by=ACTOR, reason="decision 7")
    assert list(EventDetail.objects.filter(event__in=[kept.id, erased.id]).values_list("event", flat=True)) == [kept.id]
    ledger.seal()
    assert ledger.damages() == []


def test_erase_when_no_reason_or_nothing_to_erase_then_refused(ledger: Ledger) -> None:
    (event,) = ledger.write()
    with pytest.raises(ValueRefused), transaction.atomic():
        erase_detail(event.id, by=ACTOR, reason=" ")
    with pytest.raises(ValueRefused), transaction.atomic():
        erase_detail(uuid4(), by=ACTOR, reason="decision 7")
    assert EventDetail.objects.count() == Event.objects.count() == 1


@pytest.mark.parametrize("role", ["web", "worker"])
def test_erase_when_function_called_without_event_then_refused(ledger: Ledger, role: str) -> None:
    (event,) = ledger.write()
    with psycopg.connect(url_of(role)) as one, pytest.raises(psycopg.errors.RestrictViolation):
        one.execute("select ledger_erase_detail(%s)", [event.id])
    assert EventDetail.objects.filter(pk=event.id).exists()


def test_erase_when_called_as_sealer_then_refused(ledger: Ledger) -> None:
    (event,) = ledger.write()
    with psycopg.connect(url_of("sealer")) as one, pytest.raises(psycopg.errors.InsufficientPrivilege):
        one.execute("select ledger_erase_detail(%s)", [event.id])
