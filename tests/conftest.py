"""Fixtures every test shares.

Tests log in as the web role. One base database is built and migrated as the owner;
a test that commits gets a clone of it (`committing`), since nothing may be flushed:
TRUNCATE is refused.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.utils import translation
from psycopg import sql

from iapb import environment
from iapb.custody import keys

ROOT = Path(__file__).resolve().parents[1]
# Processes that tests start stay on this machine as well: Python loads the guard there by itself.
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT / "tests" / "guard"), os.environ.get("PYTHONPATH")]))
OBJECTS_BETWEEN_LOOKS = 50_000
pytest_plugins = ["tests.cast", "tests.server", "tests.browser"]


def pytest_collection_finish() -> None:
    """What was imported stays: looked through for garbage again and again, it takes a quarter of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS, 20, 100)


@pytest.fixture(autouse=True)
def own_language() -> None:
    """A request in another language leaves it switched on for whatever runs next in the same process."""
    translation.activate(settings.LANGUAGE_CODE)


def _admin() -> psycopg.Connection:
    return psycopg.connect(environment.secret("DATABASE_ADMIN_URL", settings.SECRETS), autocommit=True)


def create_database(name: str, template: str | None = None) -> None:
    with _admin() as connection:
        statement = sql.SQL("create database {} owner iapb_owner").format(sql.Identifier(name))
        if template:
            statement += sql.SQL(" template {}").format(sql.Identifier(template))
        connection.execute(statement)


def drop_database(name: str) -> None:
    with _admin() as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def urls_for(name: str) -> dict[str, str]:
    """The database URLs of every role, for processes that a test starts on database `name`."""
    found = {}
    for variable in ("DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_SEALER_URL", "DATABASE_OWNER_URL"):
        url = environment.secret(variable, settings.SECRETS)
        found[variable] = url.rsplit("/", 1)[0] + f"/{name}"
    return found


@pytest.fixture(scope="session")
def base_database() -> Iterator[str]:
    """One migrated database for this test process."""
    if given := os.environ.get("TEST_BASE_DATABASE"):  # many short runs on one that stays as it is
        yield given
        return
    name = f"base_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_{uuid4().hex[:6]}"
    if template := os.environ.get("TEST_TEMPLATE_DATABASE"):
        create_database(name, template)
    else:
        _migrate(name)
    yield name
    connections["default"].close()
    drop_database(name)


def _migrate(name: str) -> None:
    environment = {**os.environ, **urls_for(name)}
    for words in (["make_roles", "--database", name], ["migrate", "--verbosity", "0"]):
        subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )


@pytest.fixture(scope="session")
def django_db_setup(base_database: str, django_db_blocker: pytest.FixtureRequest) -> None:
    _connect_to(base_database)


def _connect_to(name: str) -> None:
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name


@pytest.fixture(scope="session", autouse=True)
def directories(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Vault, keys and ledger state of this test process: never shared with another."""
    home = tmp_path_factory.mktemp("home")
    for name in ("VAULT_ROOT", "KEY_ROOT", "LEDGER_STATE", "MODEL_ROOT"):
        directory = home / name.lower()
        directory.mkdir()
        setattr(settings, name, directory)
        os.environ[name] = str(directory)
    keys.FileKeyProvider.create(settings.KEY_ROOT)


@pytest.fixture
def committing(
    base_database: str, django_db_blocker: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A database of its own in which the test really commits. Gives its name."""
    name = f"t_{uuid4().hex}"
    # A signer that remembers another database's ledger would refuse this one's.
    monkeypatch.setattr(settings, "LEDGER_STATE", tmp_path / "ledger_state")
    monkeypatch.setenv("LEDGER_STATE", str(tmp_path / "ledger_state"))
    with django_db_blocker.unblock():
        connections["default"].close()
        create_database(name, template=base_database)
        _connect_to(name)
        yield name
        _connect_to(base_database)
        drop_database(name)


@pytest.fixture
def as_owner(request: pytest.FixtureRequest) -> Iterator[psycopg.Connection]:
    """A connection of the owner to the database the test works on, committed by the test."""
    name = settings.DATABASES["default"]["NAME"]
    with psycopg.connect(urls_for(name)["DATABASE_OWNER_URL"], autocommit=True) as connection:
        yield connection
