"""Cuts an original into passages and lays the words of its translations beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from evidence.models import Segment, SegmentSource, Text
from iapb.access.rights import Actor
from iapb.language.words import words

LONGEST = 240  # words; a single answer may be longer
# PostgreSQL refuses a tsvector with a longer one (2046 bytes); nobody looks for it either.
LONGEST_WORD = 500
LAYER_GAP = 500  # positions between two layers, so that no phrase runs across


@dataclass
class Cut:
    """A passage to be: its segments in the original and in each translation."""

    original: list[Segment] = field(default_factory=list)
    translations: dict[UUID, list[Segment]] = field(default_factory=lambda: defaultdict(list))


def passages_of(root: Text, actor: Actor) -> list[dict[str, Any]]:
    """Rows for the index, as `search_replace` takes them."""
    texts = {text.pk: text for text in Text.objects.visible_to(actor).filter(item=root.item_id)}
    family = [root.pk, *(text.pk for text in texts.values() if text.source_id == root.pk)]
    segments = defaultdict(list)
    for segment in Segment.objects.visible_to(actor).filter(text__in=family).order_by("number"):
        segments[segment.text_id].append(segment)
    links = SegmentSource.objects.visible_to(actor).filter(segment__text__in=family)
    cuts = cut(segments[root.pk])
    sources = defaultdict(list)
    for rendered, source in links.values_list("segment", "source"):
        sources[rendered].append(source)
    for text in family[1:]:
        _lay_beside(cuts, segments[text], sources)
    return [_row(one, root, texts) for one in cuts]


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


def _lay_beside(cuts: list[Cut], translated: Iterable[Segment], sources: dict[UUID, list[UUID]]) -> None:
    place = {segment.pk: number for number, one in enumerate(cuts) for segment in one.original}
    latest = [0] if cuts else []
    for segment in translated:
        found = sorted({place[source] for source in sources[segment.pk] if source in place})
        latest = found or latest[-1:]
        for number in latest:
            cuts[number].translations[segment.text_id].append(segment)


def _row(one: Cut, root: Text, texts: dict[UUID, Text]) -> dict[str, Any]:
    layers = [(root, one.original), *((texts[pk], segments) for pk, segments in one.translations.items())]
    return {
        "start": one.original[0].start,
        "end": _end(one.original),
        "language": _language(one.original, root),
        "words": vector(layers),
        "spans": [
            {"text": str(text.pk), "start": segments[0].start, "end": _end(segments)} for text, segments in layers
        ],
    }


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
