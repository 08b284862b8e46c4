"""What a person typed, as PostgreSQL asks it and as the page marks it.

Words are sought by their base forms, "words in quotes" as they stand and in this order,
a star at the end of a word leaves the rest open, a minus before it excludes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.search.passages import quoted
from iapb.language.identify import UNKNOWN
from iapb.language.words import APOSTROPHES, words

LONGEST = 400  # characters of a query
_PARTS = re.compile(r'(?P<no>-?)(?:"(?P<phrase>[^"]*)"|«(?P<quoted>[^»]*)»|“(?P<curly>[^”]*)”|(?P<word>[^\s"]+))')
# As `iapb.language.words` takes words, with the stress marks it drops.
_WORD = re.compile(r"(?:[^\W\d_]|\u0301)+(?:['’ʼ`](?:[^\W\d_]|\u0301)+)*|\d+")


@dataclass(frozen=True)
class Query:
    tsquery: str
    lemmas: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()

    def hits(self, text: str, inflected: frozenset[str]) -> Iterator[tuple[int, int]]:
        """Where a text answers: start and end of each word, in characters.

        `inflected`: the words of its passage that stand in the index under a base form that was sought. The
        dictionaries are not asked again: a Belarusian word takes half a millisecond, and a page shows thousands.
        """
        forms = self.forms | inflected
        folded = text.lower().translate(APOSTROPHES)
        # Most lines hold nothing that was sought; this tells faster than their words do.
        if not any(beginning in folded for beginning in (*forms, *self.beginnings)):
            return
        as_long = len(folded) == len(text)  # a stress mark is dropped: then each word is folded at its own place
        for match in _WORD.finditer(folded if as_long else text):
            word = match[0] if as_long else match[0].lower().translate(APOSTROPHES)
            if word in forms or (self.beginnings and word.startswith(self.beginnings)):
                yield match.span()


def parse(typed: str) -> Query:
    clauses, lemmas, forms, beginnings = [], set[str](), set[str](), []
    for part in _PARTS.finditer(typed[:LONGEST]):
        phrase = next((part[name] for name in ("phrase", "quoted", "curly") if part[name] is not None), None)
        if phrase is not None:
            exact = [word for word, _ in words(phrase, UNKNOWN)]
            clause = " <-> ".join(f"{quoted(word)}:A" for word in exact)
            found_forms, found_lemmas = set(exact), set[str]()
        else:
            clause, found_forms, found_lemmas = _word(part["word"])
            if part["word"].endswith("*") and not part["no"]:
                beginnings += found_forms
                found_forms = set()
        if not clause:
            continue
        clauses.append(f"!({clause})" if part["no"] else f"({clause})")
        if not part["no"]:
            forms |= found_forms
            lemmas |= found_lemmas
    # Only exclusions would answer with nearly everything.
    positive = any(not clause.startswith("!") for clause in clauses)
    return Query(" & ".join(clauses) if positive else "", frozenset(lemmas), frozenset(forms), tuple(beginnings))


def _word(typed: str) -> tuple[str, set[str], set[str]]:
    found = list(words(typed, UNKNOWN))
    if not found:
        return "", set(), set()
    if typed.endswith("*") and len(found) == 1:
        return f"{quoted(found[0][0])}:*A", {found[0][0]}, set()
    clauses, lemmas = [], set[str]()
    for word, base in found:
        lemmas |= set(base)
        clauses.append("(" + " | ".join([*(quoted(one) for one in base), f"{quoted(word)}:A"]) + ")")
    return " & ".join(clauses), {word for word, _ in found}, lemmas
