"""What waits for me: each app tells what of its own waits for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from iapb.accounts.models import Person


@dataclass(frozen=True)
class Waiting:
    group: Any  # heading, translatable
    title: Any
    detail: Any
    url: str
    due: datetime | None = None
    urgent: bool = False


Provider = Callable[[Person], Iterable[Waiting]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def for_person(person: Person) -> dict[str, list[Waiting]]:
    """Everything that waits, under its headings, the urgent and the soonest due first."""
    groups: dict[str, list[Waiting]] = {}
    for provider in _providers:
        for entry in provider(person):
            groups.setdefault(str(entry.group), []).append(entry)
    for entries in groups.values():
        entries.sort(key=lambda entry: (not entry.urgent, entry.due is None, entry.due.timestamp() if entry.due else 0))
    return groups
