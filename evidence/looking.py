"""Who may look at pictures of what came in: a face or a name on paper is seen by whoever may know it.

The room that knows what the material holds registers itself here (docs/decisions/looking-at-copies.md).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from evidence.models import Derivative, ItemFile
from iapb.access.errors import Refused
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person
from iapb.care.models import Care
from iapb.care.themes import Theme

Kind = Derivative.Kind
# What a file says of itself can hold an author's name and the place of a home.
PICTURED = frozenset({Kind.FILM, Kind.PICTURE, Kind.THUMBNAIL, Kind.PAGE, Kind.CLAIMS, Kind.LIKENESS})
MAY_SHOCK = frozenset({ItemFile.Role.PHOTO, ItemFile.Role.RECORDING_VIDEO, ItemFile.Role.OTHER})
_KNOW_ANYWAY = {Right.IDENTITY, Right.ORIGINAL}
NOT_SHOWN = _(
    "Pictures of this are shown only to those who may know the witness's name, until the partner has stated "
    "on the item that it does not name the witness."
)


class Stated(NamedTuple):
    """What whoever took an item in has said of its pictures."""

    nameless: bool  # it does not name its witness; unknown is no
    graphic: bool | None  # wounds, a body, sexual violence; None: unknown
    themes: frozenset[Theme] = frozenset()  # what weighs on a reader


UNKNOWN = Stated(nameless=False, graphic=None)
# Of many items in a constant number of queries; an item of which nothing was stated may be missing.
Statements = Callable[[Collection[UUID], Person], dict[UUID, Stated]]
_statements: list[Statements] = []


def register(statements: Statements) -> None:
    if statements not in _statements:
        _statements.append(statements)


def stated_of(items: Collection[UUID], person: Person) -> dict[UUID, Stated]:
    """Of every one of the items."""
    found = dict.fromkeys(items, UNKNOWN)
    for statements in _statements:
        found |= statements(items, person)
    return found


def holds(items: Collection[UUID], person: Person) -> dict[UUID, set[Theme]]:
    """For whoever is about to read, of whatever kind it is."""
    return themes_of(stated_of(items, person))


def themes_of(stated: dict[UUID, Stated]) -> dict[UUID, set[Theme]]:
    return {item: set(one.themes) for item, one in stated.items()}


def may_look(item: UUID, person: Person) -> bool:
    """For an item the person sees. Those who may read the identity or the original see its pictures as well."""
    return item in may_look_at([item], person)


def may_look_at(items: Collection[UUID], person: Person) -> frozenset[UUID]:
    if rights_of(person) & _KNOW_ANYWAY:
        return frozenset(items)
    return shown_of(stated_of(items, person), person)


def shown_of(stated: dict[UUID, Stated], person: Person) -> frozenset[UUID]:
    """Of items whose statements were read already, those at whose pictures the person may look."""
    anyway = bool(rights_of(person) & _KNOW_ANYWAY)
    return frozenset(item for item, one in stated.items() if anyway or one.nameless)


def is_veiled(role: str, stated: Stated, veil: str = Care.Veil.HOUSE, themes: Collection[Theme] = ()) -> bool:
    """Hidden until somebody asks for it: whatever was stated to be graphic, and photographs, films and what is no
    paper until they were stated not to be. A person may have more hidden, papers too, or no more than what is known
    to be heavy; `themes` are what the item holds for them."""
    if veil == Care.Veil.ALL or stated.graphic or Theme.BODIES in themes:
        return True
    if role not in MAY_SHOCK:
        return False
    return bool(themes) or (veil == Care.Veil.HOUSE and stated.graphic is None)


def require_look(item: UUID, person: Person) -> None:
    if not may_look(item, person):
        raise Refused(NOT_SHOWN)
