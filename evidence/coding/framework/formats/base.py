"""What reading a file gives: what it says, which fields it can say anything of, and every problem in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence.coding.framework.checking import Problem
from evidence.coding.framework.scheme import Entry, Scheme

LARGEST = 1_000_000  # characters
UNORDERED = frozenset({"applies_to", "handling", "use_roles", "maps"})
ALL_FIELDS = frozenset(one.name for one in fields(Entry))


class Unreadable(Exception):
    """The file as a whole cannot be read; carries the sentence."""

    def __init__(self, sentence: Any) -> None:
        super().__init__("unreadable")
        self.sentence = sentence


@dataclass
class Reading:
    scheme: Scheme
    held: frozenset[str] = ALL_FIELDS  # fields of an entry the format says something of
    whole: bool = True  # whether it says the rules and the groups of which one is chosen
    problems: list[Problem] = field(default_factory=list)  # stop the import
    notes: list[Problem] = field(default_factory=list)  # what is in the file and is not kept

    def problem(self, sentence: Any, code: str = "") -> None:
        self.problems.append(Problem(sentence, code))

    def note(self, sentence: Any, code: str = "") -> None:
        self.notes.append(Problem(sentence, code))


def laid_over(draft: Scheme, reading: Reading) -> Scheme:
    """The draft with what the file says. What the format cannot say stays as it was, and so do codes it leaves out."""
    known = draft.by_id()
    entries = [_over(known.get(entry.code), entry, reading.held) for entry in reading.scheme.entries]
    named = {entry.code for entry in entries}
    entries += [entry for entry in draft.entries if entry.code not in named]
    laid = draft.in_order(entries)
    if reading.whole:
        laid = replace(laid, rules=reading.scheme.rules, single_choice=reading.scheme.single_choice)
    return laid


def left_out(draft: Scheme, reading: Reading) -> list[str]:
    named = {entry.code for entry in reading.scheme.entries}
    return [entry.code for entry in draft.entries if entry.code not in named]


def _over(before: Entry | None, after: Entry, held: Iterable[str]) -> Entry:
    if before is None:
        return after
    new = {name: getattr(after, name) for name in held}
    # What has no order of its own keeps the one it has here.
    same = [name for name in UNORDERED & new.keys() if sorted(new[name]) == sorted(getattr(before, name))]
    return replace(before, **{name: value for name, value in new.items() if name not in same})


def must_fit(text: str) -> None:
    if len(text) > LARGEST:
        raise Unreadable(_("A framework is no longer than a million characters."))
    if not text.strip():
        raise Unreadable(_("There is nothing in it."))
