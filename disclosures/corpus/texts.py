"""Layers of an account: transcript and translation, aligned, cut into passages for search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID

from disclosures.corpus.copying import copy_rows, new_id
from disclosures.corpus.files import Files
from disclosures.corpus.pool import Stretch, spoken, starts
from evidence.layers import GAP
from evidence.models import ItemFile, Segment, SegmentSource, Text
from evidence.search.models import Passage, PassageSpan
from iapb.custody.models import StoredFile
from interviews.models import Interview

MS_A_CHARACTER = 65


@dataclass
class Layers:
    """The rows of one account."""

    texts: list[Text] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    sources: list[SegmentSource] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    spans: list[PassageSpan] = field(default_factory=list)


def make(accounts: Iterable[tuple[Interview, list[Stretch]]], random: Random, now: datetime) -> Iterator[Layers]:
    """Account by account, since all of them together would not fit into memory."""
    for interview, stretches in accounts:
        files = Files(random, now)
        made = _layers(interview, stretches, files, random, now)
        files.copy()
        for model, rows in (
            (Text, made.texts),
            (Segment, made.segments),
            (SegmentSource, made.sources),
            (Passage, made.passages),
        ):
            copy_rows(model, rows)
        copy_rows(PassageSpan, made.spans)
        yield made


def _layers(interview: Interview, stretches: Sequence[Stretch], files: Files, random: Random, now: datetime) -> Layers:
    made = Layers()
    parts = [part for stretch in stretches for part in stretch.parts]
    originals = [one for part in parts for one in part.original]
    transcript = _layer(interview, "transcript", interview.language, originals, None, files, random, now, made)
    translation = None
    if parts[0].translated is not None:
        translated = [part.translated for part in parts if part.translated]
        translation = _layer(interview, "translation", "en", translated, transcript[0], files, random, now, made)
    at = [0, 0]
    for stretch in stretches:
        ends = [
            at[0] + sum(len(part.original) for part in stretch.parts),
            at[1] + (len(stretch.parts) if translation else 0),
        ]
        sides = [(transcript, at[0], ends[0]), *([(translation, at[1], ends[1])] if translation else [])]
        _passage(interview, stretch, sides, random, made)
        if translation:
            _align(stretch, transcript[1][at[0] :], translation[1][at[1] :], random, made)
        at = ends
    return made


def _layer(
    interview: Interview,
    kind: str,
    language: str,
    paragraphs: Sequence[str],
    source: Text | None,
    files: Files,
    random: Random,
    now: datetime,
    made: Layers,
) -> tuple[Text, list[Segment]]:
    said = [spoken(one) for one in paragraphs]
    whole = GAP.join(content for _, content in said)
    role, size = ItemFile.Role.TEXT_LAYER, len(whole.encode())
    kept = files.of_item(interview, role, "application/json", size, language, kind=StoredFile.Kind.DERIVATIVE)
    common: dict[str, Any] = {"collection_id": interview.collection_id, "closed": True}
    text = Text(
        id=new_id(random),
        item_id=interview.pk,
        kind=kind,
        language=language,
        maker=Text.Maker.HUMAN,
        source=source,
        file=kept.file,
        sha256=sha256(whole.encode()).hexdigest(),
        created_by=interview.created_by,
        created_at=now,
        **common,
    )
    made.texts.append(text)
    segments = [
        Segment(
            id=new_id(random), text=text, number=number, content=content, start=start, speaker=speaker,
            start_ms=start * MS_A_CHARACTER, end_ms=(start + len(content)) * MS_A_CHARACTER, **common,
        )
        for number, ((speaker, content), start) in enumerate(
            zip(said, starts([content for _, content in said]), strict=True)
        )
    ]  # fmt: skip
    made.segments += segments
    return text, segments


def _align(
    stretch: Stretch, originals: Sequence[Segment], translated: Sequence[Segment], random: Random, made: Layers
) -> None:
    at = 0
    for part, segment in zip(stretch.parts, translated, strict=False):
        for source in originals[at : at + len(part.original)]:
            made.sources.append(
                SegmentSource(segment=segment, source=source, sure=True, collection_id=segment.collection_id)
            )
        at += len(part.original)


def _passage(
    interview: Interview,
    stretch: Stretch,
    sides: Sequence[tuple[tuple[Text, list[Segment]], int, int]],
    random: Random,
    made: Layers,
) -> None:
    pk = new_id(random)
    spans = [_span(pk, text, segments[first:end]) for (text, segments), first, end in sides]
    made.spans += spans
    made.passages.append(
        Passage(
            id=pk, item_id=interview.pk, text_id=spans[0].text_id, start=spans[0].start, end=spans[0].end,
            language=stretch.language, words=stretch.words,
        )
    )  # fmt: skip


def _span(passage: UUID, text: Text, segments: Sequence[Segment]) -> PassageSpan:
    end = segments[-1].start + len(segments[-1].content)
    return PassageSpan(passage_id=passage, text_id=text.pk, start=segments[0].start, end=end)
