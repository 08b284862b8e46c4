"""A work is begun: from nothing, from the newest layer, or beside an original."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.models import Item, ItemFile, Segment, SegmentSource, Text
from evidence.transcripts import access
from evidence.transcripts.models import Work, WorkSegment
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.ledger import record

GAP = 1 << 20
MOST_SPEAKERS = 20
RECORDINGS = (ItemFile.Role.RECORDING_AUDIO, ItemFile.Role.RECORDING_VIDEO)


@transaction.atomic
def begin_transcript(
    *, item: Item, by: Person, recording: ItemFile | None = None, began_from: Text | None = None, language: str = ""
) -> Work:
    """Of a recording, of the words of a layer that are to be corrected, or of both."""
    access.require_may_work_on(item, by)
    if recording is None and began_from is None:
        raise Invalid(_("Choose the recording that is written down, or the text that is corrected."))
    if recording and (recording.item_id != item.pk or recording.role not in RECORDINGS):
        raise Invalid(_("Only a recording of this item can be written down."), "recording")
    if began_from and (began_from.item_id != item.pk or began_from.kind == Text.Kind.TRANSLATION):
        raise Invalid(_("Only a text of this item can be corrected here."), "began_from")
    if known := _in_work(by, kind=Work.Kind.TRANSCRIPT, item=item, file=recording):
        return known
    work = _begun(item, by, kind=Work.Kind.TRANSCRIPT, file=recording, began_from=began_from, language=language)
    rows = _copied(work, began_from, by) if began_from else []
    _keep(work, rows or [_row(work, 0, start_ms=0 if recording else None)])
    return work


@transaction.atomic
def begin_translation(*, source: Text, by: Person, language: str, began_from: Text | None = None) -> Work:
    """Beside an original, a row for each of its segments; empty, or with what a draft has for it."""
    access.require_may_work_on(source.item, by)
    if source.kind == Text.Kind.TRANSLATION:
        raise Invalid(_("This is a translation already."), "source")
    if began_from and (began_from.source_id != source.pk or began_from.kind != Text.Kind.TRANSLATION):
        raise Invalid(_("This draft renders another text. Choose one of this original."), "began_from")
    language = began_from.language if began_from else language
    if language == source.language:
        raise Invalid(_("The text is in this language already."), "language")
    if known := _in_work(by, kind=Work.Kind.TRANSLATION, source=source, language=language):
        return known
    recording = _recording_of(source, by)
    work = _begun(
        source.item, by, kind=Work.Kind.TRANSLATION, file=recording, began_from=began_from, source=source,
        language=language,
    )  # fmt: skip
    _keep(work, _facing(work, source, began_from, by))
    return work


def recordings_of(item: Item, by: Person) -> list[ItemFile]:
    found = ItemFile.objects.visible_to(by).filter(item=item, role__in=RECORDINGS, derived_from=None)
    return list(found.select_related("file").order_by("added_at", "pk"))


def _recording_of(text: Text, by: Person) -> ItemFile | None:
    """What the original was heard from; else the item's only recording."""
    layer = ItemFile.objects.visible_to(by).filter(file=text.file_id).select_related("derived_from").first()
    heard = layer.derived_from if layer else None
    if heard and heard.role in RECORDINGS:
        return heard
    every = recordings_of(text.item, by)
    return every[0] if len(every) == 1 else None


def _in_work(by: Person, **what: object) -> Work | None:
    """Begun twice by one person it is one work; what another has in hand is said. The database has the last word."""
    found = Work.objects.visible_to(by).filter(**what).exclude(state__in=Work.OVER_STATES)
    known: Work | None = found.select_related("holder").first()
    if known and known.holder_id != by.pk:
        raise Invalid(_("%(name)s has this in work already.") % {"name": known.holder.name})
    return known


def _begun(item: Item, by: Person, **fields: object) -> Work:
    work = Work(
        item=item, holder=by, body_id=by.body_id, typists=[by.pk], closed=item.closed, collection_id=item.collection_id,
        **fields,
    )  # fmt: skip
    work.save(force_insert=True)
    detail = {
        "item": str(item.pk),
        "kind": str(work.kind),
        "recording": str(work.file.file_id) if work.file else None,
        "from": str(work.began_from_id) if work.began_from_id else None,
        "source": str(work.source_id) if work.source_id else None,
    }
    record("transcript.begun", actor=by.pk, object=work.pk, detail=detail)
    return work


def _keep(work: Work, rows: list[WorkSegment]) -> None:
    for number, row in enumerate(rows, 1):
        row.place = number * GAP
    WorkSegment.objects.bulk_create(rows, batch_size=1000)
    work.speakers = list(dict.fromkeys(row.speaker for row in rows if row.speaker))[:MOST_SPEAKERS]
    work.save(update_fields=["speakers"])


def _row(work: Work, place: int = 0, **fields: object) -> WorkSegment:
    return WorkSegment(work=work, place=place, closed=work.closed, collection_id=work.collection_id, **fields)


def _segments(text: Text, by: Person) -> list[Segment]:
    return list(Segment.objects.visible_to(by).filter(text=text).order_by("number"))


def _copied(work: Work, text: Text, by: Person) -> list[WorkSegment]:
    return [_of(work, segment) for segment in _segments(text, by)]


def _of(work: Work, segment: Segment, sources: Iterable[UUID] = ()) -> WorkSegment:
    return _row(
        work, content=segment.content, speaker=segment.speaker, start_ms=segment.start_ms, end_ms=segment.end_ms,
        doubt=segment.doubt, sources=list(sources),
    )  # fmt: skip


def _facing(work: Work, source: Text, draft: Text | None, by: Person) -> list[WorkSegment]:
    """Rows in the order of the original; what the draft leaves out stands between as an empty one."""
    originals = _segments(source, by)
    number = {segment.pk: segment.number for segment in originals}
    links: dict[UUID, list[UUID]] = {}
    if draft:
        found = SegmentSource.objects.visible_to(by).filter(segment__text=draft).order_by("source__number")
        for segment, original in found.values_list("segment", "source"):
            links.setdefault(segment, []).append(original)
    rows: list[tuple[int, int, WorkSegment]] = []
    here = 0  # a segment of the draft without a source follows the one before it
    for turn, segment in enumerate(_segments(draft, by) if draft else ()):
        sources = [one for one in links.get(segment.pk, ()) if one in number]
        here = min((number[one] for one in sources), default=here)
        rows.append((here, turn, _of(work, segment, sources)))
    rendered = {one for sources in links.values() for one in sources}
    for segment in originals:
        if segment.pk not in rendered:
            fields = {"speaker": segment.speaker, "start_ms": segment.start_ms, "end_ms": segment.end_ms}
            rows.append((segment.number, -1, _row(work, sources=[segment.pk], **fields)))
    return [row for _number, _turn, row in sorted(rows, key=lambda one: one[:2])]
