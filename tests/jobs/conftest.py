from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from iapb.accounts.models import Person
from iapb.jobs import actions, registry
from iapb.jobs.models import Job
from tests.cast import make_body, make_person

Ask = Callable[..., Job]


@pytest.fixture
def partner(committing: str) -> Person:
    return make_person("Partner", "partner", body=make_body("A body"))


@pytest.fixture
def ask(partner: Person) -> Ask:
    def ask(kind: str = "count", **rest: Any) -> Job:
        return actions.ask(kind, rest.pop("object", uuid4()), by=rest.pop("by", partner), **rest)

    return ask


@pytest.fixture
def handle() -> Iterator[Callable[..., None]]:
    """Registers a handler for the length of a test."""
    known = dict(registry._handlers)

    def handle(kind: str, work: registry.Work, about: registry.About | None = None) -> None:
        registry._handlers[kind] = registry.Handler(kind, f"Label of {kind}", work, about)

    yield handle
    registry._handlers.clear()
    registry._handlers.update(known)
