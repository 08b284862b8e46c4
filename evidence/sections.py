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


class Sections:
    """What rooms above add to the page of one kind of thing."""

    def __init__(self) -> None:
        self._sections: list[Callable[[Any, Person], Iterable[Section]]] = []
        self._steps: list[Callable[[Any, Person], Iterable[Step]]] = []

    def register(self, provider: Callable[[Any, Person], Iterable[Section]]) -> None:
        if provider not in self._sections:
            self._sections.append(provider)

    def register_steps(self, provider: Callable[[Any, Person], Iterable[Step]]) -> None:
        if provider not in self._steps:
            self._steps.append(provider)

    def of(self, thing: Any, actor: Person) -> list[Section]:
        found = [section for provider in self._sections for section in provider(thing, actor)]
        return sorted(found, key=lambda section: section.order)

    def steps(self, thing: Any, actor: Person) -> list[Step]:
        found = [step for provider in self._steps for step in provider(thing, actor)]
        return sorted(found, key=lambda step: not step.urgent)


of_item = Sections()
