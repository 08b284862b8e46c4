"""Two codings read from the database, as the measures and the page of differences take them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q

from evidence.coding.agreement import Coded, Coding, Span, touched, trimmed
from evidence.coding.differences import FIRST, SECOND, Compared, Mark, compare
from evidence.coding.models import Comparison, Tag, Work
from evidence.coding.spans import joined
from evidence.models import Segment, SegmentSource, Text
from iapb.access.rights import Actor

# Codes that are always coded twice (standards.md 11): sexual violence, killings, linkage.
ALWAYS_TWICE = ("SGB", "KIL", "LNK")
# A comparison reads hundreds of tags, each with its text and its code: what nobody asks of them is not fetched.
_ASKED_OF_TAGS = (
    "item", "text__source", "text__language", "text__sha256", "code__code", "code__label_en", "code__label_ru",
    "code__label_be", "code__handling", "code__use_roles", "start", "end", "author", "created_at", "retracted_at",
    "restricted", "settled",
)  # fmt: skip


@dataclass
class Layer:
    """The layer that was given, and the translations of it on which its coder may have put tags too."""

    text: Text
    segments: list[Segment]
    passages: Collection[UUID] = ()  # empty: all
    rendered: dict[UUID, list[Segment]] = field(default_factory=dict)  # of each translation
    sources: dict[UUID, set[UUID]] = field(default_factory=dict)  # of each translated segment

    @cached_property
    def chosen(self) -> list[Segment]:
        return [one for one in self.segments if not self.passages or one.pk in self.passages]

    @cached_property
    def units(self) -> list[Span]:
        return [Span(one.start, one.start + len(one.content)) for one in self.chosen]

    @cached_property
    def contents(self) -> dict[UUID, str]:
        """Every layer's words from its start on, so that an offset counts from 0."""
        every = {self.text.pk: self.segments, **self.rendered}
        return {pk: "\n" * (found[0].start if found else 0) + joined(found) for pk, found in every.items()}

    def segments_of(self, text: UUID) -> list[Segment]:
        return self.segments if text == self.text.pk else self.rendered[text]

    def find(self, text: UUID, words: str, near: int) -> int | None:
        """Where these words stand, as near as can be to a place; only within what was compared."""
        content, places, at = self.contents[text], [], -1
        while words and (at := content.find(words, at + 1)) >= 0:
            if self.numbers(text, Span(at, at + len(words))):
                places.append(at)
        return min(places, key=lambda place: abs(place - near), default=None)

    def mark(self, tag: Tag, side: int) -> Mark | None:
        """None for a tag that lies outside the passages, or on words that are gone."""
        span = trimmed(self.contents.get(tag.text_id, ""), tag.start, tag.end)
        if span is None or not self.numbers(tag.text_id, span):
            return None
        return Mark(tag.text_id, span.start, span.end, tag.code.code, side, tag.pk)

    def numbers(self, text: UUID, span: Span) -> set[int]:
        """The passages, by their place among those chosen, that a span on any of the layers is about."""
        if text == self.text.pk:
            return touched([span], self.units)
        about: set[UUID] = set()
        for segment in self.rendered.get(text, ()):
            if segment.start < span.end and span.start < segment.start + len(segment.content):
                about |= self.sources.get(segment.pk, set())
        return {number for number, segment in enumerate(self.chosen) if segment.pk in about}

    def coding(self, marks: Iterable[Mark]) -> Coding:
        spans: dict[str, list[Span]] = defaultdict(list)
        elsewhere: dict[str, set[int]] = defaultdict(set)
        for mark in marks:
            if mark.text == self.text.pk:
                spans[mark.code].append(mark.span)
            else:
                elsewhere[mark.code] |= self.numbers(mark.text, mark.span)
        return Coding(spans, elsewhere)


def layers_of(texts: Sequence[Text], passages: dict[UUID, Collection[UUID]], actor: Actor) -> dict[UUID, Layer]:
    """Of many originals at once, in three statements."""
    family = list(Text.objects.visible_to(actor).filter(Q(pk__in=[t.pk for t in texts]) | Q(source__in=texts)))
    segments: dict[UUID, list[Segment]] = defaultdict(list)
    for segment in Segment.objects.visible_to(actor).filter(text__in=family).order_by("text", "number"):
        segments[segment.text_id].append(segment)
    links = SegmentSource.objects.visible_to(actor).filter(source__text__in=texts)
    sources: dict[UUID, set[UUID]] = defaultdict(set)
    for rendered, source in links.values_list("segment", "source"):
        sources[rendered].add(source)
    layers = {}
    for text in texts:
        rendered = {one.pk: segments[one.pk] for one in family if one.source_id == text.pk}
        layers[text.pk] = Layer(text, segments[text.pk], frozenset(passages.get(text.pk, ())), rendered, sources)
    return layers


