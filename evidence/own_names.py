"""The witness's own name does not stand in the working copy: its code does, where intake knows the name.

The room that knows names registers itself; here they are only looked up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from iapb.accounts.models import Person

Span = tuple[int, int]


@dataclass(frozen=True)
class OwnName:
    code: str
    spans: Callable[[str], list[Span]]  # where the name stands in a text, in order, not overlapping


Provider = Callable[[UUID, Person], OwnName | None]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """`provider(subject, by)` is asked inside the asker's transaction, which tells the ledger."""
    if provider not in _providers:
        _providers.append(provider)


def of_subject(subject: UUID, by: Person) -> OwnName | None:
    found = (provider(subject, by) for provider in _providers)
    return next((name for name in found if name), None)


def replaced(text: str, spans: list[Span], code: str) -> str:
    pieces, position = [], 0
    for start, end in spans:
        pieces += [text[position:start], code]
        position = end
    return "".join([*pieces, text[position:]])
