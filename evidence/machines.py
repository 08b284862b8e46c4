"""What the rooms above know of an item before a machine reads it; they register themselves here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from evidence.models import Item
from iapb.accounts.models import Person

# Raises Invalid where the witness did not agree to machines.
Guard = Callable[[Item, Person], None]
# The declared language of what was said, or an empty word.
Language = Callable[[Item, Person], str]
# The day an account was given, or nothing: it settles years that were left out.
Day = Callable[[Item, Person], "date | None"]
_guards: list[Guard] = []
_languages: list[Language] = []
_days: list[Day] = []


def register_guard(guard: Guard) -> None:
    if guard not in _guards:
        _guards.append(guard)


def register_language(language: Language) -> None:
    if language not in _languages:
        _languages.append(language)


def register_day(day: Day) -> None:
    if day not in _days:
        _days.append(day)


def require(item: Item, by: Person) -> None:
    for guard in _guards:
        guard(item, by)


def language_of(item: Item, by: Person) -> str:
    return next((found for one in _languages if (found := one(item, by))), "")


def day_of(item: Item, by: Person) -> date | None:
    return next((found for one in _days if (found := one(item, by))), None)
