"""Counts, lists and searches: the same page whether another body's material exists or not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.usersessions.models import UserSession
from django.utils import timezone

from iapb.accounts.models import Person
from tests.matrix.asking import frozen, parted, without_drawn
from tests.matrix.payloads import headers_of, payload
from tests.matrix.walking import Question, names, walk_of
from tests.matrix.world import World
from tests.oracles import routes

# Whose pages tell of it rightly: the body itself, and the ledger of everything.
# The system's own state, and pages that draw a new secret each time they are asked.
OWN_SECRETS = {"health", "second_factor", "replace_factor", "recovery_codes", "new_recovery_codes", "make_token"}
TOLD = {routes.PARTNER_B, routes.AUDITOR}
# Each reads lists of another kind.
READERS = (routes.PARTNER, routes.ANALYST, routes.OFFICER, routes.READING_STEWARD, routes.ADMIN)


def pages() -> list[tuple[str, str]]:
    """Whatever names no thing: lists, counts, searches, what waits."""
    rows = [(name, routes.TABLE[name]) for name in names()]
    asked = [(name, method) for name, row in rows if not row.names for method in row.methods.split()]
    return [(name, method) for name, method in asked if name not in OWN_SECRETS]


def seen(world: World, actor: str) -> dict[tuple[str, str], str]:
    UserSession.objects.all().delete()
    Person.objects.update(last_login=timezone.now())
    walk = walk_of(world, actor)
    found = {}
    with frozen():
        for name, method in pages():
            question = Question(name, method, "", routes.TABLE[name].fixed)
            told = headers_of(question, world, actor)
            answer = walk.browser.ask(method, question.path, payload(question, world, actor), **told)
            found[name, method] = without_drawn(answer)
    return found


def on_one_day(enter: Callable[[str], World], actor: str, *databases: str) -> list[dict[tuple[str, str], str]]:
    """Pages name days: a last sign-in was "today" before midnight and "yesterday" after it, forms offer tomorrow."""
    while True:
        day = timezone.localdate()
        pages = [seen(enter(name), actor) for name in databases]
        if timezone.localdate() == day:
            return pages


def assert_alike(without: dict[tuple[str, str], str], with_it: dict[tuple[str, str], str]) -> None:
    assert len(without) > 20
    differ = {page: parted(without[page], with_it[page]) for page in without if without[page] != with_it[page]}
    assert not differ, "\n".join(f"{page}: {where}" for page, where in differ.items())


@pytest.mark.parametrize("actor", [actor for actor in routes.ROLE_OF if actor not in TOLD])
def test_list_when_another_body_has_material_then_not_a_letter_differs(
    enter: Callable[[str], World], worlds: World, actor: str
) -> None:
    assert_alike(*on_one_day(enter, actor, worlds.before, worlds.after))


@pytest.mark.parametrize("actor", READERS)
def test_list_when_the_policies_are_off_then_the_door_counts_alone(
    enter: Callable[[str], World], worlds: World, bare: Callable[[str], str], actor: str
) -> None:
    assert_alike(*on_one_day(enter, actor, bare(worlds.before), bare(worlds.after)))


def test_list_when_it_is_ones_own_then_differs(enter: Callable[[str], World], worlds: World) -> None:
    """The comparison sees what it should: for the body itself the pages do change."""
    without, with_it = on_one_day(enter, routes.PARTNER_B, worlds.before, worlds.after)
    assert without["witnesses", "GET"] != with_it["witnesses", "GET"]
