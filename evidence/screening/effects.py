"""What a finding forbids further on, as data. The original is kept sealed whatever was found."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from evidence.models import ItemFile

Finding = ItemFile.Finding


class Use(StrEnum):
    """What is made of a file after screening. Each runs in the box; these are what it is worth trying."""

    TEXT = "text"  # a transcript or translation is read
    PAGES = "pages"  # the pages of a scan are read
    SOUND = "sound"  # a recording is transcribed
    COPY = "copy"  # something to look at is made


EVERY = frozenset(Use)
# A finding that is not named here forbids nothing: it is told, and the person judges.
FORBIDDEN: dict[str, frozenset[Use]] = {
    Finding.MALWARE: EVERY,
    Finding.BOMB: EVERY,
    Finding.OUTSIDE_NAMES: EVERY,
    Finding.LINKS_INSIDE: EVERY,
    Finding.PLAYLIST: EVERY,
    Finding.ENTITIES: EVERY,
    Finding.TWO_KINDS: EVERY,
    Finding.PROGRAM: EVERY,
    Finding.UNREADABLE: frozenset({Use.PAGES, Use.SOUND, Use.COPY}),
    Finding.TOO_LARGE: frozenset({Use.PAGES, Use.SOUND, Use.COPY}),
    Finding.TOO_LONG: frozenset({Use.SOUND, Use.COPY}),
    Finding.TOO_SLOW: EVERY,
    Finding.LOCKED: frozenset({Use.PAGES, Use.COPY}),
}


def forbidden(findings: Iterable[str]) -> frozenset[Use]:
    return frozenset().union(*(FORBIDDEN.get(finding, frozenset()) for finding in findings))


# Such a file ends as `failed`: sealed, no part of a disclosure, until it was looked at anew.
HELD = frozenset({Finding.MALWARE, Finding.BOMB, Finding.TOO_SLOW})


def holds(findings: Iterable[str]) -> bool:
    return not HELD.isdisjoint(findings)
