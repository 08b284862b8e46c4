"""Parts of a page that upper rooms add: the item's page knows nothing of consent, yet shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from iapb.accounts.models import Person


@dataclass(frozen=True)
class Section:
    order: int
    template: str
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """What is missing next, in words, and where to do it."""

    text: Any
    url: str
    urgent: bool = False


@dataclass
class Added:
    sections: list[Section] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


# Sections and steps together, so that a room asks the database once for both.
Provider = Callable[[Any, Person], Iterable[Section | Step]]


class Sections:
    """What rooms above add to the page of one kind of thing."""

    def __init__(self) -> None:
        self._providers: list[Provider] = []

    def register(self, provider: Provider) -> None:
        if provider not in self._providers:
            self._providers.append(provider)

    def of(self, thing: Any, actor: Person) -> Added:
        added = Added()
        for provider in self._providers:
            for part in provider(thing, actor):
                (added.sections if isinstance(part, Section) else added.steps).append(part)  # type: ignore[arg-type]
        added.sections.sort(key=lambda section: section.order)
        added.steps.sort(key=lambda step: not step.urgent)
        return added


of_item = Sections()
of_file = Sections()
