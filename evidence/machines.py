"""What the rooms above know of an item before a machine reads it; they register themselves here."""

from __future__ import annotations

from collections.abc import Callable

from evidence.models import Item
from iapb.accounts.models import Person

# Raises Invalid where the witness did not agree to machines.
Guard = Callable[[Item, Person], None]
# The declared language of what was said, or an empty word.
Language = Callable[[Item, Person], str]
_guards: list[Guard] = []
_languages: list[Language] = []


def register_guard(guard: Guard) -> None:
    if guard not in _guards:
        _guards.append(guard)


def register_language(language: Language) -> None:
    if language not in _languages:
        _languages.append(language)


def require(item: Item, by: Person) -> None:
    for guard in _guards:
        guard(item, by)


def language_of(item: Item, by: Person) -> str:
    return next((found for one in _languages if (found := one(item, by))), "")
