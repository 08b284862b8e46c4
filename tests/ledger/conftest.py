"""The ledger in a database of its own, with a key, and ways to act as each role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from iapb import environment
from iapb.custody.keys import FileKeyProvider
from iapb.ledger import record, sealer
from iapb.ledger.memory import Memory, log_key
from iapb.ledger.models import Event
from iapb.ledger.verification import Verification
from tests.conftest import urls_for

URLS = {
    "web": "DATABASE_URL",
    "worker": "DATABASE_WORKER_URL",
    "sealer": "DATABASE_SEALER_URL",
    "owner": "DATABASE_OWNER_URL",
}
ACTOR = "0b8e7c64-2f5d-4a5e-8f60-5b3b1f6d2c11"


def url_of(role: str) -> str:
    return urls_for(settings.DATABASES["default"]["NAME"])[URLS[role]]


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    """The product's own connection, logged in as another role for a while."""
    entry = connections["default"].settings_dict
    before = dict(entry)
    connection.close()
    entry.update({key: environment.database(url_of(role))[key] for key in ("USER", "PASSWORD")})
    try:
        yield
    finally:
        connection.close()
        entry.update(before)


@contextmanager
def superuser() -> Iterator[psycopg.Connection[Any]]:
    """Whoever administers the server, with every trigger that can be skipped skipped."""
    admin = environment.secret("DATABASE_ADMIN_URL", settings.SECRETS)
    name = settings.DATABASES["default"]["NAME"]
    with psycopg.connect(admin, dbname=name, autocommit=True) as one:
        one.execute("set session_replication_role = replica")
        yield one


@contextmanager
def walls_down(*tables: str) -> Iterator[psycopg.Connection[Any]]:
    """A superuser who switches the walls off, does the deed, and puts them up again."""
    with superuser() as one:
        for table in tables:
            one.execute(f"alter table {table} disable trigger all")
        yield one
        for table in tables:
            one.execute(f"alter table {table} enable trigger all")
            one.execute(f"alter table {table} enable always trigger {table}_rows")
            one.execute(f"alter table {table} enable always trigger {table}_all")


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of its own for one test."""
    monkeypatch.setattr(settings, "KEY_ROOT", tmp_path / "key_root")
    monkeypatch.setenv("KEY_ROOT", str(tmp_path / "key_root"))
    FileKeyProvider.create(tmp_path / "key_root")


@pytest.fixture
def ledger(committing: str, keys: None) -> Ledger:
    return Ledger()


class Ledger:
    """What tests do with a ledger again and again."""

    def write(self, count: int = 1, event: str = "thing.happened", object: str = "thing") -> list[Event]:
        with transaction.atomic():
            return [record(event, actor=ACTOR, object=object, detail={"number": n}) for n in range(count)]

    def seal(self, *, sign: bool = True, sweep: bool = False) -> int:
        memory = Memory.of_settings()
        with acting_as("sealer"):
            count = sealer.seal_all(sweep=sweep)
            sealer.follow(memory)
            if sign:
                sealer.sign(memory)
        return count

    def damages(self, **options: Any) -> list[Any]:
        memory = Memory.of_settings()
        return Verification(log_key(), memory, **options).run()

    def forget(self) -> None:
        """What a signer loses with its directory."""
        shutil.rmtree(settings.LEDGER_STATE)


Act = Callable[[str], AbstractContextManager[None]]
