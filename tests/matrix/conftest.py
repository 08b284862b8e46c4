from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from iapb.custody.keys import FileKeyProvider
from tests.conftest import _connect_to, create_database, drop_database, urls_for
from tests.matrix.world import World, build, plant_second_body


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest walks first: no process waits for another at the end."""
    items.sort(key=lambda item: "test_every_route_when_asked" not in item.name)


@pytest.fixture(scope="session")
def worlds(base_database: str, directories: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """Built once a process: one database without the second body's material, one with it."""
    if not any(Path(settings.KEY_ROOT).iterdir()):
        FileKeyProvider.create(Path(settings.KEY_ROOT))
    before, after = f"before_{uuid4().hex[:8]}", f"after_{uuid4().hex[:8]}"
    with django_db_blocker.unblock():
        connections["default"].close()
        create_database(before, template=base_database)
        with connected(before, base_database):
            world = build()
        create_database(after, template=before)
        with connected(after, base_database):
            plant_second_body(world)
        world.before, world.after = before, after
        yield world
        for name in (before, after):
            drop_database(name)


@contextmanager
def connected(name: str, back: str) -> Iterator[None]:
    _connect_to(name)
    try:
        yield
    finally:
        connections["default"].close()
        _connect_to(back)


@pytest.fixture
def enter(
    worlds: World, base_database: str, django_db_blocker: pytest.FixtureRequest
) -> Iterator[Callable[[str], World]]:
    """Works in one of the two databases for the length of a test."""
    with django_db_blocker.unblock():

        def into(name: str) -> World:
            _connect_to(name)
            return worlds

        yield into
        connections["default"].close()
        _connect_to(base_database)


@pytest.fixture
def world(enter: Callable[[str], World], worlds: World) -> World:
    return enter(worlds.after)


@pytest.fixture(scope="session")
def bare(worlds: World, django_db_blocker: pytest.FixtureRequest) -> Iterator[Callable[[str], str]]:
    """A copy of one of the two databases with every row policy switched off; each made once."""
    made: dict[str, str] = {}

    def of(name: str) -> str:
        if name not in made:
            made[name] = f"bare_{uuid4().hex[:8]}"
            with django_db_blocker.unblock():
                connections["default"].close()
                create_database(made[name], template=name)
            _switch_policies_off(made[name])
        return made[name]

    yield of
    with django_db_blocker.unblock():
        for copy in made.values():
            drop_database(copy)


def _switch_policies_off(name: str) -> None:
    with psycopg.connect(urls_for(name)["DATABASE_OWNER_URL"], autocommit=True) as owner:
        tables = owner.execute("select oid::regclass::text from pg_class where relrowsecurity").fetchall()
        assert len(tables) > 20
        for (table,) in tables:
            owner.execute(f"alter table {table} disable row level security")


@pytest.fixture
def a_copy(worlds: World, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """For what must stay written for the length of one test."""
    name = f"copy_{uuid4().hex[:8]}"
    with django_db_blocker.unblock():
        connections["default"].close()
        create_database(name, template=worlds.after)
        yield name
        drop_database(name)
