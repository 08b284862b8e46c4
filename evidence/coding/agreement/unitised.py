"""Krippendorff's alpha for spans that coders cut themselves, as of 2016: characters meet, coded or in a gap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evidence.coding.agreement.spans import Span, merged


def unitised_alpha(coders: Sequence[Iterable[Span]], length: int) -> float | None:
    """Of one code on a text of `length` characters, binary: coded or not. None where nothing could have differed.

    Observed: characters that the one calls coded and the other does not, over all pairs of coders. Expected: all pairs
    of characters that chance could bring together, less those within one and the same span. Where a coder's span is
    cut in two makes no difference.
    """
    cut = [_within(spans, length) for spans in coders]
    coded = sum(span.end - span.start for spans in cut for span in spans)
    whole = len(cut) * length
    by_chance = 2 * coded * (whole - coded)
    if len(cut) < 2 or not by_chance:
        return None
    together = sum((span.end - span.start) ** 2 for spans in cut for span in spans) + whole - coded
    return 1 - _differing(cut) * (whole**2 - together) / (whole * by_chance)


def _within(spans: Iterable[Span], length: int) -> list[Span]:
    """Overlapping spans of a coder as one; touching ones stay two."""
    found = merged(spans)
    for span in found:
        if span.start < 0 or span.end > length:
            raise ValueError(f"{span} lies outside a text of {length} characters")
    return found


def _differing(cut: list[list[Span]]) -> float:
    total = 0
    for one in range(len(cut)):
        for other in range(one + 1, len(cut)):
            total += sum(span.end - span.start for spans in (cut[one], cut[other]) for span in spans)
            total -= 2 * _shared(cut[one], cut[other])
    return 2 * total / (len(cut) - 1)


def _shared(ours: list[Span], theirs: list[Span]) -> int:
    """Characters that both coded; both lists are in order, their spans apart from each other."""
    total = a = b = 0
    while a < len(ours) and b < len(theirs):
        total += max(0, min(ours[a].end, theirs[b].end) - max(ours[a].start, theirs[b].start))
        if ours[a].end <= theirs[b].end:
            a += 1
        else:
            b += 1
    return total
