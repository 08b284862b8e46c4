"""Cuts an original into passages and lays the words of its translations beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from evidence.models import Segment, Text
from evidence.search.models import Passage
from evidence.search.standing import Family, Standing, runs
from iapb.language.words import words

NEWEST, ALONE, OLDER = Passage.Standing.NEWEST, Passage.Standing.ALONE, Passage.Standing.OLDER

LONGEST = 240  # words; a single answer may be longer
# PostgreSQL refuses a tsvector with a longer one (2046 bytes); nobody looks for it either.
LONGEST_WORD = 500
LAYER_GAP = 500  # positions between two layers, so that no phrase runs across


@dataclass
class Cut:
    """A passage to be: its segments in the original and in each translation."""

    original: list[Segment] = field(default_factory=list)
    translations: dict[UUID, list[Segment]] = field(default_factory=lambda: defaultdict(list))


def passages_of(family: Family, standing: Standing) -> list[dict[str, Any]]:
    """Rows for the index, as `search_replace` takes them."""
    cuts = cut(family.segments[family.root.pk])
    for text in family.translations:
        _lay_beside(cuts, family.segments[text.pk], family.sources)
    return [row for one in cuts for row in _rows(one, family, standing)]


def cut(segments: Sequence[Segment]) -> list[Cut]:
    cuts: list[Cut] = []
    length = LONGEST + 1
    for segment in segments:
        count = len(segment.content.split())
        if length + count > LONGEST:
            cuts.append(Cut())
            length = 0
        cuts[-1].original.append(segment)
        length += count
    return cuts


def _lay_beside(cuts: list[Cut], translated: Iterable[Segment], sources: Mapping[UUID, Iterable[UUID]]) -> None:
    place = {segment.pk: number for number, one in enumerate(cuts) for segment in one.original}
    latest = [0] if cuts else []
    for segment in translated:
        found = sorted({place[source] for source in sources[segment.pk] if source in place})
        latest = found or latest[-1:]
        for number in latest:
            cuts[number].translations[segment.text_id].append(segment)


def _rows(one: Cut, family: Family, standing: Standing) -> Iterator[dict[str, Any]]:
    """Each layer's words in one of them: those that stand, and those another layer has taken over from."""
    texts = {text.pk: text for text in family.translations}
    stand, given_way = [], []
    for pk, segments in one.translations.items():
        for held, gone in ((stand, False), (given_way, True)):
            part = [segment for segment in segments if (segment.pk in standing.given_way) is gone]
            held += [(texts[pk], part)] if part else []
    original = [(family.root, one.original)]
    if standing.heir:
        parts = [(ALONE, stand), (OLDER, [*original, *given_way])]
    else:
        parts = [(NEWEST, [*original, *stand]), (OLDER, given_way)]
    for kind, layers in parts:
        if layers:
            yield {
                "start": one.original[0].start,
                "end": _end(one.original),
                "language": _language(one.original, family.root),
                "words": vector(layers),
                "spans": _spans(one, layers, family),
                "standing": kind.value,
            }


def _spans(one: Cut, layers: Iterable[tuple[Text, Sequence[Segment]]], family: Family) -> list[dict[str, Any]]:
    """In the order of what they render."""
    number = {segment.pk: segment.number for segment in one.original}
    spans = []
    for text, segments in layers:
        for run in runs(segments):
            renders = [number[source] for source in family.sources[run[0].pk] if source in number]
            spans.append((min(renders, default=0), {"text": str(text.pk), "start": run[0].start, "end": _end(run)}))
    spans.sort(key=lambda span: span[0])
    return [{**span, "place": place} for place, (_number, span) in enumerate(spans)]


def vector(layers: Iterable[tuple[Text, Sequence[Segment]]]) -> str:
    """A tsvector in PostgreSQL's own spelling: each word as it stands (A) and its base forms (D) at one place."""
    places: dict[str, dict[int, str]] = defaultdict(dict)
    position = 0
    for text, segments in layers:
        for segment in segments:
            for word, lemmas in words(segment.content, segment.language or text.language):
                position += 1
                if len(word) > LONGEST_WORD:
                    continue
                for lemma in lemmas:
                    places[lemma].setdefault(position, "")
                places[word][position] = "A"
        position += LAYER_GAP
    return " ".join(
        f"{quoted(word)}:{','.join(f'{at}{weight}' for at, weight in sorted(found.items()))}"
        for word, found in places.items()
    )


def quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _end(segments: Sequence[Segment]) -> int:
    return segments[-1].start + len(segments[-1].content)


def _language(segments: Sequence[Segment], text: Text) -> str:
    """What most of the passage is in; people mix."""
    weights: dict[str, int] = defaultdict(int)
    for segment in segments:
        weights[segment.language or text.language] += len(segment.content)
    return max(weights, key=weights.__getitem__)
