"""What changes from one version to the next, in sentences: read before a version is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence.coding.framework.scheme import LANGUAGES, Entry, Scheme, Words

ADDED, RETIRED, CHANGED, MOVED, WHOLE, PICTURE = "added", "retired", "changed", "moved", "whole", "picture"
_FIELDS = (
    ("definition", _("definition")),
    ("include", _("goes here")),
    ("exclude", _("does not go here")),
    ("examples", _("examples")),
    ("applies_to", _("used on")),
    ("handling", _("handling")),
    ("use_roles", _("placed by")),
    ("maps", _("mappings")),
    ("colour", _("colour")),
    ("picture_alt", _("what the picture shows")),
    ("assignable", _("assignable")),
)


@dataclass(frozen=True)
class Difference:
    kind: str
    code: str
    name: str
    what: Any  # what is different
    before: str = ""
    after: str = ""


def differences(base: Scheme, scheme: Scheme) -> list[Difference]:
    return [*_of_whole(base, scheme), *_of_codes(base, scheme), *_of_order(base, scheme)]


def touched(base: Scheme, scheme: Scheme) -> list[str]:
    return list(dict.fromkeys(one.code for one in differences(base, scheme) if one.code))


def _of_whole(base: Scheme, scheme: Scheme) -> Iterator[Difference]:
    for rule in base.rules:
        if rule not in scheme.rules:
            yield Difference(WHOLE, "", "", _("rule taken out"), before=rule)
    for rule in scheme.rules:
        if rule not in base.rules:
            yield Difference(WHOLE, "", "", _("rule added"), after=rule)
    if base.single_choice != scheme.single_choice:
        yield Difference(
            WHOLE, "", "", _("groups of which one is chosen"), ", ".join(base.single_choice),
            ", ".join(scheme.single_choice),
        )  # fmt: skip


def _of_codes(base: Scheme, scheme: Scheme) -> Iterator[Difference]:
    known = base.by_id()
    for entry in scheme.entries:
        before = known.get(entry.code)
        if before is None:
            yield Difference(ADDED, entry.code, entry.name, _("added"), after=entry.definition)
            before = replace(entry, retired=None, replaced_by=None, split_into=(), picture="")
        if (before.retired, before.successors) != (entry.retired, entry.successors):
            yield Difference(
                RETIRED, entry.code, entry.name, _("retired"), ", ".join(before.successors), ", ".join(entry.successors)
            )
        if before.parent != entry.parent:
            yield Difference(MOVED, entry.code, entry.name, _("moved"), before.parent or "", entry.parent or "")
        yield from _of_words(before, entry)
    for entry in base.entries:
        if entry.code not in scheme.by_id():
            yield Difference(RETIRED, entry.code, entry.name, _("missing"))


def _of_words(before: Entry, after: Entry) -> Iterator[Difference]:
    def changed(what: Any, old: str, new: str) -> Difference:
        return Difference(CHANGED, after.code, after.name, what, old, new)

    for language in LANGUAGES:
        if before.label.get(language, "") != after.label.get(language, ""):
            yield changed(_("label (%(language)s)") % {"language": language}, before.label.get(language, ""),
                          after.label.get(language, ""))  # fmt: skip
    for name, what in (("alt", _("other labels")), ("hidden", _("hidden labels"))):
        old, new = _joined(getattr(before, name)), _joined(getattr(after, name))
        if old != new:
            yield changed(what, old, new)
    for name, what in _FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield changed(what, _text(old), _text(new))
    if before.picture != after.picture:
        yield Difference(PICTURE, after.code, after.name, _("picture"), before.picture, after.picture)


def _of_order(base: Scheme, scheme: Scheme) -> Iterator[Difference]:
    for parent in dict.fromkeys(entry.parent for entry in scheme.entries):
        new = scheme.children(parent)
        old = [code for code in base.children(parent) if code in new]
        if old != [code for code in new if code in old]:
            owner = scheme.get(parent) if parent else None
            yield Difference(
                MOVED, parent or "", owner.name if owner else "", _("order"), ", ".join(old), ", ".join(new)
            )


def _joined(words: Words) -> str:
    return "; ".join(f"{language}: {', '.join(words[language])}" for language in LANGUAGES if words.get(language))


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(value or "")
