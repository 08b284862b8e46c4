"""What the search function found, read back through the door: words are taken from no other place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain, groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Expression
from django.utils.translation import gettext_lazy as _

from evidence.coding.models import Code, label_column
from evidence.models import Item, Segment, Text
from evidence.search.models import Passage
from evidence.search.query import Query
from iapb.access.rights import Actor

CHECKED_DRAFT = _("Machine draft, checked by a person")
OLDER = {
    Passage.Standing.ALONE: _("Older layer: the original has a newer one, which nobody has translated yet."),
    Passage.Standing.OLDER: _("Older layer: a newer one stands in its place."),
}
QUOTED = 80  # characters of a tag's words
CODES_SHOWN = 8  # of a passage; the rest as a number


class Shown(NamedTuple):
    """A segment, with what its layer and its item say."""

    text: UUID
    number: int
    content: str
    start: int
    start_ms: int | None
    language: str
    text__language: str
    text__maker: str
    text__checked_at: datetime | None
    text__item: UUID
    text__item__reference: str
    text__item__kind: str

    @property
    def end(self) -> int:
        return self.start + len(self.content)


class Chunk(NamedTuple):
    text: str
    hit: bool = False


class Line(NamedTuple):
    """A segment as it is shown: its words, with what answered marked."""

    segment: Shown
    language: str
    chunks: list[Chunk]


class Part(NamedTuple):
    """Lines of one layer; `made` says who wrote them, where that must be said."""

    made: Any
    lines: list[Line]


class CodeName(NamedTuple):
    code: str
    label: str
    current: bool
    now: str  # the code of the current version under which its tags are found

    @property
    def category(self) -> str:
        return self.code.split(".")[0]


class Tagged(NamedTuple):
    """A code of the passage, and where it stands first."""

    code: CodeName
    start: int
    end: int
    lines: Sequence[Line]  # of the passage, in the layer where the tag stands

    @property
    def exact(self) -> str:
        """The words that carry it, as far as the passage shows them."""
        inside = (line.segment for line in self.lines)
        words = [one.content[max(self.start - one.start, 0) : max(self.end - one.start, 0)] for one in inside]
        return "\n".join(filter(None, words))[:QUOTED]


class ItemName(NamedTuple):
    pk: UUID
    reference: str
    kind: str

    @property
    def kind_name(self) -> Any:
        return Item.Kind(self.kind).label


@dataclass
class Found:
    text: str
    start: int
    end: int
    inflected: frozenset[str] = frozenset()  # words of it that stand under a base form that was sought
    standing: Passage.Standing = Passage.Standing.NEWEST
    original: list[Line] = field(default_factory=list)
    translation: list[Line] = field(default_factory=list)
    tags: list[Tagged] = field(default_factory=list)  # each code once

    @cached_property
    def item(self) -> ItemName:
        segment = self.original[0].segment
        return ItemName(segment.text__item, segment.text__item__reference, segment.text__item__kind)

    @property
    def original_made(self) -> Any:
        """A machine's words say so wherever they are shown; empty for a person's."""
        return _made(self.original)

    @property
    def translation_made(self) -> Any:
        """Of several layers: whichever a machine wrote."""
        return next((made for made in map(_made, self.translated) if made), "")

    @property
    def translation_parts(self) -> list[Part]:
        """A person's translation with a machine's where the person has none yet: each part says whose it is."""
        layers = self.translated
        mixed = len({lines[0].segment.text for lines in layers}) > 1
        return [Part(_made(lines) or (Text.Maker.HUMAN.label if mixed else ""), lines) for lines in layers]

    @property
    def translated(self) -> list[list[Line]]:
        """Its lines by the layer they stand in, in the order they are read."""
        return [list(lines) for _text, lines in groupby(self.translation, lambda line: line.segment.text)]

    @property
    def older(self) -> Any:
        """Says so where a newer layer stands; empty on the newest."""
        return OLDER.get(self.standing, "")

    @property
    def layers(self) -> list[str]:
        """What the workbench opens: the original, and on request of an older layer its translation."""
        translations = {line.segment.text for line in self.translation} if self.older else ()
        return [self.text, *map(str, translations)]

    @cached_property
    def at(self) -> Line:
        """Where the workbench opens: at the first line that answers, in the original if it does."""
        marked = [line for line in self.original if any(chunk.hit for chunk in line.chunks)]
        return (marked or self.original)[0]

    @property
    def span(self) -> str:
        return f"{self.at.segment.start}-{self.at.segment.end}"

    @property
    def tags_shown(self) -> list[Tagged]:
        return self.tags[:CODES_SHOWN]

    @property
    def tags_left(self) -> int:
        return max(len(self.tags) - CODES_SHOWN, 0)


def _made(lines: Sequence[Line]) -> Any:
    if not lines or lines[0].segment.text__maker != Text.Maker.MACHINE:
        return ""
    return Text.Maker.MACHINE.label if lines[0].segment.text__checked_at is None else CHECKED_DRAFT


class Within(Expression):
    """Whether a segment starts in one of the spans. Written at once: forty of them as Q take Django 8 ms."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, spans: Iterable[Sequence[Any]]) -> None:
        super().__init__()
        self.spans = list(spans)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        table = compiler.quote_name_unless_alias(compiler.query.get_initial_alias())
        one = f"({table}.text_id = %s::uuid AND {table}.start >= %s AND {table}.start < %s)"
        return f"({' OR '.join([one] * len(self.spans))})", list(chain.from_iterable(self.spans))


