"""Where a witness's own name stands in a text, in the cases of Russian and Belarusian and in Latin letters.

Family names are replaced wherever they stand. A given name alone may be another's: it is replaced
beside the witness's other names, or where no other capitalised word stands next to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from evidence.own_names import OwnName, Span
from iapb.accounts.models import Person
from iapb.custody import keys
from iapb.ledger import record
from interviews import identity as identities
from interviews.identity import Identity, PersonName
from interviews.models import Witness

_SHORTEST_STEM = 4
_ADJECTIVE = re.compile(r"(?:ый|ий|ой|ая|яя|ы|і|и)$")
_VOWEL = re.compile(r"[аяоеёуюыиіэйь]$")
# Endings of nouns and adjectives in both languages; a stem of four letters keeps them honest.
_ENDINGS = (
    r"(?:[аяоеёуюыиіэйь]|[оеёаяыиі]й|[оеёаяыиі]ю|[оеёаяыиі]м|[аяыиі]х|[оеё]в|[аяоё]ў|"
    r"[оеыиаяі]ми|[аяыі]мі|[ое]го|[ое]му|[аяя]га|[ая]му|ові|еві|ою|ею)?"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_INITIALS = re.compile(r"(?:[^\W\d_]\.\s?){1,2}$")
_INITIALS_AFTER = re.compile(r"\s(?:[^\W\d_]\.\s?){1,2}")
_SENTENCE_STARTS = re.compile(r"(?:^|[.!?…:]\s*[\"«“(–—-]*\s*|\n\s*[\"«“(–—-]*\s*)$")


def provider(subject: UUID, by: Person) -> OwnName | None:
    """Reads the sealed name for the machine alone; the ledger tells that it was used."""
    witness = Witness.objects.visible_to(by).filter(pk=subject).first()
    if witness is None:
        return None
    columns = {column: getattr(witness, column) for column in identities.COLUMNS}
    try:
        identity = identities.unseal(witness.pk, columns)
    except keys.KeyDestroyed:
        return None
    record("identity.used", actor=by.pk, object=witness.pk, detail={"for": "the code in a working copy"})
    return of_identity(witness.code, identity)


def of_identity(code: str, identity: Identity) -> OwnName:
    family = _pattern(part for name in identity.names for part in _families(name))
    given = _pattern(part for name in identity.names for part in _givens(name))

    def spans(text: str) -> list[Span]:
        return _spans(text, family, given)

    return OwnName(code, spans)


def _families(name: PersonName) -> set[str]:
    return {form for word in _WORD.findall(name.family) for form in _forms(word, name.language)}


def _givens(name: PersonName) -> set[str]:
    words = _WORD.findall(f"{name.given} {name.patronymic}")
    return {form for word in words for form in _forms(word, name.language)}


def _forms(word: str, language: str) -> set[str]:
    """Patterns, already escaped: the word, its cases as the dictionary has them, its stem with endings."""
    plain = word.lower()
    forms = {re.escape(plain)}
    if language == "ru":
        forms |= {re.escape(form) for form in _lexeme(plain)}
    if language in ("ru", "be"):
        stem = _stem(plain)
        if len(stem) >= _SHORTEST_STEM:
            forms.add(re.escape(stem) + _ENDINGS)
    return forms


def _stem(word: str) -> str:
    if _ADJECTIVE.search(word) and len(word) > _SHORTEST_STEM + 1:
        return _ADJECTIVE.sub("", word)
    return _VOWEL.sub("", word)


def _lexeme(word: str) -> set[str]:
    readings = [one for one in _dictionary().parse(word) if {"Name", "Surn", "Patr"} & set(one.tag.grammemes)]
    return {form.word for reading in readings for form in reading.lexeme}


@cache
def _dictionary() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


def _pattern(forms: Iterable[str]) -> re.Pattern[str] | None:
    ordered = sorted(set(forms), key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(ordered)})(?![^\W_])", re.IGNORECASE) if ordered else None


def _spans(text: str, family: re.Pattern[str] | None, given: re.Pattern[str] | None) -> list[Span]:
    surnames = _capitalised(text, family)
    firsts = [span for span in _capitalised(text, given) if not _inside(span, surnames)]
    own = _beside(text, surnames, firsts)
    return _merged(text, [_with_initials(text, span) if span in surnames else span for span in own])


def _capitalised(text: str, pattern: re.Pattern[str] | None) -> list[Span]:
    found = [match.span() for match in pattern.finditer(text)] if pattern else []
    return [span for span in found if text[span[0]].isupper()]


def _inside(span: Span, others: list[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _beside(text: str, surnames: list[Span], firsts: list[Span]) -> list[Span]:
    known = sorted([*surnames, *firsts])
    return [span for span in known if span in surnames or not _somebody_else(text, span, known)]


def _somebody_else(text: str, span: Span, known: list[Span]) -> bool:
    """Another's family name stands beside this given name, so it is another's given name."""
    after = re.match(r"[ \u00a0](" + _WORD.pattern + ")", text[span[1] :])
    if after and after[1][0].isupper():
        start = span[1] + 1
        return not any(one[0] == start for one in known)
    before = re.search("(" + _WORD.pattern + r")[ \u00a0]$", text[: span[0]])
    if before and before[1][0].isupper() and not _SENTENCE_STARTS.search(text[: before.start(1)]):
        return not any(one[1] == before.end(1) for one in known)
    return False


def _with_initials(text: str, span: Span) -> Span:
    before = _INITIALS.search(text[max(0, span[0] - 8) : span[0]])
    after = _INITIALS_AFTER.match(text[span[1] : span[1] + 8])
    start, end = span[0], span[1]
    if before and before[0][0].isupper():
        start -= len(before[0])
    if after and after[0].strip()[0].isupper():
        end += len(after[0].rstrip())
    return start, end


def _merged(text: str, spans: list[Span]) -> list[Span]:
    """Family, given name and patronymic side by side become one code."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and (start <= merged[-1][1] or not text[merged[-1][1] : start].strip(" ,\u00a0")):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
