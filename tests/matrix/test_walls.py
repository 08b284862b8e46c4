"""Each wall alone: the door open to everything, then the policies switched off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from iapb.access.door import ProtectedQuerySet
from tests.matrix.asking import frozen
from tests.matrix.walking import FINDS, judged, names, walk_of
from tests.matrix.world import World
from tests.oracles import routes

# One of each kind of reader and of each kind of stranger.
ASKERS = (
    routes.PARTNER, routes.ANALYST, routes.OFFICER, routes.STEWARD, routes.CARER, routes.ADMIN, routes.AUDITOR,
    routes.OTHER_ANALYST, routes.EXPIRED_GRANT,
)  # fmt: skip
# Kept by row policies; which words are a person's or an official's name is the door's alone.
BEHIND_POLICIES = ("identity", "words", "guide", "reference", "set", "witness", "desk")


@pytest.fixture
def open_door(monkeypatch: pytest.MonkeyPatch) -> None:
    def visible_to(self: ProtectedQuerySet, actor: object) -> ProtectedQuerySet:
        return self._opened("the door stands open")

    monkeypatch.setattr(ProtectedQuerySet, "visible_to", visible_to)


@pytest.mark.parametrize("actor", ASKERS)
def test_door_when_open_then_the_policies_keep_the_other_body_away(world: World, open_door: None, actor: str) -> None:
    walk = walk_of(world, actor)
    walk.only_needles = walk.brief = walk.beyond_rules = True
    walk.hidden = []
    walk.strange = [
        n for n in walk.strange if n.kind in BEHIND_POLICIES and (n.ownership == routes.OTHER_BODY or n.kind == "desk")
    ]
    with frozen() as walk.frozen:
        walk.everything(("GET", "POST"))
    judged(walk)


def test_door_when_open_then_it_is_truly_open(world: World, open_door: None) -> None:
    """Within what the policies allow, a denial is the door's: with it open the analyst sees the denied item."""
    walk = walk_of(world, routes.ANALYST)
    with frozen() as walk.frozen:
        walk.one("reading", "GET")
    assert any("of denied: expected absent, got ok" in wrong for wrong in walk.wrong)


@pytest.mark.parametrize("actor", ASKERS)
def test_policies_when_off_then_the_door_alone_keeps_everything(
    enter: Callable[[str], World], worlds: World, bare: Callable[[str], str], actor: str
) -> None:
    world = enter(bare(worlds.after))
    walk = walk_of(world, actor)
    walk.brief = walk.beyond_rules = True
    with frozen() as walk.frozen:
        walk.everything(("GET", "POST"))
    judged(walk)


def test_policies_when_off_then_they_are_truly_off(
    enter: Callable[[str], World], worlds: World, bare: Callable[[str], str]
) -> None:
    enter(bare(worlds.after))
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from evidence_item")
        assert cursor.fetchone()[0] >= 12
    assert set(FINDS) <= set(names())
