"""Every route × method × actor × ownership against the table: status, body, headers, needles."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.test import Client

from tests.matrix import people as cast
from tests.matrix.asking import Browser, frozen
from tests.matrix.walking import Walk
from tests.matrix.world import World, keep_fresh
from tests.oracles import routes

# They have nothing but a token; what it opens on pages is asked in test_gates.
TOKEN_ONLY = ("revoked_token", "expired_token", "token_of_suspended")
# One of each kind of stranger and insider.
FRAGMENTS = (routes.PARTNER, routes.ANALYST, routes.CARER, routes.PARTNER_B, routes.OTHER_ANALYST, routes.EXPIRED_GRANT)


def shared(actors: Iterable[str]) -> list[object]:
    """Half of them for each of two processes, so that the world is built at most twice."""
    return [
        pytest.param(actor, marks=pytest.mark.xdist_group(f"matrix{number % 2}")) for number, actor in enumerate(actors)
    ]


def walk_of(world: World, actor: str, *, by_token: bool = False) -> Walk:
    keep_fresh()
    token = world.tokens.get(actor)
    if by_token:
        browser = Browser(Client(), {"Authorization": f"Token {token}"})
    else:
        browser = cast.come_in(actor, world.people.get(actor), token)
    return Walk(world, actor, by_token, browser, None)  # type: ignore[arg-type]


def judged(walk: Walk) -> None:
    print(f"{walk.actor}: {walk.asked} asked, {walk.compared} compared, {len(walk.skipped)} skipped")
    assert not walk.skipped, "\n".join(walk.skipped)
    assert not walk.wrong, f"{len(walk.wrong)} of {walk.asked}:\n" + "\n".join(walk.wrong)


@pytest.mark.parametrize("actor", shared(actor for actor in routes.ACTORS if actor not in TOKEN_ONLY))
def test_every_route_when_asked_in_every_way_then_as_the_table_says(world: World, actor: str) -> None:
    walk = walk_of(world, actor)
    with frozen() as walk.frozen:
        walk.everything()
    judged(walk)


@pytest.mark.parametrize("actor", shared(actor for actor in routes.ACTORS if actor != "anonymous"))
def test_api_when_asked_by_token_then_as_the_table_says(world: World, actor: str) -> None:
    walk = walk_of(world, actor, by_token=True)
    with frozen() as walk.frozen:
        walk.everything()
    judged(walk)


@pytest.mark.parametrize("actor", shared(FRAGMENTS))
def test_fragments_when_asked_for_then_as_the_table_says(world: World, actor: str) -> None:
    """As the page's own script asks: a fragment must keep to the rules of its page."""
    walk = walk_of(world, actor)
    walk.headers = {"HX-Request": "true"}
    with frozen() as walk.frozen:
        walk.everything(("GET", "POST"))
    judged(walk)
