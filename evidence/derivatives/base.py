"""What the rooms of copies share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from iapb.language.base import Opener

OnProgress = Callable[[float], None]  # a share from 0 to 1
Opening = Callable[[], BinaryIO]  # the original, from its start; the caller of it closes it


@dataclass(frozen=True)
class Told:
    """What is known of a copy once its bytes were read to their end."""

    width: int = 0  # pixels
    height: int = 0
    duration_ms: int | None = None

    def itself(self) -> Told:
        return self


@dataclass(frozen=True)
class Copy:
    kind: str
    media_type: str
    content: Iterable[bytes]
    told: Callable[[], Told]
    tool: str
    tool_version: str
    number: int = 0  # the page


@dataclass(frozen=True)
class Order:
    """The work asked of a room: what is there already is not made again."""

    box: Opener
    opening: Opening
    on_progress: OnProgress
    there: frozenset[tuple[str, int]]  # kind and page
