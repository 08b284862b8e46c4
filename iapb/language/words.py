"""Base forms of words, for search where the server's own dictionaries cannot be installed.

Stored and asked for through the same function, so a form that no dictionary knows (names,
dialect) still meets its other cases: it is cut to a stem. Words are remembered: a text
repeats most of its words, and the second time costs nothing.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from iapb.language.identify import BELARUSIAN, ENGLISH, RUSSIAN

HUNSPELL = Path("/usr/share/hunspell/be_BY")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "\u0301": None})
REMEMBERED = 200_000
LIKELY = 0.15  # of a reading of a Russian word

# Classical spelling softens inside a word (сьнег, зьвер); the dictionary has the other one.
SOFTENED = re.compile(r"(?<=[зснлц])ь(?=[бвгджзклмнпрстфхцчшў])")
BELARUSIAN_ENDINGS = """
амі ямі ымі імі ага яга аму яму аў яў оў ёў ах ях ам ям ою ёю аю яю ай яй ой ёй ый ым ім ых іх
ыя ія ую юю ае яе а я у ю ы і е э о ё ь й ў
"""
RUSSIAN_ENDINGS = """
ами ями ыми ими ого его ому ему ов ев ёв ах ях ам ям ом ем ой ей ою ею ый ий ым им ых их ые ие
ую юю ая яя а я у ю ы и е о ь й
"""
ENDINGS = {
    BELARUSIAN: sorted(BELARUSIAN_ENDINGS.split(), key=len, reverse=True),
    RUSSIAN: sorted(RUSSIAN_ENDINGS.split(), key=len, reverse=True),
}
ENGLISH_ENDINGS = {"'s": "", "sses": "ss", "ies": "y", "ied": "y", "ing": "", "ed": "", "es": "e", "s": ""}
SHORTEST_STEM = 4


def lemmas(text: str, language: str) -> list[str]:
    """The base forms of every word in order; a word with two readings gives both."""
    return [lemma for _, found in words(text, language) for lemma in found]


def words(text: str, language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each word, small and with plain apostrophes, and its base forms. `language` may be mixed or unknown."""
    for match in WORD.finditer(text.lower().translate(APOSTROPHES)):
        word = match[0]
        yield word, lemmas_of(word, language)


@lru_cache(REMEMBERED)
def lemmas_of(word: str, language: str) -> tuple[str, ...]:
    """`word` as `words` gives it."""
    if word.isdigit():
        return (word,)
    if word.isascii():
        return (_english(word),)
    if language == BELARUSIAN and not set(word) & set("ищъ"):
        return _belarusian(word)
    if (language == RUSSIAN and not set(word) & set("іў")) or set(word) & set("ищъ"):
        return _russian(word)
    if set(word) & set("іў"):
        return _belarusian(word)
    # Neither the letters nor the segment tell: both, so that either query finds it.
    return tuple(dict.fromkeys((*_russian(word), *_belarusian(word))))


def warm_up() -> None:
    """Loads both dictionaries, a second or two; without it the first word pays."""
    lemmas_of("слова", BELARUSIAN), lemmas_of("слово", RUSSIAN)


def ready() -> dict[str, bool]:
    return {BELARUSIAN: HUNSPELL.with_suffix(".dic").exists(), RUSSIAN: True, ENGLISH: True}


def _belarusian(word: str) -> tuple[str, ...]:
    dictionary = _hunspell()
    for spelling in dict.fromkeys((word, SOFTENED.sub("", word))):
        # Names stand in the dictionary with a capital.
        for written in (spelling, spelling.capitalize()) if dictionary else ():
            found = tuple(dict.fromkeys(form.stem.lower() for form in dictionary.lookuper.good_forms(written)))
            if found:
                return found
    return (_stem(SOFTENED.sub("", word), BELARUSIAN),)


def _russian(word: str) -> tuple[str, ...]:
    readings = _pymorphy().parse(word)
    likely = [one for one in readings if one.score >= LIKELY] or readings[:1]
    return tuple(dict.fromkeys(one.normal_form.replace("ё", "е") for one in likely)) or (_stem(word, RUSSIAN),)


def _english(word: str) -> str:
    for ending, put in (
        ("'s", ""),
        ("sses", "ss"),
        ("ies", "y"),
        ("ied", "y"),
        ("ing", ""),
        ("ed", ""),
        ("es", "e"),
        ("s", ""),
    ):
        if word.endswith(ending) and not word.endswith(("ss", "us", "is")) and len(word) - len(ending) >= 3:
            stem = word.removesuffix(ending) + put
            if ending in ("ing", "ed"):
                doubled = len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz"
                stem = stem[:-1] if doubled else stem
            return stem.removesuffix("e")
    return word.removesuffix("e") if len(word) > 3 else word


def _stem(word: str, language: str) -> str:
    for ending in ENDINGS[language]:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


@cache
def _hunspell() -> Any:
    """None where hunspell-be is not installed: then only stems, and /health/ says so."""
    if not ready()[BELARUSIAN]:
        return None
    from spylls.hunspell import Dictionary, readers

    class Closing(readers.FileReader):
        """The library leaves its files open; this one reads them whole."""

        def _open(self, path: str, encoding: str) -> io.StringIO:
            return io.StringIO(Path(path).read_text(encoding=encoding, errors="surrogateescape"))

    affixes, context = readers.read_aff(Closing(f"{HUNSPELL}.aff"))
    entries = readers.read_dic(Closing(f"{HUNSPELL}.dic", encoding=context.encoding), aff=affixes, context=context)
    return Dictionary(affixes, entries)


@cache
def _pymorphy() -> Any:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer()
