"""Each wall alone: the door open to everything, then the policies switched off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, connections

from iapb.access.door import ProtectedQuerySet
from tests.conftest import create_database, drop_database, urls_for
from tests.matrix.asking import frozen
from tests.matrix.test_matrix import judged, shared, walk_of
from tests.matrix.walking import FINDS, names
from tests.matrix.world import World
from tests.oracles import routes

# One of each kind of reader and of each kind of stranger.
ASKERS = (
    routes.PARTNER, routes.ANALYST, routes.OFFICER, routes.STEWARD, routes.CARER, routes.ADMIN, routes.AUDITOR,
    routes.OTHER_ANALYST, routes.EXPIRED_GRANT, routes.EXPIRED_ROLE,
)  # fmt: skip
# Kept by row policies; which words are a person's or an official's name is the door's alone.
BEHIND_POLICIES = ("identity", "words", "reference", "set", "witness", "desk")


@pytest.fixture
def open_door(monkeypatch: pytest.MonkeyPatch) -> None:
    def visible_to(self: ProtectedQuerySet, actor: object) -> ProtectedQuerySet:
        return self._opened("the door stands open")

    monkeypatch.setattr(ProtectedQuerySet, "visible_to", visible_to)


@pytest.mark.parametrize("actor", shared(ASKERS))
def test_door_when_open_then_the_policies_keep_the_other_body_away(world: World, open_door: None, actor: str) -> None:
    walk = walk_of(world, actor)
    walk.only_needles = True
    walk.hidden = []
    walk.strange = [
        n for n in walk.strange if n.kind in BEHIND_POLICIES and (n.ownership == routes.OTHER_BODY or n.kind == "desk")
    ]
    with frozen() as walk.frozen:
        walk.everything(("GET", "POST"))
    judged(walk)


@pytest.mark.xdist_group("matrix0")
def test_door_when_open_then_it_is_truly_open(world: World, open_door: None) -> None:
    """Within what the policies allow, a denial is the door's: with it open the analyst sees the denied item."""
    walk = walk_of(world, routes.ANALYST)
    with frozen() as walk.frozen:
        walk.one("reading", "GET")
    assert any("of denied: expected absent, got ok" in wrong for wrong in walk.wrong)


@pytest.fixture(scope="session")
def without_policies(worlds: World, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    name = f"bare_{uuid4().hex[:8]}"
    with django_db_blocker.unblock():
        connections["default"].close()
        create_database(name, template=worlds.after)
    with psycopg.connect(urls_for(name)["DATABASE_OWNER_URL"], autocommit=True) as owner:
        tables = owner.execute("select oid::regclass::text from pg_class where relrowsecurity").fetchall()
        assert len(tables) > 20
        for (table,) in tables:
            owner.execute(f"alter table {table} disable row level security")
    yield name
    with django_db_blocker.unblock():
        drop_database(name)


@pytest.mark.parametrize("actor", shared(ASKERS))
def test_policies_when_off_then_the_door_alone_keeps_everything(
    enter: Callable[[str], World], without_policies: str, actor: str
) -> None:
    world = enter(without_policies)
    walk = walk_of(world, actor)
    with frozen() as walk.frozen:
        walk.everything(("GET", "POST"))
    judged(walk)


@pytest.mark.xdist_group("matrix0")
def test_policies_when_off_then_they_are_truly_off(enter: Callable[[str], World], without_policies: str) -> None:
    enter(without_policies)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from evidence_item")
        assert cursor.fetchone()[0] >= 12
    assert set(FINDS) <= set(names())
