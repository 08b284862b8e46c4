"""Who may look at pictures of what came in: a face or a name on paper is seen by whoever may know it.

The room that knows what the material holds registers itself here (docs/decisions/looking-at-copies.md).
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from evidence.models import Derivative
from iapb.access.errors import Refused
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person

Kind = Derivative.Kind
# What a file says of itself can hold an author's name and the place of a home.
PICTURED = frozenset({Kind.FILM, Kind.PICTURE, Kind.THUMBNAIL, Kind.PAGE, Kind.CLAIMS})
_KNOW_ANYWAY = {Right.IDENTITY, Right.ORIGINAL}
NOT_SHOWN = _(
    "Pictures of this are shown only to those who may know the witness's name, until the partner has stated "
    "on the item that it does not name the witness."
)
# True where the item was stated not to name its witness; unknown is no.
Nameless = Callable[[UUID, Person], bool]
_nameless: list[Nameless] = []


def register(nameless: Nameless) -> None:
    if nameless not in _nameless:
        _nameless.append(nameless)


def may_look(item: UUID, person: Person) -> bool:
    """For an item the person sees. Those who may read the identity or the original see its pictures as well."""
    if rights_of(person) & _KNOW_ANYWAY:
        return True
    return any(nameless(item, person) for nameless in _nameless)


def require_look(item: UUID, person: Person) -> None:
    if not may_look(item, person):
        raise Refused(NOT_SHOWN)
