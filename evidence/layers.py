"""A text layer on its way to being kept: sealed as it is, worked on with the witness's name replaced."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from evidence.own_names import OwnName, Span, replaced
from iapb.language.base import Segment, clean
from iapb.language.identify import UNKNOWN, identify

GAP = "\n\n"  # between two segments of the working text
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
    made: Made
    language: str
    contents: list[str]  # of the working copy, a segment each
    starts: list[int]
    sealed: bytes  # canonical JSON of the whole layer; what the working copy is rebuilt from
    sha256: str  # of the working text, into which tags point

    @property
    def segments(self) -> list[Segment]:
        return list(self.made.segments)


def build(made: Made, name: OwnName | None) -> Layer:
    segments = [segment for segment in made.segments if segment.text.strip()]
    made = Made(**{**vars(made), "segments": segments})
    spans = [name.spans(segment.text) if name else [] for segment in segments]
    contents = [
        replaced(segment.text, found, name.code) if name else segment.text
        for segment, found in zip(segments, spans, strict=True)
    ]
    starts, position = [], 0
    for content in contents:
        starts.append(position)
        position += len(content) + len(GAP)
    working = GAP.join(contents)
    language = made.language or identify(working)
    sealed = json.dumps(
        _document(made, language, spans, name), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
    return Layer(made, language, contents, starts, sealed, sha256(working.encode()).hexdigest())


def _document(made: Made, language: str, spans: list[list[Span]], name: OwnName | None) -> dict[str, Any]:
    return {
        "v": VERSION,
        "kind": str(made.kind),
        "maker": str(made.maker),
        "language": language,
        "engine": made.engine,
        "engine_version": made.engine_version,
        "code": name.code if name else "",
        "segments": [
            {
                "text": segment.text,
                "speaker": segment.speaker,
                "language": segment.language,
                "start_ms": segment.start_ms,
                "end_ms": segment.end_ms,
                "replaced": [list(span) for span in found],
            }
            for segment, found in zip(made.segments, spans, strict=True)
        ],
        **({"extra": made.extra} if made.extra else {}),
    }


def speaker_of(segment: Segment, name: OwnName | None) -> str:
    """A speaker label can be the witness's name as well."""
    spoken = clean(segment.speaker)
    if name:
        spoken = replaced(spoken, name.spans(spoken), name.code)
    return spoken[:LONGEST_SPEAKER]


def segment_language(segment: Segment) -> str:
    return "" if segment.language == UNKNOWN else segment.language
