"""What an item holds that weighs on whoever reads it. This room knows the themes; which item holds which, the rooms
that know the material tell it (docs/decisions/care-for-the-reader.md).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from iapb.accounts.models import Person


class Theme(models.TextChoices):
    """In the order in which they are told. The names stand in `evidence/coding/data/heavy.yaml` too."""

    SEXUAL = "sexual", _("sexual violence")
    KILLING = "killing", _("killing and death")
    TORTURE = "torture", _("torture and beatings")
    CHILDREN = "children", _("children who are threatened or taken away")
    SELF_HARM = "self_harm", _("suicide and self-harm")
    INJURY = "injury", _("injuries and illness")
    BODIES = "bodies", _("pictures of violence, bodies or wounds")


# Of many items in a constant number of queries, for what this person may see of them; an item without any is missing.
Holds = Callable[[Collection[UUID], Person], dict[UUID, set[Theme]]]
Known = dict[Holds, dict[UUID, set[Theme]]]
# Where this person can hand the work on an item to somebody else; None where they hold none.
HandOn = Callable[[UUID, Person], str | None]
_holds: list[Holds] = []
_hand_on: list[HandOn] = []


def register(holds: Holds) -> None:
    if holds not in _holds:
        _holds.append(holds)


def register_hand_on(hand_on: HandOn) -> None:
    if hand_on not in _hand_on:
        _hand_on.append(hand_on)


def held_by(items: Collection[UUID], person: Person, known: Known | None = None) -> dict[UUID, tuple[Theme, ...]]:
    """Of every one of the items, in the order of the themes. `known`: what some who tell have been asked already."""
    found: dict[UUID, set[Theme]] = {item: set() for item in items}
    for holds in _holds if found else ():
        told = known[holds] if known and holds in known else holds(found, person)
        for item, themes in told.items():
            found[item] |= themes
    return {item: tuple(theme for theme in Theme if theme in themes) for item, themes in found.items()}


def mark(things: Iterable[object], person: Person, item: Callable[[object], UUID]) -> None:
    """Puts `holds`, the words of the themes, beside each row of a list."""
    rows = list(things)
    found = held_by({item(row) for row in rows}, person)
    for row in rows:
        row.holds = labels(found[item(row)])  # type: ignore[attr-defined]


def labels(themes: Iterable[Theme]) -> list[str]:
    return [str(theme.label) for theme in themes]


def hand_on(item: UUID, person: Person) -> str | None:
    return next((url for find in _hand_on if (url := find(item, person))), None)
