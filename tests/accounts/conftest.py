from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils import timezone

from iapb.accounts.models import Person
from iapb.accounts.roles import forget_roles
from iapb.ledger.models import Event
from tests.cast import make_person

PASSWORD = "seven grey herons cross the dyke"


class QuickArgon2(Argon2PasswordHasher):
    """The same function with little work, for tests that guess by the dozen."""

    time_cost, memory_cost, parallelism = 1, 64, 1


@pytest.fixture(autouse=True)
def little_work(request: pytest.FixtureRequest, settings: pytest.FixtureRequest) -> None:
    if "full_work" not in request.keywords:
        settings.PASSWORD_HASHERS = [f"{QuickArgon2.__module__}.{QuickArgon2.__qualname__}"]


def in_days(days: float) -> datetime:
    return timezone.now() + timedelta(days=days)


def events(name: str) -> list[Event]:
    return list(Event.objects.filter(event=name).order_by("at"))


def again(person: Person) -> Person:
    """As the next request finds them."""
    forget_roles(person)
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def adele(db: None) -> Person:
    return make_person("Adele", "account_administrator")


@pytest.fixture
def bruno(db: None) -> Person:
    return make_person("Bruno", "account_administrator")


@pytest.fixture
def otto(db: None) -> Person:
    return make_person("Otto", "analyst")
