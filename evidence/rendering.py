"""The glossary of the house laid over a machine's draft: which terms were said, and how the draft renders them.

A term is found in the original by the base forms of its words, so in any case and number. In the draft its
agreed name is kept where it stands, put in place of a known wrong rendering, and otherwise missed: then
nothing is changed, and a person is told. Nothing is ever added to a draft.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from evidence.models import Term
from evidence.models.registers import Name
from iapb.language.words import words

KEPT, PUT, MISSING = "kept", "put", "missing"
ENGLISH, CYRILLIC = "en", "Cyrl"


@dataclass(frozen=True)
class Spelling:
    term: str
    label: str
    text: str
    forms: tuple[frozenset[str], ...]  # base forms of each of its words
    wrong: tuple[str, ...]  # renderings that the label replaces, the longest first


@dataclass
class Glossary:
    spellings: dict[str, list[Spelling]] = field(default_factory=dict)  # by a base form of the first word
    digest: str = ""

    def said_in(self, original: str, language: str) -> list[Spelling]:
        """Each term once, in the order of the original; of two that overlap the longer one."""
        forms = [frozenset((word, *found)) for word, found in words(original, language)]
        said: dict[str, Spelling] = {}
        at = 0
        while at < len(forms):
            spelling = self._longest(forms, at)
            if spelling:
                said.setdefault(spelling.term, spelling)
            at += len(spelling.forms) if spelling else 1
        return list(said.values())

    def _longest(self, forms: Sequence[frozenset[str]], at: int) -> Spelling | None:
        fitting = [
            one
            for form in forms[at]
            for one in self.spellings.get(form, ())
            if len(one.forms) <= len(forms) - at
            and all(mine & theirs for mine, theirs in zip(one.forms, forms[at:], strict=False))
        ]
        return max(fitting, key=lambda one: (len(one.forms), one.label), default=None)


def load() -> Glossary:
    """The terms in use. Two queries."""
    glossary = Glossary()
    told = []
    for term in Term.objects.filter(in_use=True).prefetch_related("names").order_by("pk"):
        names = list(term.names.all())
        wrong = [name.text for name in names if name.language == ENGLISH and name.kind != Name.Kind.LABEL]
        longest_first = tuple(sorted(wrong, key=len, reverse=True))
        told.append(f"{term.pk} {term.label} {sorted((name.language, name.text) for name in names)}")
        for name in names:
            if name.script == CYRILLIC:
                _add(glossary, term, name, longest_first)
    glossary.digest = sha256("\n".join(told).encode()).hexdigest()[:16]
    return glossary


def _add(glossary: Glossary, term: Term, name: Any, wrong: tuple[str, ...]) -> None:
    language = name.language or "unknown"
    forms = tuple(frozenset((word, *found)) for word, found in words(name.text, language))
    if forms:
        spelling = Spelling(str(term.pk), term.label, name.text, forms, wrong)
        for first in forms[0]:
            glossary.spellings.setdefault(first, []).append(spelling)


def render(glossary: Glossary, original: str, language: str, draft: str) -> tuple[str, list[dict[str, str]]]:
    """The draft with the house's names, and what was done for each term that was said."""
    done = []
    for spelling in glossary.said_in(original, language):
        draft, how, was = _rendered(spelling, draft)
        done.append({"term": spelling.term, "said": spelling.text, "label": spelling.label, "how": how, "was": was})
    return draft, done


def _rendered(spelling: Spelling, draft: str) -> tuple[str, str, str]:
    if _whole(spelling.label).search(draft):
        return draft, KEPT, ""
    for wrong in spelling.wrong:
        changed, number = _whole(wrong).subn(lambda match: _cased(spelling.label, match[0]), draft)
        if number:
            return changed, PUT, wrong
    return draft, MISSING, ""


def _whole(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", re.IGNORECASE)


def _cased(label: str, replaced: str) -> str:
    """At the head of a sentence it stays a capital letter."""
    return label[0].upper() + label[1:] if replaced[0].isupper() else label
