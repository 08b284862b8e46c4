"""Layers of text: added whole, aligned, asked for from a machine, checked by a person."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence import joint, machines, signals
from evidence.access import require_own
from evidence.layers import Layer
from evidence.models import Item, ItemFile, Segment, SegmentSource, Text
from iapb import jobs
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.custody.models import StoredFile
from iapb.language.align import Pair
from iapb.ledger import record


def add_layer(
    *,
    item: Item,
    layer: Layer,
    stored: StoredFile,
    derived_from: ItemFile,
    source: Text | None,
    by: Person,
) -> Text:
    """In the transaction that completes the work: the layer, its file and its working copy, or nothing."""
    text = _text(item, layer, stored, source, by)
    text.save(force_insert=True)
    ItemFile.objects.create(
        item=item,
        file=stored,
        role=ItemFile.Role.TEXT_LAYER,
        derived_from=derived_from,
        language=text.language,
        closed=item.closed,
        collection_id=item.collection_id,
        added_by=by,
    )
    joint.share(stored, item, by)
    Segment.objects.bulk_create(_segments(text, layer), batch_size=1000)
    record("text.made", actor=by.pk, object=text.pk, detail=_told(text, layer, derived_from))
    # In this transaction: what is asked for on such news must not be lost with a process that dies after the commit.
    signals.text_ready.send(Text, text_id=text.pk, by=by)
    return text


def link_sources(text: Text, pairs: Sequence[Pair], by: Person) -> int:
    """Which segments of the source each translated segment renders, as far as it can be told."""
    if text.source_id is None:
        return 0
    targets = list(Segment.objects.visible_to(by).filter(text=text).order_by("number"))
    sources = list(Segment.objects.visible_to(by).filter(text=text.source_id).order_by("number"))
    SegmentSource.objects.visible_to(by).filter(segment__text=text).delete()
    links = [
        SegmentSource(
            segment=targets[target],
            source=sources[source],
            sure=pair.sure,
            closed=text.closed,
            collection_id=text.collection_id,
        )
        for pair in pairs
        for target in pair.targets
        for source in pair.sources
    ]
    SegmentSource.objects.bulk_create(links, batch_size=1000)
    detail = {"source": str(text.source_id), "links": len(links), "unsure": sum(not link.sure for link in links)}
    record("text.aligned", actor=by.pk, object=text.pk, detail=detail)
    signals.text_aligned.send(Text, text_id=text.pk, by=by)
    return len(links)


def ask_translation(*, text: Text, by: Person) -> None:
    _may_ask(text.collection_id, by)
    if text.kind == Text.Kind.TRANSLATION:
        raise Invalid(_("This is a translation already."))
    machines.require(_item_of(text.item_id, by), by)
    jobs.ask("translate", text.pk, by=by, collection=text.collection_id)


def ask_transcription(*, recording: ItemFile, by: Person) -> None:
    _may_ask(recording.collection_id, by)
    if recording.role not in (ItemFile.Role.RECORDING_AUDIO, ItemFile.Role.RECORDING_VIDEO):
        raise Invalid(_("Only a recording can be transcribed."))
    machines.require(_item_of(recording.item_id, by), by)
    jobs.ask("transcribe", recording.file_id, by=by, collection=recording.collection_id)


@transaction.atomic
def mark_checked(*, text: Text, by: Person) -> Text:
    """Machine text is a suggestion until a named person has checked it.

    What a person typed is checked by a second one, who reads along with the sound: evidence.transcripts.
    """
    _may_ask(text.collection_id, by)
    if text.maker != Text.Maker.MACHINE:
        raise Invalid(_("A person wrote this text. It is handed in and checked by a second person in the editor."))
    return record_check(text=text, by=by)


@transaction.atomic
def record_check(*, text: Text, by: Person) -> Text:
    """The room that calls has asked whether this person may check. Asked twice, it is told once."""
    locked = Text.objects.visible_to(by).select_for_update(of=("self",)).get(pk=text.pk)
    if locked.checked_at is None:
        locked.checked_by, locked.checked_at = by, timezone.now()
        locked.save(update_fields=["checked_by", "checked_at"])
        record("text.checked", actor=by.pk, object=locked.pk, detail={"sha256": locked.sha256})
        signals.text_checked.send(Text, text_id=locked.pk, by=by)
    return locked


def known_layer(item: Item, layer: Layer, derived_from: ItemFile, by: Person) -> Text | None:
    """The same file read again by the same engine gives the same layer: it is there already."""
    made = layer.made
    texts = Text.objects.visible_to(by).filter(item=item, kind=made.kind, sha256=layer.sha256)
    texts = texts.filter(engine=made.engine[:80], engine_version=made.engine_version[:80])
    return texts.filter(file__item_file__derived_from=derived_from).first()


def original_of(item: Item, by: Person) -> Text | None:
    """What a translation renders: a transcript before a document's text, what a person wrote or checked before a
    machine's draft, the newest first."""
    texts = Text.objects.visible_to(by).filter(item=item, source=None).exclude(kind=Text.Kind.TRANSLATION)
    ranked = sorted(texts, key=lambda text: text.created_at, reverse=True)
    ranked.sort(
        key=lambda text: (text.kind != Text.Kind.TRANSCRIPT, text.maker != Text.Maker.HUMAN, text.checked_at is None)
    )
    return ranked[0] if ranked else None


def _may_ask(collection: UUID, by: Person) -> None:
    require(by, Right.UPLOAD)
    require_own(collection, by)


def _item_of(pk: UUID, by: Person) -> Item:
    item: Item = Item.objects.visible_to(by).get(pk=pk)
    return item


def _text(item: Item, layer: Layer, stored: StoredFile, source: Text | None, by: Person) -> Text:
    made = layer.made
    return Text(
        item=item,
        kind=made.kind,
        language=layer.language[:8],
        maker=made.maker,
        engine=made.engine[:80],
        engine_version=made.engine_version[:80],
        source=source,
        file=stored,
        sha256=layer.sha256,
        closed=item.closed,
        collection_id=item.collection_id,
        created_by=by,
    )


def _segments(text: Text, layer: Layer) -> list[Segment]:
    rows = zip(layer.segments, layer.starts, strict=True)
    return [
        Segment(
            text=text,
            number=number,
            content=segment.text,
            start=start,
            speaker=segment.speaker,
            language=segment.language,
            start_ms=segment.start_ms,
            end_ms=segment.end_ms,
            doubt=segment.doubt,
            rendered=list(segment.rendered),
            closed=text.closed,
            collection_id=text.collection_id,
        )
        for number, (segment, start) in enumerate(rows)
    ]


def _told(text: Text, layer: Layer, derived_from: ItemFile) -> dict[str, object]:
    """A derivative names its parent, its tool and the tool's version."""
    return {
        "item": str(text.item_id),
        "kind": str(text.kind),
        "file": str(text.file_id),
        "parent": str(derived_from.file_id),
        "source": str(text.source_id) if text.source_id else None,
        "maker": str(text.maker),
        "tool": text.engine or "iapb.transcripts",
        "version": text.engine_version or "1",
        "language": text.language,
        "segments": len(layer.segments),
        "sha256": layer.sha256,
    }
