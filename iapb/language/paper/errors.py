"""How much of a text was read wrongly."""

from __future__ import annotations


def character_error(expected: str, read: str) -> float:
    """Edits from one to the other over the length of what was expected. Every run of white space counts as one space;
    nothing else is made equal: not case, not punctuation, not ё and е."""
    one, other = " ".join(expected.split()), " ".join(read.split())
    return distance(one, other) / max(1, len(one))


def distance(one: str, other: str) -> int:
    """Levenshtein's, a column of the table at a time as bits of one number (Myers 1999, Hyyrö 2003)."""
    if not one:
        return len(other)
    places: dict[str, int] = {}
    for at, sign in enumerate(one):
        places[sign] = places.get(sign, 0) | 1 << at
    every, last, found = (1 << len(one)) - 1, 1 << len(one) - 1, len(one)
    up, down = every, 0
    for sign in other:
        here = places.get(sign, 0)
        upright, across = here | down, (((here & up) + up) ^ up) | here
        rises, falls = down | every & ~(across | up), up & across
        found += bool(rises & last) - bool(falls & last)
        rises, falls = every & (rises << 1 | 1), every & falls << 1
        up, down = falls | every & ~(upright | rises), rises & upright
    return found
