"""Nobody changes what is written: roles lack the right, triggers stop the owner and the superuser."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, RestrictViolation

from iapb.ledger import walls
from tests.ledger.conftest import Ledger, superuser, url_of

CHANGES = {
    "ledger_event": "update ledger_event set at = now() - interval '1 day'",
    "ledger_eventdetail": "update ledger_eventdetail set salt = ''",
    "ledger_position": "update ledger_position set position = position + 100",
    "ledger_subtree": "update ledger_subtree set hash = ''",
    "ledger_checkpoint": "update ledger_checkpoint set text = ''",
    "ledger_head": "update ledger_head set size = 0",
}
STATEMENTS = [
    (table, statement)
    for table, change in CHANGES.items()
    for statement in (change, f"delete from {table}", f"truncate {table} cascade")
]


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    """Every table has rows, so that a row trigger has something to stand before."""
    ledger.write(257)
    ledger.seal()
    return ledger


def refusals(connection: psycopg.Connection, error: type[Exception]) -> None:
    for table, statement in STATEMENTS:
        with pytest.raises(error):
            connection.execute(statement)
        assert connection.execute(f"select count(*) > 0 from {table}").fetchone() == (True,)


@pytest.mark.parametrize("role", ["web", "worker"])
def test_change_when_role_of_the_product_then_refused(full: Ledger, role: str) -> None:
    with psycopg.connect(url_of(role), autocommit=True) as one:
        refusals(one, InsufficientPrivilege)


@pytest.mark.parametrize("role", ["web", "worker"])
@pytest.mark.parametrize("table", ["ledger_position", "ledger_subtree", "ledger_checkpoint", "ledger_head"])
def test_insert_when_table_is_the_sealers_then_refused(ledger: Ledger, role: str, table: str) -> None:
    with psycopg.connect(url_of(role)) as one, pytest.raises(InsufficientPrivilege):
        one.execute(f"insert into {table} default values")


def test_change_when_sealer_then_only_the_head_may_grow(full: Ledger) -> None:
    with psycopg.connect(url_of("sealer"), autocommit=True) as one:
        for table, statement in STATEMENTS:
            if table == "ledger_head" and statement.startswith("update"):
                with pytest.raises(RestrictViolation):
                    one.execute(statement)
                continue
            with pytest.raises(InsufficientPrivilege):
                one.execute(statement)


def test_change_when_owner_then_triggers_refuse(full: Ledger) -> None:
    with psycopg.connect(url_of("owner"), autocommit=True) as one:
        refusals(one, RestrictViolation)


def test_change_when_superuser_in_replica_role_then_triggers_refuse(full: Ledger) -> None:
    with superuser() as one:
        refusals(one, RestrictViolation)


def test_walls_when_migrated_then_none_has_fallen(ledger: Ledger) -> None:
    assert walls.fallen() == []


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ("alter table ledger_event disable trigger ledger_event_rows", "trigger ledger_event_rows is off"),
        ("alter table ledger_event enable trigger ledger_event_rows", "trigger ledger_event_rows is off"),
        ("drop trigger ledger_position_all on ledger_position", "trigger ledger_position_all is off"),
        ("alter table ledger_event disable trigger ledger_stamp", "trigger ledger_stamp is off"),
        ("grant update on ledger_event to iapb_web", "iapb_web may update"),
        ("grant delete on ledger_checkpoint to public", "iapb_sealer may delete"),
    ],
)
def test_walls_when_one_is_taken_down_then_told(
    ledger: Ledger, as_owner: psycopg.Connection, deed: str, told: str
) -> None:
    as_owner.execute(deed)
    assert told in {damage.what for damage in walls.fallen()}
    assert any(told in str(damage) for damage in ledger.damages())
