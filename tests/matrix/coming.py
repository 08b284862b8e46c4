"""Somebody of the cast at the beginning of a walk."""

from __future__ import annotations

from django.test import Client

from tests.matrix import people as cast
from tests.matrix.asking import Browser
from tests.matrix.walking import Walk
from tests.matrix.world import World, keep_fresh


def walk_of(world: World, actor: str, *, by_token: bool = False) -> Walk:
    keep_fresh()
    token = world.tokens.get(actor)
    if by_token:
        browser = Browser(Client(), {"Authorization": f"Token {token}"})
    else:
        browser = cast.come_in(actor, world.people.get(actor), token)
    return Walk(world, actor, by_token, browser, None)  # type: ignore[arg-type]
