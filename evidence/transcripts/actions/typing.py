"""What is typed, kept every few seconds. No event is told: typing pauses are nobody's business.

A change names for each segment the version it was made on. Made on an older one it changes nothing: its words are
kept beside the newer ones until a person has chosen (docs/decisions/transcripts-in-work.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models import Segment
from evidence.transcripts import access
from evidence.transcripts.actions.beginning import GAP, MOST_SPEAKERS
from evidence.transcripts.actions.states import locked
from evidence.transcripts.hiding import Names, hidden, names_of
from evidence.transcripts.models import LONGEST_SPEAKER, Clash, Work, WorkChange, WorkSegment
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.language.base import clean

LONGEST_TEXT = 20_000
MOST_AT_ONCE = 200
LATEST_MS = 2**31 - 1


@dataclass(frozen=True)
class Put:
    """How a segment shall stand, and the version somebody had before them; 0 for a new one, which stands `after`."""

    id: UUID
    version: int
    text: str = ""
    speaker: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    gone: bool = False
    after: UUID | None = None
    sources: tuple[UUID, ...] = ()


@dataclass
class Changed:
    work: Work
    segments: list[WorkSegment] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    beside: bool = False  # somebody changed it meanwhile: nothing was changed, both texts are kept


@transaction.atomic
def change(*, work: UUID, key: UUID, puts: Sequence[Put], by: Person, speakers: Sequence[str] | None = None) -> Changed:
    """All of it or nothing. Sent again with its key, it is the same change."""
    row = locked(work, by=by)
    access.require_colleague(row, by)
    access.require_nothing_withdrawn(row.item)
    rows = _rows(row, puts, by)
    if known := WorkChange.objects.visible_to(by).filter(work=row, key=key).first():
        return Changed(row, list(rows.values()), _clashes(row, by, list(rows)), known.beside)
    access.require_open(row)
    names = names_of(row.item, by)
    puts = [_cleaned(put, names) for put in _bounded(puts)]
    late = row.holder_id != by.pk
    if late and by.pk not in row.typists:
        access.require_holder(row, by)
    beside = late or any(_is_stale(put, rows) for put in puts)
    _told(row, WorkChange(key=key, by=by, beside=beside))
    if beside:
        return Changed(row, list(rows.values()), _kept_beside(row, rows, puts, by), beside=True)
    changed = [_applied(row, put, rows, by) for put in puts]
    if speakers is not None:
        row.speakers = _speakers(speakers, names)
    row.touched_at = timezone.now()
    row.save(update_fields=["touched_at", "speakers"])
    return Changed(row, changed)


CURRENT, OTHER, BOTH = "current", "other", "both"


@transaction.atomic
def settle(*, clash: UUID, keep: str, by: Person) -> Changed:
    """A person has seen both texts and chosen."""
    found = Clash.objects.visible_to(by).select_related("segment").get(pk=clash)
    row = locked(found.work_id, by=by)
    access.require_holder(row, by)
    access.require_open(row)
    access.require_nothing_withdrawn(row.item)
    found = Clash.objects.visible_to(by).select_related("segment").get(pk=clash)
    segment = WorkSegment.objects.visible_to(by).get(pk=found.segment_id)
    if found.settled_at is None:
        if keep == OTHER:
            segment.content = found.content
        elif keep == BOTH:
            segment.content = f"{segment.content}\n{found.content}"
        elif keep != CURRENT:
            raise Invalid(_("Choose which of the two texts stays."), "keep")
        if keep != CURRENT:
            segment.gone = False
            segment.version += 1
            segment.save(update_fields=["content", "gone", "version"])
        found.settled_at, found.settled_by = timezone.now(), by
        found.save(update_fields=["settled_at", "settled_by"])
        row.touched_at = timezone.now()
        row.save(update_fields=["touched_at"])
    return Changed(row, [segment], _clashes(row, by, [segment.pk]))


def _told(work: Work, part: WorkChange | Clash) -> None:
    part.work, part.closed, part.collection_id = work, work.closed, work.collection_id
    part.save(force_insert=True)


def _rows(work: Work, puts: Sequence[Put], by: Person) -> dict[UUID, WorkSegment]:
    found = WorkSegment.objects.visible_to(by).filter(work=work, pk__in=[put.id for put in puts])
    return {row.pk: row for row in found}


def _clashes(work: Work, by: Person, segments: Sequence[UUID]) -> list[Clash]:
    found = Clash.objects.visible_to(by).filter(work=work, segment__in=segments, settled_at=None)
    return list(found.select_related("by"))


def _bounded(puts: Sequence[Put]) -> Sequence[Put]:
    if len(puts) > MOST_AT_ONCE or any(len(put.text) > LONGEST_TEXT for put in puts):
        raise Invalid(_("This segment is too long. Split it where somebody takes a breath."))
    return puts


def _cleaned(put: Put, names: Names) -> Put:
    """NFC, no control characters, no name of the witness, no time that ends before it begins."""
    start, end = (None if one is None else max(0, min(one, LATEST_MS)) for one in (put.start_ms, put.end_ms))
    if start is not None and end is not None and end < start:
        end = None
    speaker = hidden(clean(put.speaker).strip(), names)[:LONGEST_SPEAKER]
    return replace(put, text=hidden(clean(put.text), names), speaker=speaker, start_ms=start, end_ms=end)


def _speakers(speakers: Sequence[str], names: Names) -> list[str]:
    told = (hidden(clean(one).strip(), names)[:LONGEST_SPEAKER] for one in speakers)
    return list(dict.fromkeys(one for one in told if one))[:MOST_SPEAKERS]


def _is_stale(put: Put, rows: dict[UUID, WorkSegment]) -> bool:
    row = rows.get(put.id)
    if row is None:
        return put.version != 0
    return row.version != put.version and not _stands(put, row)


def _stands(put: Put, row: WorkSegment) -> bool:
    """Two windows did the same: nothing to choose."""
    stands = (row.content, row.speaker, row.start_ms, row.end_ms, row.gone)
    return stands == (put.text, put.speaker, put.start_ms, put.end_ms, put.gone)


def _applied(work: Work, put: Put, rows: dict[UUID, WorkSegment], by: Person) -> WorkSegment:
    row = rows.get(put.id)
    if row is None:
        row = WorkSegment(
            id=put.id, work=work, place=_place_after(work, put.after, by), version=0, sources=[],
            closed=work.closed, collection_id=work.collection_id,
        )  # fmt: skip
    elif _stands(put, row) and (not put.sources or list(put.sources) == row.sources):
        return row
    if row.content != put.text:
        row.doubt = ""
    row.content, row.speaker, row.gone = put.text, put.speaker, put.gone
    row.start_ms, row.end_ms = put.start_ms, put.end_ms
    if work.is_translation:
        row.sources = _known_sources(work, put, row, by)
    row.version += 1
    row.save(force_insert=row.version == 1 and put.id not in rows)
    rows[put.id] = row
    return row


def _known_sources(work: Work, put: Put, row: WorkSegment, by: Person) -> list[UUID]:
    """None but segments of the original; a page that names none leaves them as they are."""
    if not put.sources or list(put.sources) == row.sources:
        return row.sources
    ours = Segment.objects.visible_to(by).filter(text=work.source_id, pk__in=put.sources)
    known = set(ours.values_list("pk", flat=True))
    return [one for one in dict.fromkeys(put.sources) if one in known]


def _place_after(work: Work, after: UUID | None, by: Person) -> int:
    """Between the named segment and whatever stands next. Where no room is left, all are set apart anew."""
    every = list(
        WorkSegment.objects.visible_to(by).filter(work=work).order_by("place", "pk").values_list("pk", "place")
    )
    index = next((n for n, (pk, _place) in enumerate(every) if pk == after), -1 if after is None else len(every) - 1)
    before = every[index][1] if index >= 0 else None
    following = every[index + 1][1] if index + 1 < len(every) else None
    if before is None:
        return GAP if following is None else following - GAP
    if following is None:
        return before + GAP
    if following - before < 2:
        _set_apart(work, every, by)
        return _place_after(work, after, by)
    return (before + following) // 2


def _set_apart(work: Work, every: list[tuple[UUID, int]], by: Person) -> None:
    rows = WorkSegment.objects.visible_to(by).filter(work=work).in_bulk([pk for pk, _place in every])
    for number, (pk, _place) in enumerate(every, 1):
        rows[pk].place = number * GAP
    WorkSegment.objects.visible_to(by).bulk_update(rows.values(), ["place"], batch_size=1000)


def _kept_beside(work: Work, rows: dict[UUID, WorkSegment], puts: Sequence[Put], by: Person) -> list[Clash]:
    """Words of the change that stand nowhere yet. What a split made of one segment stays one text."""
    here = next((rows[put.id] for put in puts if put.id in rows), None)
    if here is None:
        here = WorkSegment.objects.visible_to(by).filter(work=work, gone=False).order_by("place").last()
    typed = "\n".join(put.text for put in puts if put.text.strip() and not put.gone and not _is_there(put, rows))
    if here is not None and typed:
        _told(work, Clash(segment=here, content=typed, by=by))
    return _clashes(work, by, [*rows, *([here.pk] if here else [])])


def _is_there(put: Put, rows: dict[UUID, WorkSegment]) -> bool:
    row = rows.get(put.id)
    return row is not None and not row.gone and row.content == put.text
