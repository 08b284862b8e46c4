"""Whom the words of a note call: “@” and the whole name of somebody who sees what the note is about.

Only among these is looked, so that a name that is refused tells nothing about anybody.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence.models import Item
from evidence.seeing import people_who_see
from iapb.access.errors import Invalid
from iapb.access.rights import Right
from iapb.accounts.models import Person

# Not within an e-mail address.
_AT = re.compile(r"(?<![\w.+-])@(?=\w)")
_NAME = re.compile(r"\w[\w’'-]*")


def who_can_be_called(item: Item, by: Person, *, named: bool = False) -> Any:
    """`named`: what it is about is need-to-know."""
    return people_who_see(item, Right.TAG, named=named).exclude(pk=by.pk)


def people_called(words: str, item: Item, by: Person, *, named: bool = False) -> list[Person]:
    """Each once, in the order in which they are called. Raises Invalid for a name of nobody who sees it."""
    places = [match.end() for match in _AT.finditer(words)]
    if not places:
        return []
    people = sorted(people_who_see(item, Right.TAG, named=named), key=lambda person: -len(person.name))
    found: dict[Any, Person] = {}
    for place in places:
        for person in _at(words[place:], people):
            if person.pk != by.pk:
                found.setdefault(person.pk, person)
    return list(found.values())


def _at(rest: str, people: list[Person]) -> list[Person]:
    """Of the longest name that stands there all who have it."""
    called = [person for person in people if _stands(person.name, rest)]
    if not called:
        word = _NAME.match(rest)
        raise Invalid(
            _("“@%(name)s” is nobody who sees this. Choose a name from the list, or write it without @.")
            % {"name": word.group() if word else ""},
            field="words",
        )
    return [person for person in called if len(person.name) == len(called[0].name)]


def _stands(name: str, rest: str) -> bool:
    after = rest[len(name) : len(name) + 1]
    return bool(name) and rest[: len(name)].casefold() == name.casefold() and not after.isalnum()
