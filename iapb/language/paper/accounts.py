"""Invented accounts of people who were detained, told anew for every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

SLOT = re.compile(r"\{(\w+)\}")
PARAGRAPH = (4, 7)  # sentences


@cache
def _written(language: str) -> tuple[dict[str, list[str]], tuple[str, ...]]:
    """What stands in the file: the words that change by their name, and the sentences they stand in."""
    head, _gap, body = (Path(__file__).parent / f"{language}.txt").read_text("utf-8").partition("\n\n")
    named = (line.split(": ", 1) for line in head.splitlines())
    return {name: words.split(" | ") for name, words in named}, tuple(body.split("\n")[:-1])


def told(language: str, number: int) -> Iterator[str]:
    """A title, then paragraphs; no sentence comes twice. More than fills a page."""
    words, sentences = _written(language)
    chance = Random(f"{language} {number}")  # noqa: S311  (the same page each time, no secret)
    yield chance.choice(words["title"])
    order = chance.sample(sentences, len(sentences))
    while order:
        taken = [order.pop() for _ in range(min(len(order), chance.randint(*PARAGRAPH)))]
        yield " ".join(SLOT.sub(lambda slot: chance.choice(words[slot[1]]), one) for one in taken)
