"""Text layers: made once, frozen, and worked on in segments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.masking import mask_for
from evidence.models import Item, ItemFile, Segment, SegmentSource, Text
from evidence.signals import text_ready
from iapb import jobs
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.custody.actions import receive
from iapb.custody.models import StoredFile
from iapb.language import base
from iapb.language.align import Pair
from iapb.ledger import record

MEDIA_TYPE = "application/json"
LAYER_VERSION = 1
#: Segments are joined by this in the text that tags point into.
SEPARATOR = "\n"
Completion = Callable[[Person], AbstractContextManager[None]]


@dataclass(frozen=True)
class Layer:
    """What is to be frozen. `parent` is the stored file it was made from."""

    item: Item
    kind: str
    language: str
    maker: str
    segments: Sequence[base.Segment]
    parent: ItemFile | None = None
    source: Text | None = None
    engine: str = ""
    engine_version: str = ""


def freeze(layer: Layer, *, by: Person, completing: Completion, pairs: Sequence[Pair] = ()) -> None:
    """Seals the layer's bytes and writes its working copy, in the transaction that ends the job.

    Called outside any transaction. The witness's own names become the code first, so
    that what is searched, tagged and quoted never holds them; the file that was sent
    in stays as it came.
    """
    segments = [_masked(segment, mask) for mask in [mask_for(layer.item.subject, by)] for segment in layer.segments]
    if not any(segment.text for segment in segments):
        raise Invalid(_("There is no text in it."))
    digest = hashlib.sha256(SEPARATOR.join(segment.text for segment in segments).encode()).hexdigest()

    def within(file: StoredFile) -> None:
        with completing(by):
            _write(layer, segments, digest, file, pairs, by)

    receive(
        [_bytes(layer, segments, digest)],
        subjects=[layer.item.subject or layer.item.collection_id],
        media_type=MEDIA_TYPE,
        name="",
        by=by,
        kind=StoredFile.Kind.DERIVATIVE,
        within=within,
    )


def link(pairs: Sequence[Pair], sources: Sequence[Segment], targets: Sequence[Segment]) -> None:
    """Writes which segments a translation renders; both lists in the order of their layers."""
    SegmentSource.objects.bulk_create(
        SegmentSource(
            segment=targets[target],
            source=sources[source],
            sure=pair.sure,
            closed=targets[target].closed,
            collection_id=targets[target].collection_id,
        )
        for pair in pairs
        for target in pair.targets
        for source in pair.sources
    )


def ask_for_machine(item: Item, kind: str, *, object: UUID, by: Person) -> jobs.Job:
    """Asks for a machine layer by button: `translate` of a text, `transcribe` or `read_scan` of a file."""
    return jobs.ask(kind, object, by=by, collection=item.collection_id)


def _masked(segment: base.Segment, mask: Callable[[str], str]) -> base.Segment:
    return base.Segment(mask(segment.text), segment.speaker, segment.start_ms, segment.end_ms, segment.language)


def _bytes(layer: Layer, segments: Sequence[base.Segment], digest: str) -> bytes:
    """The frozen layer: readable without this software, whole enough to rebuild the working copy."""
    content = {
        "v": LAYER_VERSION,
        "kind": str(layer.kind),
        "language": layer.language,
        "maker": str(layer.maker),
        "engine": layer.engine,
        "engine_version": layer.engine_version,
        "source": str(layer.source.pk) if layer.source else None,
        "sha256": digest,
        "segments": [
            {
                "text": segment.text,
                "speaker": segment.speaker,
                "start_ms": segment.start_ms,
                "end_ms": segment.end_ms,
                "language": segment.language,
            }
            for segment in segments
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _write(
    layer: Layer, segments: Sequence[base.Segment], digest: str, file: StoredFile, pairs: Sequence[Pair], by: Person
) -> Text:
    item = layer.item
    text = Text(
        item=item,
        kind=layer.kind,
        language=layer.language,
        maker=layer.maker,
        engine=layer.engine,
        engine_version=layer.engine_version,
        source=layer.source,
        file=file,
        sha256=digest,
        closed=item.closed,
        collection_id=item.collection_id,
        created_by=by,
    )
    text.save(force_insert=True)
    rows = Segment.objects.bulk_create(_rows(text, segments))
    if layer.source is not None and pairs:
        link(pairs, list(Segment.objects.visible_to(by).filter(text=layer.source).order_by("number")), rows)
    record(
        "text.made",
        actor=by.pk,
        object=item.pk,
        detail={
            "text": str(text.pk),
            "kind": str(layer.kind),
            "language": layer.language,
            "maker": str(layer.maker),
            "engine": layer.engine,
            "engine_version": layer.engine_version,
            "parent": str(layer.parent.file_id) if layer.parent else None,
            "source": str(layer.source.pk) if layer.source else None,
            "sha256": digest,
            "segments": len(rows),
        },
    )
    transaction.on_commit(partial(text_ready.send, sender=Text, text_id=text.pk, by=by))
    return text


def _rows(text: Text, segments: Sequence[base.Segment]) -> list[Segment]:
    rows: list[Segment] = []
    start = 0
    for number, segment in enumerate(segments):
        rows.append(
            Segment(
                text=text,
                number=number,
                content=segment.text,
                start=start,
                speaker=segment.speaker[:40],
                language="" if segment.language in {"unknown", "mixed"} else segment.language,
                start_ms=segment.start_ms,
                end_ms=segment.end_ms,
                closed=text.closed,
                collection_id=text.collection_id,
            )
        )
        # Code points, as tags count them.
        start += len(segment.text) + len(SEPARATOR)
    return rows


def seen_file(pk: UUID, actor: Any) -> ItemFile:
    """The file a job is about, through the door of whoever asked for it."""
    return ItemFile.objects.visible_to(actor).select_related("item", "file").get(pk=pk)


def seen_text(pk: UUID, actor: Any) -> Text:
    return Text.objects.visible_to(actor).select_related("item").get(pk=pk)