def tags_of_work(works: Sequence[Work], actor: Actor) -> dict[UUID, list[Tag]]:
    """What each had put on the texts when it was handed in. What came later, or was taken back since, does not
    change what is compared."""
    found: dict[UUID, list[Tag]] = {work.pk: [] for work in works}
    if not works:
        return found
    tags = Tag.objects.visible_to(actor).filter(item__in={work.item_id for work in works})
    # A person's own tags: no decision, no machine's proposal.
    own = tags.filter(state=Tag.State.CONFIRMED).select_related("code", "text").only(*_ASKED_OF_TAGS)
    by_item: dict[UUID, list[Tag]] = defaultdict(list)
    for tag in own.order_by("start", "-end", "pk"):
        by_item[tag.item_id].append(tag)
    for work in works:
        found[work.pk] = [tag for tag in by_item[work.item_id] if _stood(tag, work)]
    return found


def _stood(tag: Tag, work: Work) -> bool:
    end = work.ended_at
    if tag.author_id not in work.holders or work.text_id not in (tag.text_id, tag.text.source_id):
        return False
    if end is None:
        return tag.retracted_at is None
    return tag.created_at <= end and (tag.retracted_at is None or tag.retracted_at > end)


@dataclass
class Pair:
    """A comparison with all it compares."""

    comparison: Comparison
    layer: Layer
    tags: dict[UUID, Tag]  # of both sides, by id
    marks: list[Mark]

    @cached_property
    def compared(self) -> Compared:
        return compare(self.marks)

    @cached_property
    def on_text(self) -> dict[tuple[int, UUID], list[Mark]]:
        """The marks of one side on one layer: a page asks for them once for each difference."""
        found: dict[tuple[int, UUID], list[Mark]] = defaultdict(list)
        for mark in self.marks:
            found[mark.side, mark.text].append(mark)
        return found

    @cached_property
    def languages(self) -> dict[UUID, str]:
        """Of the texts that were coded."""
        return {tag.text_id: tag.text.language for tag in self.tags.values()}

    @property
    def coded(self) -> Coded:
        sides = [[mark for mark in self.marks if mark.side == side] for side in (FIRST, SECOND)]
        return Coded(self.layer.units, *(self.layer.coding(marks) for marks in sides))


def pairs_of(comparisons: Sequence[Comparison], actor: Actor) -> list[Pair]:
    """`comparisons` with their text, first and second fetched along."""
    passages = {one.text_id: one.second.passages for one in comparisons}
    layers = layers_of([one.text for one in comparisons], passages, actor)
    tags = tags_of_work([work for one in comparisons for work in (one.first, one.second)], actor)
    return [_pair(one, layers[one.text_id], tags) for one in comparisons]


def _pair(comparison: Comparison, layer: Layer, tags: dict[UUID, list[Tag]]) -> Pair:
    marks: list[Mark] = []
    known: dict[UUID, Any] = {}
    for side, work in ((FIRST, comparison.first_id), (SECOND, comparison.second_id)):
        for tag in tags[work]:
            if mark := layer.mark(tag, side):
                marks.append(mark)
                known[tag.pk] = tag
    return Pair(comparison, layer, known, marks)


def packed(coded: Coded) -> dict[str, Any]:
    """As it rests with a settled comparison: places and codes alone."""
    sides = {
        name: {
            "spans": {code: [list(span) for span in spans] for code, spans in coding.spans.items()},
            "elsewhere": {code: sorted(numbers) for code, numbers in coding.elsewhere.items()},
        }
        for name, coding in (("first", coded.first), ("second", coded.second))
    }
    return {"units": [list(unit) for unit in coded.units], **sides}


def unpacked(kept: dict[str, Any]) -> Coded:
    first, second = (
        Coding(
            {code: [Span(*span) for span in spans] for code, spans in kept[name]["spans"].items()},
            kept[name]["elsewhere"],
        )
        for name in ("first", "second")
    )
    return Coded([Span(*unit) for unit in kept["units"]], first, second)
