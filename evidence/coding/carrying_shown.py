"""A tag that waits for its place: the old words in their surroundings, and beside them where they may be now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from evidence.coding.models import Carrying
from evidence.models import Item, Segment
from iapb.access.rights import Actor

AROUND = 2  # segments shown before and after
SEEN_AT_ONCE = 30


@dataclass(frozen=True)
class Bit:
    words: str
    number: int  # of the candidate; 0: outside of any


@dataclass(frozen=True)
class Shown:
    segment: Segment
    bits: list[Bit]
    after_gap: bool = False


@dataclass(frozen=True)
class Candidate:
    number: int
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Doubt:
    carrying: Carrying
    old: list[Shown]
    new: list[Shown]
    candidates: list[Candidate]


def waiting_of(item: Item, actor: Actor) -> Any:
    found = Carrying.objects.visible_to(actor).filter(item=item, state=Carrying.State.ORPHANED, tag__retracted_at=None)
    return found.select_related("tag__code", "tag__author", "tag__segment", "tag__text", "text").order_by(
        "tag__start", "pk"
    )


def unseen_of(item: Item, actor: Actor) -> list[Carrying]:
    """Tags that moved by themselves and whose words were changed: the place is sure, the sense a person judges."""
    found = Carrying.objects.visible_to(actor).filter(
        item=item, state=Carrying.State.MOVED, seen_by=None, decided_by=None, why__in=("changed", "denial"),
        moved_to__retracted_at=None, moved_to__passed_on=False,
    )  # fmt: skip
    # Where a "not" came or went first.
    return list(found.select_related("tag__code", "moved_to").order_by("-why", "tag__start")[:SEEN_AT_ONCE])


def shown(carrying: Carrying, actor: Actor) -> Doubt:
    tag = carrying.tag
    first = tag.segment.number
    old = Segment.objects.visible_to(actor).filter(
        text=tag.text_id, number__gte=first - AROUND, number__lte=first + 10 * AROUND
    )
    old_rows = _around(list(old.order_by("number")), [(tag.start, tag.end)])
    new = list(Segment.objects.visible_to(actor).filter(text=carrying.text_id).order_by("number"))
    spans = [(start, end) for start, end in carrying.candidates]
    candidates = [Candidate(n, start, end, _words(new, start, end)) for n, (start, end) in enumerate(spans, 1)]
    if not spans:  # where it would be, had nothing changed
        at = min(tag.start, new[-1].start) if new else 0
        return Doubt(carrying, old_rows, [_marked(s, []) for s in _near(new, [(at, at + 1)])], [])
    return Doubt(carrying, old_rows, _around(new, spans), candidates)


def _around(segments: Sequence[Segment], spans: Sequence[tuple[int, int]]) -> list[Shown]:
    rows: list[Shown] = []
    for segment in _near(segments, spans):
        gap = bool(rows) and segment.number != rows[-1].segment.number + 1
        rows.append(_marked(segment, spans, after_gap=gap))
    return rows


def _near(segments: Sequence[Segment], spans: Iterable[tuple[int, int]]) -> list[Segment]:
    held = {
        place
        for start, end in spans
        for place, one in enumerate(segments)
        if one.start < end and start < one.start + max(1, len(one.content))
    }
    near = {at for place in held for at in range(place - AROUND, place + AROUND + 1)}
    return [one for place, one in enumerate(segments) if place in near]


def _marked(segment: Segment, spans: Sequence[tuple[int, int]], *, after_gap: bool = False) -> Shown:
    """Cut where a span begins or ends; what lies in two is the earlier candidate's."""
    length = len(segment.content)
    inside = [(max(0, s - segment.start), min(length, e - segment.start)) for s, e in spans]
    cuts = sorted({0, length, *(at for s, e in inside if s < e for at in (s, e))})
    bits = [
        Bit(segment.content[a:b], next((n for n, (s, e) in enumerate(inside, 1) if s <= a and b <= e), 0))
        for a, b in zip(cuts, cuts[1:], strict=False)
    ]
    return Shown(segment, bits, after_gap)


def _words(segments: Sequence[Segment], start: int, end: int) -> str:
    inside = (one for one in segments if one.start < end and start < one.start + len(one.content))
    return " ".join(one.content[max(0, start - one.start) : end - one.start] for one in inside)
