"""What is said before a work is handed in: what must be mended first, and what the next person should know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from evidence.models import Segment
from evidence.transcripts import marks
from evidence.transcripts.models import Clash, Work, WorkSegment
from iapb.access.errors import Invalid
from iapb.accounts.models import Person

SHOWN = 12


@dataclass(frozen=True)
class Finding:
    sentence: Any
    blocks: bool = False
    where: list[tuple[int, UUID]] = field(default_factory=list)  # number as people count, and the segment


def findings(work: Work, rows: Sequence[WorkSegment], by: Person) -> list[Finding]:
    found = [*_blocking(work, rows, by), *_gaps(work, rows, by), *_marked(rows)]
    return [one for one in found if one is not None]


def require_whole(work: Work, rows: Sequence[WorkSegment], by: Person) -> None:
    """Raises Invalid with the first thing that must be mended."""
    for one in _blocking(work, rows, by):
        if one is not None:
            raise Invalid(one.sentence)


def _blocking(work: Work, rows: Sequence[WorkSegment], by: Person) -> list[Finding | None]:
    open_clashes = Clash.objects.visible_to(by).filter(work=work, settled_at=None).values_list("segment", flat=True)
    return [_nothing(rows), _clashing(rows, set(open_clashes)), _out_of_order(rows)]


def _nothing(rows: Sequence[WorkSegment]) -> Finding | None:
    if any(row.content.strip() for row in rows):
        return None
    return Finding(_("Nothing is typed yet."), blocks=True)


def _clashing(rows: Sequence[WorkSegment], clashing: set[UUID]) -> Finding | None:
    if not clashing:
        return None
    sentence = ngettext(
        "%(number)d place was typed twice in different words. Choose there which text stays.",
        "%(number)d places were typed twice in different words. Choose there which text stays.",
        len(clashing),
    )
    return Finding(sentence % {"number": len(clashing)}, True, _where(rows, lambda row: row.pk in clashing))


def _out_of_order(rows: Sequence[WorkSegment]) -> Finding | None:
    timed = [row for row in rows if row.start_ms is not None]
    wrong = {after.pk for before, after in pairwise(timed) if after.start_ms < before.start_ms}
    if not wrong:
        return None
    sentence = ngettext(
        "%(number)d segment begins earlier than the one before it. Set its time again.",
        "%(number)d segments begin earlier than the one before them. Set their times again.",
        len(wrong),
    )
    return Finding(sentence % {"number": len(wrong)}, True, _where(rows, lambda row: row.pk in wrong))


def _gaps(work: Work, rows: Sequence[WorkSegment], by: Person) -> list[Finding | None]:
    if work.is_translation:
        return [_untranslated(work, rows, by)]
    return [_empty(rows), _untimed(work, rows)]


def _empty(rows: Sequence[WorkSegment]) -> Finding | None:
    where = _where(rows, lambda row: not row.content.strip())
    if not where:
        return None
    sentence = ngettext(
        "%(number)d segment is empty. It is left out.", "%(number)d segments are empty. They are left out.", len(where)
    )
    return Finding(sentence % {"number": len(where)}, where=where)


def _untimed(work: Work, rows: Sequence[WorkSegment]) -> Finding | None:
    where = _where(rows, lambda row: row.content.strip() and row.start_ms is None)
    if work.file is None or not where:
        return None
    sentence = ngettext(
        "%(number)d segment has no time, so it cannot be heard by a click.",
        "%(number)d segments have no time, so they cannot be heard by a click.",
        len(where),
    )
    return Finding(sentence % {"number": len(where)}, where=where)


def _untranslated(work: Work, rows: Sequence[WorkSegment], by: Person) -> Finding | None:
    """Of the original's segments those that no row with words renders."""
    rendered = {one for row in rows if row.content.strip() for one in row.sources}
    originals = Segment.objects.visible_to(by).filter(text=work.source_id).exclude(content="")
    missing = set(originals.values_list("pk", flat=True)) - rendered
    if not missing:
        return None
    sentence = ngettext(
        "%(number)d segment of the original has no translation yet.",
        "%(number)d segments of the original have no translation yet.",
        len(missing),
    )
    return Finding(sentence % {"number": len(missing)}, where=_where(rows, lambda row: missing & set(row.sources)))


def _marked(rows: Sequence[WorkSegment]) -> list[Finding | None]:
    counted = {row.pk: marks.count(row.content) for row in rows}
    uncertain = sum(one.uncertain for one in counted.values())
    inaudible = sum(one.inaudible for one in counted.values())
    broken = sum(one.broken for one in counted.values())
    doubtful = _where(rows, lambda row: row.doubt)
    return [
        _told(
            ngettext("%(number)d uncertain place is marked.", "%(number)d uncertain places are marked.", uncertain),
            uncertain, _where(rows, lambda row: counted[row.pk].uncertain),
        ),
        _told(
            ngettext("%(number)d inaudible place is marked.", "%(number)d inaudible places are marked.", inaudible),
            inaudible, _where(rows, lambda row: counted[row.pk].inaudible),
        ),
        _told(
            ngettext(
                "%(number)d mark is begun and not ended, or holds nothing.",
                "%(number)d marks are begun and not ended, or hold nothing.",
                broken,
            ),
            broken, _where(rows, lambda row: counted[row.pk].broken),
        ),
        _told(
            ngettext(
                "%(number)d segment of the machine's draft was doubtful and is unchanged. Listen to it.",
                "%(number)d segments of the machine's draft were doubtful and are unchanged. Listen to them.",
                len(doubtful),
            ),
            len(doubtful), doubtful,
        ),
    ]  # fmt: skip


def _told(sentence: str, number: int, where: list[tuple[int, UUID]]) -> Finding | None:
    return Finding(sentence % {"number": number}, where=where) if number else None


def _where(rows: Sequence[WorkSegment], fits: Any) -> list[tuple[int, UUID]]:
    return [(number, row.pk) for number, row in enumerate(rows, 1) if fits(row)][:SHOWN]
