"""Every route × method × actor × ownership against the table: status, body, headers, needles."""

from __future__ import annotations

import pytest

from tests.matrix.asking import frozen
from tests.matrix.walking import judged, walk_of
from tests.matrix.world import World
from tests.oracles import routes

# They have nothing but a token; what it opens on pages is asked in test_gates.
TOKEN_ONLY = ("revoked_token", "expired_token", "token_of_suspended")
# Insiders and strangers of each kind.
FRAGMENTS = (routes.PARTNER, routes.ANALYST, routes.PARTNER_B, routes.EXPIRED_GRANT)


@pytest.mark.parametrize("actor", [actor for actor in routes.ACTORS if actor not in TOKEN_ONLY])
def test_every_route_when_asked_in_every_way_then_as_the_table_says(world: World, actor: str) -> None:
    walk = walk_of(world, actor)
    with frozen() as walk.frozen:
        walk.everything()
    judged(walk)


@pytest.mark.parametrize("actor", [actor for actor in routes.ACTORS if actor != "anonymous"])
def test_api_when_asked_by_token_then_as_the_table_says(world: World, actor: str) -> None:
    walk = walk_of(world, actor, by_token=True)
    with frozen() as walk.frozen:
        walk.everything()
    judged(walk)


@pytest.mark.parametrize("actor", FRAGMENTS)
def test_fragments_when_asked_for_then_as_the_table_says(world: World, actor: str) -> None:
    """As the page's own script asks: a fragment must keep to the rules of its page."""
    walk = walk_of(world, actor)
    walk.headers, walk.brief = {"HX-Request": "true"}, True
    with frozen() as walk.frozen:
        walk.everything(("GET", "POST"))
    judged(walk)