def codes_by_id() -> dict[str, CodeName]:
    """Of every version: a tag keeps the code it was given."""
    rows = Code.objects.order_by().values_list(
        "pk", "code", label_column(), "label_en", "framework__current", "standing__now__code"
    )
    return {
        str(pk): CodeName(code, name or english, current, now or code) for pk, code, name, english, current, now in rows
    }


def read_back(
    rows: Iterable[dict[str, Any]], codes: dict[str, CodeName], query: Query, sought: Sequence[str], actor: Actor
) -> list[Found]:
    """`rows` as the function gives them. `sought`: codes that were asked for; they stand first."""
    rows = list(rows)
    layers = _layers((span[:3] for row in rows for span in _spans_of(row)), actor)
    found = []
    for row in rows:
        standing = Passage.Standing(row["standing"])
        one = Found(row["text"], row["start"], row["end"], frozenset(row["inflected"]), standing)
        (original, _place), *translations = [
            (_inside(layers[layer], start, end), place) for layer, start, end, place in _spans_of(row)
        ]
        one.original = [_line(segment, query, one) for segment in original]
        one.translation = [_line(segment, query, one) for segment in _in_one_language(translations)]
        one.tags = _tags(row["codes"], codes, sought, one)
        if one.original:
            found.append(one)
    return found


def _spans_of(row: dict[str, Any]) -> list[Sequence[Any]]:
    """The original first, whether or not its words are those of this row; then its translations, a person's before a
    machine's, the newest first."""
    return [
        [row["text"], row["start"], row["end"], 0],
        *(span for span in row["spans"] if span[0] != row["text"]),
    ]


def _in_one_language(translations: Iterable[tuple[list[Shown], int]]) -> list[Shown]:
    """Of the first that says anything; what it lacks another one in its language may say."""
    said = [(segments, place) for segments, place in translations if segments]
    if not said:
        return []
    language = said[0][0][0].text__language
    own = [one for one in said if one[0][0].text__language == language]
    return [segment for segments, _place in sorted(own, key=lambda one: one[1]) for segment in segments]


def _layers(spans: Iterable[Sequence[Any]], actor: Actor) -> dict[str, list[Shown]]:
    """The segments of all passages, by layer and in order."""
    layers: dict[str, list[Shown]] = defaultdict(list)
    if wanted := list(spans):
        segments = Segment.objects.visible_to(actor).filter(Within(wanted)).order_by("text_id", "number")
        for text, of_it in groupby(map(Shown._make, segments.values_list(*Shown._fields)), lambda one: one.text):
            layers[str(text)] = list(of_it)
    return layers


def _inside(segments: Iterable[Shown], start: int, end: int) -> list[Shown]:
    return [segment for segment in segments if start <= segment.start < end]


def _tags(
    rows: Iterable[Sequence[Any]], codes: dict[str, CodeName], sought: Sequence[str], found: Found
) -> list[Tagged]:
    lines = {str(shown[0].segment.text): shown for shown in (found.original, *found.translated) if shown}
    tags = [Tagged(codes[code], start, end, lines.get(text, ())) for code, text, start, end in rows]
    if not sought:
        return tags
    names = tuple(f"{one}." for one in sought)
    return sorted(tags, key=lambda tag: not any(f"{one}.".startswith(names) for one in (tag.code.code, tag.code.now)))


def _line(segment: Shown, query: Query, found: Found) -> Line:
    chunks, at, content = [], 0, segment.content
    for start, end in query.hits(content, found.inflected):
        if start > at:
            chunks.append(Chunk(content[at:start]))
        chunks.append(Chunk(content[start:end], hit=True))
        at = end
    if at < len(content):
        chunks.append(Chunk(content[at:]))
    return Line(segment, segment.language or segment.text__language, chunks)
