"""Everybody asks every address of older archives and of earlier disclosures, with every method."""

from __future__ import annotations

import pytest

from tests.matrix.asking import frozen
from tests.matrix.walking import walk_of
from tests.matrix.world import World
from tests.oracles import routes

pytestmark = pytest.mark.xdist_group("matrix1")

NAMES = (*routes.IMPORTS, "past_disclosures", "past_disclosures_list")


def test_addresses_of_imports_when_everybody_asks_then_as_the_oracle_says(world: World) -> None:
    wrong, compared = [], 0
    for actor in routes.ACTORS:
        walk = walk_of(world, actor)
        with frozen() as walk.frozen:
            for name in NAMES:
                for method in routes.METHODS:
                    walk.one(name, method)
        wrong += walk.wrong
        compared += walk.compared
    assert compared > 100
    assert not wrong, "\n".join(wrong)
