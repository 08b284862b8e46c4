"""The database keeps what a record may hold and refuses what cannot be, as tests/oracles/record_rows.py says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from evidence.models import ItemFile, Text
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from interviews import words
from interviews.models import Interview, Witness
from tests.disclosures.cases import add_file, add_text
from tests.intake import make_interview, make_witness
from tests.interviews.test_one_account import SOMEBODY_ELSE
from tests.oracles.record_rows import ANOTHER, APPENDED, BASE, OTHERS, OWN, ROWS, Row

pytestmark = pytest.mark.django_db


@dataclass
class Account:
    interview: Interview
    witness: Witness
    texts: list[Text]
    scans: list[ItemFile]
    photos: list[ItemFile]


def account(by: Person, witness: Witness) -> Account:
    interview = make_interview(by, witness)
    scans = [add_file(interview, by, "scan", uuid4().bytes) for _ in range(2)]
    photos = [add_file(interview, by, "photo", uuid4().bytes) for _ in range(2)]
    return Account(interview, witness, [add_text(interview, by, scans[0])], scans, photos)


@pytest.fixture
def accounts(partner: Person, witness: Witness) -> tuple[Account, Account]:
    return account(partner, witness), account(partner, make_witness(partner, SOMEBODY_ELSE))


def insert(table: str, **values: Any) -> None:
    columns = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"insert into interviews_{table} ({columns}) values ({marks})", list(values.values()))


def thing_of(name: str, accounts: tuple[Account, Account], which: str) -> UUID:
    one = accounts[1] if which == OTHERS else accounts[0]
    if name == "witness_id":
        return one.witness.pk
    kinds = {"text_id": one.texts, "file_id": one.scans, "scan_id": one.scans}
    found: UUID = kinds.get(name, one.photos)[1 if which == ANOTHER else 0].pk
    return found


def put(row: Row, accounts: tuple[Account, Account], by: Person) -> None:
    ours = accounts[0]
    values = {**BASE[row.table], **row.values}
    pictures = values.pop("pictures", ())
    values = {
        name: thing_of(name, accounts, value) if value in (OWN, OTHERS, ANOTHER) else value
        for name, value in values.items()
    }
    pk, now = uuid4(), timezone.now()
    people = {"recorded_by_id": by.pk, "recorded_at": now}
    whole: dict[str, Any] = {"id": pk, "interview_id": ours.interview.pk, **values}
    if row.table in ("readback", "showing"):
        whole = {"witness_id": ours.witness.pk, **whole, **people}
    elif row.table == "skipmark":
        whole |= {"by_id": by.pk, "at": now}
    else:
        whole["read_back_id"] = read_back(accounts, by)
        whole |= people if row.table == "signature" else {}
    insert(row.table, **whole)
    for number, which in enumerate(pictures, 1):
        of = {"interview_id": ours.interview.pk, "showing_id": pk, "number": number}
        insert("shownpicture", id=uuid4(), file_id=thing_of("chosen_id", accounts, which), **of)
    with connection.cursor() as cursor:
        # As at a commit: by then nobody acts any more.
        cursor.execute("select set_config('iapb.actor', '', true)")
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
    set_actor(by.pk)


def read_back(accounts: tuple[Account, Account], by: Person) -> UUID:
    pk, ours = uuid4(), accounts[0]
    insert(
        "readback", id=pk, interview_id=ours.interview.pk, witness_id=ours.witness.pk, recorded_by_id=by.pk,
        recorded_at=timezone.now(), **{**BASE["readback"], "text_id": ours.texts[0].pk},
    )  # fmt: skip
    return pk


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.table}: {row.about}")
def test_row_when_put_in_then_kept_or_refused_as_the_standard_says(
    row: Row, accounts: tuple[Account, Account], partner: Person
) -> None:
    if row.stands:
        put(row, accounts, partner)
        return
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        put(row, accounts, partner)
    name = refusal.value.__cause__.diag.constraint_name  # type: ignore[union-attr]
    assert name in words.CONSTRAINTS, name


@pytest.mark.parametrize("table", APPENDED)
@pytest.mark.parametrize("verb", ["update interviews_{} set id = id", "delete from interviews_{}"])
def test_row_when_it_stands_then_nobody_changes_it(db: None, table: str, verb: str) -> None:
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))


def test_oracle_when_compared_with_the_walls_then_every_appended_table_is_in_both() -> None:
    from importlib import import_module

    walls = import_module("interviews.migrations.0013_walls_of_what_is_appended").APPENDED
    assert set(walls) == {f"interviews_{table}" for table in APPENDED}
