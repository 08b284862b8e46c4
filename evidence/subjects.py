"""What upper rooms know of a witness, whom the rooms below know as an opaque id alone.

The room that registers witnesses registers itself; without it nobody has a code, and nothing is known of who led
an interview.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Value

from iapb.access.rights import Actor


@dataclass(frozen=True)
class Known:
    codes: Callable[[Iterable[UUID], Actor], dict[UUID, str]]  # of those whom the actor may see
    of_code: Callable[[str, Actor], UUID | None]
    # Open rows of (interview, codes of who led it) and of (item, interview it was given with), for the items the actor
    # sees, or for these of them. Codes are a body's own.
    led: Callable[[Actor, Sequence[UUID] | None], tuple[Any, Any]]
    # Others whom an item mentions, no officials, by their pseudonyms, as far as the actor may see them.
    mentioned: Callable[[UUID, Actor], dict[UUID, str]]
    # The same of those whose ids stand in a column of a row about an item, as an expression: a sorted list of names.
    pseudonyms: Callable[[str, Actor], Any]
    # A function of the database that answers pairs of ids under which one person was registered twice.
    one_person: str


_known: list[Known] = []


def register(known: Known) -> None:
    if known not in _known:
        _known.append(known)


def known() -> Known | None:
    return _known[0] if _known else None


def codes(subjects: Iterable[UUID], actor: Actor) -> dict[UUID, str]:
    wanted = set(subjects)
    return _known[0].codes(wanted, actor) if _known and wanted else {}


def of_code(code: str, actor: Actor) -> UUID | None:
    return _known[0].of_code(code.strip().upper(), actor) if _known else None


def mentioned(item: UUID, actor: Actor) -> dict[UUID, str]:
    return _known[0].mentioned(item, actor) if _known else {}


def pseudonyms(column: str, actor: Actor) -> Any:
    """To annotate rows that have an `item`, and in `column` ids of people it mentions."""
    return _known[0].pseudonyms(column, actor) if _known else Value([], output_field=ArrayField(CharField()))
