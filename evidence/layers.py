"""A text layer on its way to being kept: cleaned of the witness's name, hashed, sealed, cut into segments.

The name is replaced before anything is frozen (docs/decisions/names-in-texts.md): hash, tags, quotes
and packages are all of one text. The uploaded file keeps the name, sealed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from evidence.own_names import OwnName, replaced
from iapb.language.base import Segment, clean
from iapb.language.identify import UNKNOWN, identify

GAP = "\n\n"  # between two segments of the text
LONGEST_SPEAKER = 40
VERSION = 1


@dataclass(frozen=True)
class Made:
    """Segments as an engine or a person gave them, and how they came to be."""

    kind: str
    maker: str
    segments: Sequence[Segment]
    language: str = ""  # empty: told from the words
    engine: str = ""
    engine_version: str = ""
    extra: dict[str, Any] = field(default_factory=dict)  # kept with the sealed layer: words, confidences


@dataclass(frozen=True)
class Layer:
    made: Made  # its segments without the name
    language: str
    starts: list[int]
    sealed: bytes  # canonical JSON of the whole layer; what the working copy is rebuilt from
    sha256: str  # of the text, into which tags point

    @property
    def segments(self) -> list[Segment]:
        return list(self.made.segments)


def build(made: Made, names: Sequence[OwnName]) -> Layer:
    segments = [_cleaned(segment, names) for segment in made.segments if segment.text.strip()]
    made = replace(made, segments=segments, extra=without(made.extra, names))
    starts, position = [], 0
    for segment in segments:
        starts.append(position)
        position += len(segment.text) + len(GAP)
    text = GAP.join(segment.text for segment in segments)
    language = made.language or identify(text)
    sealed = json.dumps(_document(made, language), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return Layer(made, language, starts, sealed, sha256(text.encode()).hexdigest())


def _cleaned(segment: Segment, names: Sequence[OwnName]) -> Segment:
    """A speaker's label can be the witness's name as well."""
    text, speaker = _hidden(segment.text, names), _hidden(clean(segment.speaker), names)[:LONGEST_SPEAKER]
    return replace(
        segment, text=text, speaker=speaker, language="" if segment.language == UNKNOWN else segment.language
    )


def _hidden(text: str, names: Sequence[OwnName]) -> str:
    for name in names:
        text = replaced(text, name.spans(text), name.code)
    return text


def without(extra: Any, names: Sequence[OwnName]) -> Any:
    """Single words that an engine lists with their places carry the name too."""
    if isinstance(extra, str):
        return _hidden(extra, names)
    if isinstance(extra, dict):
        return {key: without(value, names) for key, value in extra.items()}
    if isinstance(extra, list):
        return [without(value, names) for value in extra]
    return extra


def _document(made: Made, language: str) -> dict[str, Any]:
    return {
        "v": VERSION,
        "kind": str(made.kind),
        "maker": str(made.maker),
        "language": language,
        "engine": made.engine,
        "engine_version": made.engine_version,
        "segments": [
            {
                "text": segment.text,
                "speaker": segment.speaker,
                "language": segment.language,
                "start_ms": segment.start_ms,
                "end_ms": segment.end_ms,
                # Only where there is any: layers of before hash to what they did.
                **({"doubt": segment.doubt} if segment.doubt else {}),
                **({"rendered": list(segment.rendered)} if segment.rendered else {}),
            }
            for segment in made.segments
        ],
        **({"extra": made.extra} if made.extra else {}),
    }
