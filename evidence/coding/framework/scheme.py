"""A version of the framework as plain values: what the editor changes and every format reads and writes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

LANGUAGES = ("en", "ru", "be")
CARRIERS = ("interview", "document", "media", "osint", "incident", "departure", "linkage", "role", "place",
            "medical_record")  # fmt: skip
HANDLING = ("restricted", "sgbv", "art9", "art9_ethnic", "art9_health", "art9_political", "art9_religion",
            "art9_sexlife", "art9_union")  # fmt: skip
USE_ROLES = ("analyst", "reviewer")
# A category in capitals, and up to three parts below it. What stands there is never used for anything else.
CODE_ID = re.compile(r"[A-Z][A-Z0-9]{1,7}(?:\.[A-Z0-9][A-Z0-9_]{0,15}){0,3}")
COLOUR = re.compile(r"#[0-9a-f]{6}")
Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Entry:
    code: str
    parent: str | None = None
    assignable: bool = True
    label: Mapping[str, str] = field(default_factory=dict)
    definition: str = ""
    applies_to: tuple[str, ...] = ()
    handling: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()
    alt: Words = field(default_factory=dict)
    hidden: Words = field(default_factory=dict)
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    use_roles: tuple[str, ...] = ()
    colour: str = ""
    picture: str = ""  # sha256
    picture_alt: str = ""
    retired: date | None = None
    replaced_by: str | None = None
    split_into: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.label.get("en") or self.code

    @property
    def prefix(self) -> str:
        return self.code.split(".")[0]

    @property
    def restricted(self) -> bool:
        return not {"restricted", "sgbv"}.isdisjoint(self.handling)

    @property
    def successors(self) -> tuple[str, ...]:
        return (self.replaced_by,) if self.replaced_by else self.split_into


@dataclass(frozen=True)
class Scheme:
    """`entries` stand in order: each below its parent, siblings as people put them."""

    id: str
    version: str
    rules: tuple[str, ...] = ()
    single_choice: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()

    def by_id(self) -> dict[str, Entry]:
        return {entry.code: entry for entry in self.entries}

    def get(self, code: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.code == code), None)

    def children(self, parent: str | None) -> list[str]:
        return [entry.code for entry in self.entries if entry.parent == parent]

    def within(self, code: str) -> set[str]:
        """The code and all below it."""
        found = {code}
        for entry in self.entries:  # parents stand first
            if entry.parent in found:
                found.add(entry.code)
        return found

    def with_entries(self, *changed: Entry) -> Scheme:
        """Entries put in the place of those of the same id; new ones at the end of their siblings."""
        new = {entry.code: entry for entry in changed}
        kept = [new.pop(entry.code, entry) for entry in self.entries]
        return self.in_order([*kept, *new.values()])

    def without(self, code: str) -> Scheme:
        return replace(self, entries=tuple(entry for entry in self.entries if entry.code != code))

    def in_order(self, entries: Iterable[Entry]) -> Scheme:
        """Each below its parent. Entries whose parents are missing or go in a circle stand last, to be reported."""
        rows = list(entries)
        below: dict[str | None, list[Entry]] = defaultdict(list)
        for entry in rows:
            below[entry.parent].append(entry)
        ordered: list[Entry] = []
        left = list(reversed(below[None]))
        while left:
            entry = left.pop()
            ordered.append(entry)
            left += reversed(below[entry.code])
        placed = {entry.code for entry in ordered}
        return replace(self, entries=(*ordered, *(entry for entry in rows if entry.code not in placed)))

    def depths(self) -> Iterator[tuple[Entry, int]]:
        depth: dict[str | None, int] = {None: -1}
        for entry in self.entries:
            depth[entry.code] = depth.get(entry.parent, -1) + 1
            yield entry, depth[entry.code]

    def root_of(self, code: str | None) -> str | None:
        parents = {entry.code: entry.parent for entry in self.entries}
        seen: set[str] = set()
        while code and parents.get(code) and code not in seen:
            seen.add(code)
            code = parents[code]
        return code


def plain(entry: Entry) -> dict[str, Any]:
    """As JSON holds it."""
    held = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in vars(entry).items()
        if name not in ("label", "alt", "hidden", "retired")
    }
    held["label"] = dict(entry.label)
    held["alt"] = {language: list(words) for language, words in entry.alt.items()}
    held["hidden"] = {language: list(words) for language, words in entry.hidden.items()}
    held["retired"] = entry.retired.isoformat() if entry.retired else None
    return held


def from_plain(held: Mapping[str, Any]) -> Entry:
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in held.items()}
    for name in ("alt", "hidden"):
        values[name] = {language: tuple(words) for language, words in (held.get(name) or {}).items()}
    values["retired"] = date.fromisoformat(held["retired"]) if held.get("retired") else None
    return Entry(**values)
