"""What the rooms of copies share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from evidence.models import Derivative
from iapb.language.base import Opener

OnProgress = Callable[[float], None]  # a share from 0 to 1
FINGERPRINT = Path(__file__).parent / "fingerprint.py"
Opening = Callable[[], BinaryIO]  # the original, from its start; the caller of it closes it


@dataclass(frozen=True)
class Told:
    """What is known of a copy once its bytes were read to their end."""

    width: int = 0  # pixels
    height: int = 0
    duration_ms: int | None = None

    def itself(self) -> Told:
        return self


class Look(NamedTuple):
    """What a picture looks like, to find its like again."""

    bits: str  # 64 hexadecimal digits
    at_ms: int | None = None  # in a film


@dataclass(frozen=True)
class Copy:
    kind: str
    media_type: str
    content: Iterable[bytes]
    told: Callable[[], Told]
    tool: str
    tool_version: str
    number: int = 0  # the page
    looks: tuple[Look, ...] = ()


@dataclass(frozen=True)
class Order:
    """The work asked of a room: what is there already is not made again."""

    box: Opener
    opening: Opening
    on_progress: OnProgress
    there: frozenset[tuple[str, int]]  # kind and page


def likeness(looks: Iterable[Look]) -> Iterator[Copy]:
    """The looks of a picture or film, where it has any: kept like every other copy, with the tool that made it."""
    if kept := tuple(looks):
        told = json.dumps({"looks": [look._asdict() for look in kept]}, separators=(",", ":")).encode()
        yield Copy(Derivative.Kind.LIKENESS, "application/json", [told], Told().itself, "DCT-256", "1", looks=kept)
