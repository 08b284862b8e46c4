"""One person, many spellings: a skeleton that Russian, Belarusian and Latin forms of a name share.

Coarse on purpose. It only asks "is this perhaps the same person?"; a person answers.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "h", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
    "і": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "",
    "э": "e", "ю": "iu", "я": "ia", "'": "", "’": "", "ʼ": "",
}  # fmt: skip
# Sounds that the three spellings write differently, the longest first.
_SOUNDS = (
    ("shch", "s"), ("sch", "s"), ("sz", "s"), ("sh", "s"), ("cz", "c"), ("ch", "c"), ("tc", "c"), ("ts", "c"),
    ("zh", "z"), ("dz", "d"), ("kh", "h"), ("x", "ks"), ("q", "k"), ("g", "h"),
)  # fmt: skip
# Vowels come and go with the stress, v turns into u, h is dropped at the beginning.
_SILENT = re.compile(r"[aeiouyjwvh]")
_TWICE = re.compile(r"(.)\1+")


def latin(name: str) -> str:
    """Lower case, Latin letters only, without accents."""
    spelled = "".join(_LETTERS.get(letter, letter) for letter in name.lower())
    plain = unicodedata.normalize("NFKD", spelled)
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha())


def skeleton(name: str) -> str:
    """What is left when everything goes that spellings disagree about."""
    sounds = latin(name)
    for written, sound in _SOUNDS:
        sounds = sounds.replace(written, sound)
    return _TWICE.sub(r"\1", _SILENT.sub("", sounds))


def index_terms(family: str, given: str, year: int | None) -> dict[str, str]:
    """What the blind index is made of: the name alone, and with the year of birth where it is known."""
    base = skeleton(family)
    if len(base) < 2:
        base = latin(family)
    if not base:
        return {}
    name = f"witness|{base}|{skeleton(given) or latin(given)}"
    return {"name": name, **({"with_year": f"{name}|{year}"} if year else {})}
