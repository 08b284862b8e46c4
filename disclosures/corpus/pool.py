"""Testimony to draw from: stretches of the demonstration's paragraphs in an order nobody spoke them in.

An account is a row of stretches. Each stretch is one passage of the search index, whose words
are found once and not for every account that holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from disclosures.demonstration import story
from evidence.layers import GAP
from evidence.models import Segment, Text
from evidence.search.passages import LONGEST, vector

SPOKEN = {"w1": ("ru", 0.7), "w2": ("be", 0.2), "w3": ("en", 0.1)}
STRETCHES = 120  # for each language


@dataclass(frozen=True)
class Part:
    """What one paragraph of a translation renders; without a translation it stands alone."""

    original: tuple[str, ...]
    translated: str | None


@dataclass(frozen=True)
class Stretch:
    language: str
    parts: tuple[Part, ...]
    words: str = field(repr=False)  # as the index holds them

    @property
    def length(self) -> int:
        return sum(len(one.split()) for part in self.parts for one in part.original)


class Pool:
    def __init__(self, random: Random) -> None:
        self._stretches = {
            language: [_stretch(_parts(witness), language, random) for _ in range(STRETCHES)]
            for witness, (language, _) in SPOKEN.items()
        }

    def account(self, random: Random, words: int) -> list[Stretch]:
        """About so many words in one language, drawn as witnesses speak it."""
        languages, weights = zip(*SPOKEN.values(), strict=True)
        (language,) = random.choices(languages, weights)
        drawn: list[Stretch] = []
        length = 0
        while length < words:
            drawn.append(random.choice(self._stretches[language]))
            length += drawn[-1].length
        return drawn


def _parts(witness: str) -> list[Part]:
    if witness == "w3":
        return [Part((one,), None) for one in story.paragraphs("w3.en.txt")]
    original = story.paragraphs({"w1": "w1.ru.txt", "w2": "w2.be.txt"}[witness])
    translated = story.paragraphs(f"{witness}.en.txt")
    return [
        Part(tuple(original[index] for index in sources), translated[target])
        for sources, target in story.alignment(witness)
    ]


def _stretch(parts: Sequence[Part], language: str, random: Random) -> Stretch:
    drawn: list[Part] = []
    length = 0
    while True:
        part = random.choice(parts)
        length += sum(len(one.split()) for one in part.original)
        if drawn and length > LONGEST:
            return Stretch(language, tuple(drawn), _words(drawn, language))
        drawn.append(part)


def _words(parts: Sequence[Part], language: str) -> str:
    original = [Segment(content=spoken(one)[1]) for part in parts for one in part.original]
    layers = [(Text(language=language), original)]
    if parts[0].translated is not None:
        translated = [Segment(content=spoken(part.translated)[1]) for part in parts if part.translated]
        layers.append((Text(language="en"), translated))
    return vector(layers)


def spoken(paragraph: str) -> tuple[str, str]:
    """Who speaks, and what they say."""
    speaker, content = paragraph.split(": ", 1)
    return speaker, content


def starts(contents: Sequence[str]) -> list[int]:
    places, at = [], 0
    for content in contents:
        places.append(at)
        at += len(content) + len(GAP)
    return places
