"""Two codings side by side, as the page shows them: each difference with the passages it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import uuid4

from django.db.models import Exists, OuterRef
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from evidence.coding.compared import Pair, pairs_of
from evidence.coding.differences import FIRST, SECOND, Difference, Kind, Mark
from evidence.coding.models import Comparison, SettledTag, Settlement, Work
from evidence.coding.visibility import given_to_nobody
from evidence.models import Item, Segment, Text
from iapb.access.rights import Actor
from iapb.access.scope import scope_of

KINDS = {
    Kind.MISSING: _("one coder has nothing here"),
    Kind.CODE: _("another code"),
    Kind.BOUNDS: _("other words"),
}
_LOOKS = {
    "this": '<mark class="difference-this">{}</mark>',
    "else": '<span class="difference-else">{}</span>',
    "": "{}",
}
QUOTED = 90
FREE = 10  # texts offered beside the list of work


class Chunk(NamedTuple):
    text: str
    look: str = ""  # "this": of the difference; "else": another tag of this coder


@dataclass(frozen=True)
class Line:
    segment: Segment
    language: str
    chunks: list[Chunk]

    @property
    def words(self) -> str:
        """Written here: as a loop of the template a thousand pieces took longer than to compare the codings."""
        return format_html_join("", "{}", ((format_html(_LOOKS[one.look], one.text),) for one in self.chunks))


@dataclass(frozen=True)
class Side:
    name: Any
    marks: list[tuple[Mark, str]]  # with the code's label
    lines: list[Line]


@dataclass
class Shown:
    difference: Difference
    sides: list[Side]
    words: str  # of all its marks together: where the bounds of another tag start from
    code: str
    settlement: Settlement | None = None
    made: list[Any] = field(default_factory=list)
    form: Any = None
    following: str = ""  # the open difference to go to next
    client_key: str = field(default_factory=lambda: str(uuid4()))

    @property
    def kind(self) -> Any:
        return KINDS[self.difference.kind]

    @property
    def decision(self) -> str:
        """As it was sent, where something else in the form was wrong."""
        return self.form["decision"].value() or "" if self.form else ""


@dataclass(frozen=True)
class Desk:
    comparison: Comparison
    shown: list[Shown]
    agreed: int

    @property
    def open(self) -> int:
        return sum(one.settlement is None for one in self.shown)


def desk_of(comparison: Comparison, actor: Actor) -> Desk:
    pair = pairs_of([comparison], actor)[0]
    settled = _settlements(comparison, actor)
    shown = [_shown(pair, one) for one in pair.compared.differences]
    for one in shown:
        found = [settled[mark.tag] for mark in one.difference.marks if mark.tag in settled]
        if found:
            one.settlement, one.made = found[0]
    shown.sort(key=lambda one: (one.difference.marks[0].text != pair.layer.text.pk, one.difference.start))
    _say_what_follows(shown)
    return Desk(comparison, shown, len(pair.compared.agreed))


def _say_what_follows(shown: list[Shown]) -> None:
    """The next open one behind, else the first open one at all."""
    for number, one in enumerate(shown):
        others = [*shown[number + 1 :], *shown[:number]]
        one.following = next((other.difference.key for other in others if other.settlement is None), "")


def _settlements(comparison: Comparison, actor: Actor) -> dict[Any, tuple[Settlement, list[Any]]]:
    """By the tag that is settled: the settlement that stands, with the tags it made."""
    links = SettledTag.objects.visible_to(actor).filter(settlement__comparison=comparison, standing=True)
    rows = list(links.select_related("settlement", "settlement__by", "tag", "tag__code"))
    made: dict[Any, list[Any]] = {}
    for row in rows:
        if row.part == SettledTag.Part.MADE:
            made.setdefault(row.settlement_id, []).append(row.tag)
    settled = [row for row in rows if row.part == SettledTag.Part.SETTLED]
    return {row.tag_id: (row.settlement, made.get(row.settlement_id, [])) for row in settled}


def _shown(pair: Pair, difference: Difference) -> Shown:
    text, start, end = difference.marks[0].text, difference.start, difference.end
    segments = [one for one in pair.layer.segments_of(text) if one.start < end and start < one.start + len(one.content)]
    sides = [
        Side(name, _labelled(pair, difference.of(side)), _lines(pair, difference, side, segments))
        for side, name in ((FIRST, _("Coder A")), (SECOND, _("Coder B")))
    ]
    words = pair.layer.contents[text][start:end]
    return Shown(difference, sides, words, difference.marks[0].code)


def _labelled(pair: Pair, marks: Sequence[Mark]) -> list[tuple[Mark, str]]:
    return [(mark, pair.tags[mark.tag].code.label) for mark in marks]


def _lines(pair: Pair, difference: Difference, side: int, segments: Sequence[Segment]) -> list[Line]:
    own = {mark.tag for mark in difference.marks}
    marks = pair.on_text[side, difference.marks[0].text]
    return [
        Line(segment, segment.language or pair.languages.get(segment.text_id, ""), _chunks(segment, marks, own))
        for segment in segments
    ]


def _chunks(segment: Segment, marks: Sequence[Mark], own: set[Any]) -> list[Chunk]:
    end = segment.start + len(segment.content)
    here = [mark for mark in marks if mark.start < end and segment.start < mark.end]
    cuts = sorted({segment.start, end, *(max(min(at, end), segment.start) for m in here for at in (m.start, m.end))})
    chunks = []
    for start, stop in zip(cuts, cuts[1:], strict=False):
        over = {mark.tag for mark in here if mark.start <= start and stop <= mark.end}
        look = "this" if over & own else "else" if over else ""
        chunks.append(Chunk(segment.content[start - segment.start : stop - segment.start], look))
    return chunks


def free_items(actor: Actor) -> list[Item]:
    """With a text that nobody codes, the oldest first."""
    texts = Text.objects.visible_to(actor).filter(item=OuterRef("pk"), source=None)
    items = Item.objects.visible_to(actor).filter(Exists(texts)).filter(given_to_nobody(scope_of(actor)))
    return list(items.order_by("created_at", "pk")[:FREE])


@dataclass(frozen=True)
class Passage:
    segment: Segment
    words: str


def passages_of(work: Work, actor: Actor) -> list[Passage]:
    """What is asked for, where it is not the whole text."""
    if not work.passages:
        return []
    segments = Segment.objects.visible_to(actor).filter(text=work.text_id, pk__in=work.passages).order_by("number")
    return [Passage(one, one.content[:QUOTED]) for one in segments]
