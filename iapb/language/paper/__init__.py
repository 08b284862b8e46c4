"""Pages of paper of which every letter is known, so that the reading of scans can be measured.

The accounts on them are invented. Nothing here is random: a page of a number is always the same page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from iapb.language.paper import printing, wearing
from iapb.language.paper.accounts import told

LANGUAGES = ("ru", "be", "en")
CLEAN = "clean"
# Twice as many worn pages as clean ones: papers that reach us have been copied and photographed.
KINDS = (wearing.WORN, CLEAN, *wearing.ALONE[:3], CLEAN, *wearing.ALONE[3:])


@dataclass(frozen=True)
class Sheet:
    language: str
    kind: str
    lines: tuple[str, ...]
    scan: bytes  # PNG, or JPEG where the wear is a camera's

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def sheets(count: int) -> Iterator[Sheet]:
    """Full pages in three languages, each language in every kind of wear in turn."""
    for number in range(count):
        language, turn = LANGUAGES[number % len(LANGUAGES)], number // len(LANGUAGES)
        kind = KINDS[turn % len(KINDS)]
        printed = printing.printed(told(language, number), face=turn)
        yield Sheet(language, kind, printed.lines, wearing.scanned(printed.picture, kind, number))
