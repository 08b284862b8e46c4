"""What can be done to a draft. Each takes a version and gives the next one, or refuses with a sentence.

`base` is the published version the draft was made from. What stands there carries tags, so its ids and their
meaning stay: a changed meaning is a new code, and the old one is retired in its favour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence.coding.framework.checking import Problem, problems
from evidence.coding.framework.scheme import LANGUAGES, Entry, Scheme
from iapb.access.errors import Invalid

UP, DOWN, IN, OUT = "up", "down", "in", "out"
# A change of these could change what a code means.
MEANING = ("label", "definition", "include", "exclude")


def add(scheme: Scheme, entry: Entry) -> Scheme:
    if scheme.get(entry.code):
        raise Invalid(
            _("There is a code %(code)s already. An id is used once, for ever.") % {"code": entry.code}, "code"
        )
    return checked(scheme, scheme.with_entries(entry))


def change(scheme: Scheme, base: Scheme, code: str, fields: Mapping[str, Any], *, same_meaning: bool) -> Scheme:
    """New words for a code. One that was published keeps its meaning, and whoever changes it says so."""
    before = must_find(scheme, code)
    after = replace(before, **fields)
    published = base.get(code)
    if published and not same_meaning and meaning(after) != meaning(before):
        raise Invalid(
            _(
                "Tags stand under this code. If every one of them is still right under the new words, tick that the "
                "meaning stays. If not, add a new code and retire this one in its favour."
            ),
            "same_meaning",
        )
    return checked(scheme, scheme.with_entries(after))


def meaning(entry: Entry) -> tuple[Any, ...]:
    return tuple(dict(value) if isinstance(value, Mapping) else value for value in (getattr(entry, n) for n in MEANING))


def move(scheme: Scheme, code: str, direction: str) -> Scheme:
    """One step among its siblings, under the sibling above it, or out beside its parent."""
    entry = must_find(scheme, code)
    siblings = scheme.children(entry.parent)
    at = siblings.index(code)
    if direction in (UP, DOWN):
        other = at - 1 if direction == UP else at + 1
        if not 0 <= other < len(siblings):
            raise Invalid(_("It is the first.") if direction == UP else _("It is the last."))
        return _swapped(scheme, code, siblings[other])
    if direction == IN:
        if at == 0:
            raise Invalid(_("There is no code above it to move it under."))
        return place(scheme, code, siblings[at - 1])
    if direction != OUT:
        raise Invalid(_("Choose up, down, in or out."))
    parent = must_find(scheme, entry.parent) if entry.parent else None
    if parent is None or parent.parent is None:
        raise Invalid(_("It stands right below its category: further out only categories stand."))
    return place(scheme, code, parent.parent, after=parent.code)


def place(scheme: Scheme, code: str, parent: str | None, after: str | None = None, before: str | None = None) -> Scheme:
    """Under another parent of the same category, behind or before one of its codes, or at the end."""
    entry = must_find(scheme, code)
    if parent in scheme.within(code):
        raise Invalid(_("It cannot stand below itself."), "parent")
    rows = [one for one in scheme.entries if one.code != code]
    at = {one.code: number for number, one in enumerate(rows) if one.parent == parent}
    here = at[before] if before in at else at.get(after or "", len(rows) - 1) + 1
    rows.insert(here, replace(entry, parent=parent))
    return checked(scheme, scheme.in_order(rows))


def retire(scheme: Scheme, code: str, successor: str | None, day: date) -> Scheme:
    entry = must_find(scheme, code)
    _must_be_in_use(entry)
    _must_be_alone(scheme, entry)
    if successor:
        _must_take_over(scheme, successor, [entry])
    return checked(scheme, scheme.with_entries(replace(entry, retired=day, replaced_by=successor or None)))


def merge(scheme: Scheme, codes: Iterable[str], into: str, day: date) -> Scheme:
    """Several codes into one that holds the meaning of all: the others retire, and their tags are found under it."""
    gone = [must_find(scheme, code) for code in dict.fromkeys(codes) if code != into]
    if not gone:
        raise Invalid(_("Choose the codes that go into it."), "codes")
    for entry in gone:
        _must_be_in_use(entry)
        _must_be_alone(scheme, entry)
    _must_take_over(scheme, into, gone)
    return checked(scheme, scheme.with_entries(*(replace(one, retired=day, replaced_by=into) for one in gone)))


def split(scheme: Scheme, code: str, parts: Mapping[str, Mapping[str, Any]], day: date) -> Scheme:
    """One code into several new ones, which stand behind it and are handled as it was. Its own tags stay under it."""
    entry = must_find(scheme, code)
    _must_be_in_use(entry)
    _must_be_alone(scheme, entry)
    if len(parts) < 2:
        raise Invalid(_("Part a code into two at least."), "parts")
    if taken := next((one for one in parts if scheme.get(one)), None):
        raise Invalid(_("There is a code %(code)s already. An id is used once, for ever.") % {"code": taken}, "parts")
    rows = list(scheme.entries)
    at = rows.index(entry)
    rows[at : at + 1] = [
        replace(entry, retired=day, split_into=tuple(parts)),
        *(
            replace(entry, code=one, alt={}, hidden={}, examples=(), include="", exclude="", picture="", picture_alt="",
                    **words)
            for one, words in parts.items()
        ),
    ]  # fmt: skip
    return checked(scheme, scheme.in_order(rows))


def take_out(scheme: Scheme, base: Scheme, code: str) -> Scheme:
    """A code that was added in this draft and never published."""
    must_find(scheme, code)
    if base.get(code):
        raise Invalid(_("It was published, and tags may stand under it: retire it instead."))
    if scheme.children(code):
        raise Invalid(_("Codes stand below it. Move or take them out first."))
    if kept := next((one.code for one in scheme.entries if code in one.successors), None):
        raise Invalid(_("It replaces %(code)s. Undo that first.") % {"code": kept})
    return scheme.without(code)


def set_rules(scheme: Scheme, rules: Iterable[str], single_choice: Iterable[str]) -> Scheme:
    return checked(scheme, replace(scheme, rules=tuple(rules), single_choice=tuple(single_choice)))


def checked(before: Scheme, after: Scheme) -> Scheme:
    """Refuses what is newly wrong; what was wrong already may wait until the draft is handed in."""
    known = {(one.code, str(one.sentence)) for one in problems(before, None)}
    new = [one for one in problems(after, None) if (one.code, str(one.sentence)) not in known]
    if new:
        raise Invalid(_sentence(new))
    return after


def must_find(scheme: Scheme, code: str | None) -> Entry:
    entry = scheme.get(code or "")
    if entry is None:
        raise Invalid(_("There is no code %(code)s in this draft.") % {"code": code})
    return entry


def empty_label() -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, "")


def _sentence(found: list[Problem]) -> str:
    return " ".join(str(one) for one in found[:5])


def _swapped(scheme: Scheme, one: str, other: str) -> Scheme:
    rows = list(scheme.entries)
    at = {entry.code: number for number, entry in enumerate(rows)}
    rows[at[one]], rows[at[other]] = rows[at[other]], rows[at[one]]
    return scheme.in_order(rows)


def _must_be_in_use(entry: Entry) -> None:
    if entry.retired:
        raise Invalid(_("%(code)s is retired already.") % {"code": entry.code})


def _must_be_alone(scheme: Scheme, entry: Entry) -> None:
    known = scheme.by_id()
    if any(not known[child].retired for child in scheme.children(entry.code)):
        raise Invalid(_("Codes in use stand below %(code)s. Move or retire them first.") % {"code": entry.code})


def _must_take_over(scheme: Scheme, successor: str, gone: list[Entry]) -> None:
    target = scheme.get(successor)
    if target is None:
        raise Invalid(_("Choose the code that takes its place."), "into")
    if target.retired:
        raise Invalid(_("%(code)s is retired itself.") % {"code": target.code}, "into")
    if target in gone:
        raise Invalid(_("A code is not replaced by itself."), "into")
    if any(entry.restricted for entry in gone) and not target.restricted:
        raise Invalid(
            _("A need-to-know code goes only into one that is need-to-know as well: more people would see its tags."),
            "into",
        )
