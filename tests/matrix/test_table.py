"""The table and the resolver name the same routes."""

from __future__ import annotations

import pytest

from tests.matrix.walking import every_route
from tests.oracles import routes


def test_every_route_when_the_house_grows_then_stands_in_the_table() -> None:
    named = {name for name, _ in every_route()}
    assert not named - set(routes.TABLE), "routes that nobody said who may open"
    assert not set(routes.TABLE) - named, "lines of the table whose route is gone"


def test_every_route_when_it_names_a_thing_then_its_ownership_is_known() -> None:
    for name, pattern in every_route():
        parts = set(pattern.pattern.converters)
        row = routes.TABLE[name]
        assert bool(parts - set(row.fixed)) == bool(row.names), name
        if row.names:
            assert len(routes.ownerships(name)) >= 2, name


@pytest.mark.parametrize("name", sorted(routes.TABLE))
def test_line_when_read_then_somebody_may_and_somebody_may_not(name: str) -> None:
    row = routes.TABLE[name]
    answers = {
        routes.expected(name, actor, ownership, method)
        for actor in routes.ACTORS
        for ownership in routes.ownerships(name)
        for method in routes.METHODS
    }
    assert routes.OK in answers and routes.METHOD in answers
    if row.who is not None:
        assert routes.SIGN_IN in answers
    if row.names and not row.veiled:
        assert routes.ABSENT in answers
