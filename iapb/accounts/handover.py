"""Open work of a person who leaves. The rooms above say what there is and pass it on.

They register in AppConfig.ready. `count` and `hand_over` run in the administrator's
transaction: an administrator sees no evidence, so the rows that say who works on what
must be readable and changeable without it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from iapb.accounts.models import Person


@dataclass(frozen=True)
class Work:
    key: str  # for the ledger
    label: Any  # "interviews to transcribe", translatable
    count: int


@dataclass(frozen=True)
class Provider:
    key: str
    label: Any
    count: Callable[[Person], int]
    # (the leaver, the successor, the administrator)
    hand_over: Callable[[Person, Person, Person], None]


_providers: dict[str, Provider] = {}
_endings: list[Callable[[Person, Person], None]] = []


def register(provider: Provider) -> None:
    _providers[provider.key] = provider


def register_ending(ending: Callable[[Person, Person], None]) -> None:
    """What ends with the account and passes to nobody, such as grants by name: (the leaver, the administrator)."""
    if ending not in _endings:
        _endings.append(ending)


def open_work(person: Person) -> list[Work]:
    found = [Work(one.key, one.label, one.count(person)) for one in _providers.values()]
    return [work for work in found if work.count]


def hand_over(*, person: Person, to: Person | None, by: Person) -> None:
    """Inside the transaction of the deactivation."""
    for ending in _endings:
        ending(person, by)
    if to is not None:
        for provider in _providers.values():
            provider.hand_over(person, to, by)
