"""Spans of a text layer: offsets in code points, and the quote that goes with them (standards.md 7.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from evidence.coding.models import CONTEXT
from evidence.models import Segment
from iapb.access.errors import Invalid


@dataclass(frozen=True)
class Span:
    segment: Segment  # where it starts
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


def span_of(segments: Sequence[Segment], start: int, end: int, exact: str | None = None) -> Span:
    """The words from `start` to `end` (exclusive) of a layer, of which the segments round them are given in order.

    Raises Invalid when no such words exist, or when they are not `exact`.
    """
    if end <= start:
        raise Invalid(_("The end of the selection is before its start."), field="end")
    first = next((s for s in segments if s.start <= start < s.start + len(s.content)), None)
    last = next((s for s in segments if s.start < end <= s.start + len(s.content)), None)
    if first is None or last is None:
        raise Invalid(_("The selection lies outside the text. Reload the page and select again."), field="start")
    base = segments[0].start  # the pieces before it are not needed
    layer = joined(segments)
    begin, stop = start - base, end - base
    words = layer[begin:stop]
    if not words.strip():
        raise Invalid(_("Select at least one word."), field="start")
    if exact is not None and exact != words:
        raise Invalid(_("The text under the selection is not what the page showed. Reload and select again."))
    return Span(first, start, end, words, layer[max(0, begin - CONTEXT) : begin], layer[stop : stop + CONTEXT])


def joined(segments: Sequence[Segment]) -> str:
    """The layer's text from the first segment on; what stands between two segments is line ends."""
    pieces, position = [], segments[0].start if segments else 0
    for segment in segments:
        pieces.append("\n" * (segment.start - position))
        pieces.append(segment.content)
        position = segment.start + len(segment.content)
    return "".join(pieces)
