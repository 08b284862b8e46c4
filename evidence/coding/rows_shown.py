"""The rows of the workbench as HTML.

An account has some seven hundred of them, and a template takes twelve times as long over them as these few lines.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from evidence.coding.layers import Layers, Row
from evidence.coding.templatetags.coding import clock, language_tag
from evidence.models import Segment

HEIGHTS = (70, 175, 350, 700)  # letters of the longer side


def html_of(rows: Iterable[Row], layers: Layers, *, can_hear: bool) -> SafeString:
    if layers.original is None:
        return mark_safe("")
    shown = _Shown(layers, can_hear)
    return mark_safe("\n".join(shown.row(row) for row in rows))  # noqa: S308  (every value is escaped below)


class _Shown:
    def __init__(self, layers: Layers, can_hear: bool) -> None:
        self._original = layers.original.language if layers.original else ""
        self._translation = layers.translation.language if layers.translation else None
        self._play, self._disabled = escape(_("Play from")), "" if can_hear else " disabled"
        check = escape(_("Aligned by length alone: check it."))
        self._unsure = f'<span class="unsure" title="{check}">≈<span class="visually-hidden">{check}</span></span>'

    def row(self, row: Row) -> str:
        times = "".join(self._time(segment.start_ms) for segment in row.original if segment.start_ms is not None)
        said = "".join(_said(segment, "o", self._original, _times(segment)) for segment in row.original)
        parts = [
            f'<div class="pair-times">{times}{self._unsure if row.unsure else ""}</div>',
            f'<div class="marks" data-marks="o"></div><div class="side">{said}</div>',
        ]
        if self._translation is not None:
            rendered = "".join(
                _said(segment, "t", self._translation, _renders(row.renders.get(segment.pk)))
                for segment in row.translation
            )
            parts.append(f'<div class="side">{rendered}</div><div class="marks" data-marks="t"></div>')
        single = " pair-single" if self._translation is None else ""
        return f'<div class="pair{single} pair-{_height(row)}" data-pair>{"".join(parts)}</div>'

    def _time(self, start: int) -> str:
        at = clock(start)
        label = f"{self._play} {at}"
        return (
            f'<button type="button" class="time" data-play="{start}" aria-label="{label}"{self._disabled}>{at}</button>'
        )


def _height(row: Row) -> int:
    """From one to five, as the style sheet knows them."""
    longest = max(sum(len(one.content) for one in side) for side in (row.original, row.translation))
    return 1 + sum(longest > most for most in HEIGHTS)


def _said(segment: Segment, side: str, language: str, more: str) -> str:
    speaker = f'<span class="speaker">{escape(segment.speaker)}</span>' if segment.speaker else ""
    doubts = render_to_string("coding/doubts.html", {"s": segment}) if segment.doubt or segment.rendered else ""
    spoken = language_tag(segment.language or language)
    return (
        f'<div class="said">{speaker}<p class="segment" id="{"s" if side == "o" else "t"}-{segment.number}"'
        f' lang="{spoken}" data-side="{side}" data-at="{segment.start}"{more} tabindex="-1">'
        f"{_words(segment.content)}</p>{doubts}</div>"
    )


def _words(content: str) -> str:
    """A carriage return that came so is kept: a browser makes of two ends of a line one, and every offset is wrong."""
    return escape(content).replace("\r", "&#13;")


def _times(segment: Segment) -> str:
    start = "" if segment.start_ms is None else f' data-ms="{segment.start_ms}"'
    return start if segment.end_ms is None else f'{start} data-until="{segment.end_ms}"'


def _renders(numbers: list[int] | None) -> str:
    return f' data-of="{" ".join(map(str, numbers))}"' if numbers else ""
