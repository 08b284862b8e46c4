"""What holds for every address alike: the two hosts, tokens on pages, forged forms."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.matrix.asking import Browser, body_of, frozen
from tests.matrix.walking import CONTENT_HOST, Walk, names, walk_of
from tests.matrix.world import World
from tests.oracles import routes


def first_address(walk: Walk, name: str) -> dict[str, object]:
    ownership = routes.ownerships(name)[0]
    return dict(walk.address(name, ownership) or {})


def test_content_host_when_a_page_is_asked_there_then_absent(world: World) -> None:
    walk = walk_of(world, routes.PARTNER)
    with frozen():
        for name in names():
            if name in ("content", "health"):
                continue
            for method in ("GET", "POST"):
                path = reverse(name, kwargs=first_address(walk, name) or None)
                answer = walk.browser.ask(method, path, host=CONTENT_HOST)
                assert (answer.status_code, body_of(answer), answer.cookies) == (404, b"Not found.", {}), (name, method)


def test_pages_host_when_content_is_asked_there_then_absent(world: World) -> None:
    walk = walk_of(world, routes.PARTNER)
    with frozen():
        for ownership in routes.ownerships("content"):
            address = dict(walk.address("content", ownership) or {})
            assert walk.browser.ask("GET", reverse("content", kwargs=address)).status_code == 404


def test_page_when_asked_with_a_token_then_as_nobody(world: World) -> None:
    walk = walk_of(world, routes.PARTNER)
    script = Browser(Client(), {"Authorization": f"Token {world.tokens[routes.PARTNER]}"})
    with frozen():
        for name in names():
            row = routes.TABLE[name]
            if row.api or row.who is None:
                continue
            path = reverse(name, kwargs=first_address(walk, name) or None)
            for method in routes.METHODS:
                answer = script.ask(method, path)
                assert answer.status_code == 302, (name, method)
                assert answer.headers["Location"].startswith("/sign-in/"), (name, method)


@pytest.mark.parametrize("actor", routes.ROLES)
def test_form_when_forged_elsewhere_then_refused_and_nothing_written(world: World, actor: str) -> None:
    """Every POST that this role may send, without the token of the form."""
    walk = walk_of(world, actor)
    walk.browser.client.handler.enforce_csrf_checks = True
    with frozen() as state:
        for name in names():
            row = routes.TABLE[name]
            if "POST" not in row.methods.split() or (row.who is not None and actor not in row.who):
                continue
            state.begin()
            answer = walk.browser.ask("POST", reverse(name, kwargs=first_address(walk, name) or None))
            assert answer.status_code == 403, name
            assert not state.wrote, name
