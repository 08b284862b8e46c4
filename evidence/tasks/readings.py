from __future__ import annotations

from contextlib import closing
from itertools import chain
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence.actions import files, texts
from evidence.layers import Made
from evidence.models import Item, ItemFile, Segment, Text
from evidence.sniffing import transcript_kind
from evidence.tasks.keeping import GONE, Given, complete, given, in_sentences, keep, link_to_file
from iapb import jobs
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.jobs import CannotRun, Failed
from iapb.jobs.box import Limits
from iapb.jobs.claims import Claimed
from iapb.language import align, scans, transcripts
from iapb.language.base import CannotRead
from iapb.language.base import Segment as Spoken

Role = ItemFile.Role


@jobs.handler("import_text", label=_("Read a transcript or translation"), link=link_to_file)
def import_text(job: Claimed) -> None:
    had = given(job)
    translated = had.item_file.role == Role.TRANSLATION
    if translated:
        with job.transaction() as actor:
            _original(had.item, actor)
    job.progress(0.1, _("Reading the file in the box"))
    with in_sentences(), closing(custody.open_plain(had.item_file.file)) as plain:
        kind = transcript_kind(had.item_file.file.media_type, custody.original_name(had.item_file.file))
        segments = transcripts.read(job.box(Limits()), plain, kind)
    made = Made(
        kind=Text.Kind.TRANSLATION if translated else Text.Kind.TRANSCRIPT,
        maker=Text.Maker.HUMAN,
        segments=segments,
        language=had.item_file.language,
    )
    job.progress(0.7, _("Sealing the layer"))
    with in_sentences():
        layer, stored = keep(job, made, item=had.item, name=had.name)
    with job.completing() as actor:
        source = _original(had.item, actor) if translated else None
        text = _complete(job, layer, stored, had, source, actor)
        if text is None:
            return
        if translated:
            jobs.ask("align", text.pk, by=actor, collection=text.collection_id)
        else:
            files.original_ready(item=had.item, text=text, by=actor)


@jobs.handler("read_scan", label=_("Read a scan"), link=link_to_file)
def read_scan(job: Claimed) -> None:
    had = given(job)

    def shown(page: int, of: int) -> None:
        stage = _("Page %(page)d of %(of)d is read") % {"page": page, "of": of}
        job.progress(0.1 + 0.8 * page / of, stage)

    job.progress(0.05, _("Opening the scan in the box"))
    with in_sentences(), closing(custody.open_plain(had.item_file.file)) as plain:
        pages = scans.read(job.box(Limits(**scans.NEEDS)), plain, on_page=shown)
        segments = list(chain.from_iterable(page.segments() for page in pages))
        if not segments:
            raise CannotRead(next((page.error for page in pages if page.error), _("No text was found on the pages.")))
    made = Made(
        kind=Text.Kind.OCR,
        maker=Text.Maker.MACHINE,
        segments=segments,
        engine=scans.ENGINE,
        engine_version=scans.version() or "unknown",
        extra={"pages": [_page(page) for page in pages]},
    )
    with in_sentences():
        layer, stored = keep(job, made, item=had.item, name=had.name)
    with job.completing() as actor:
        _complete(job, layer, stored, had, None, actor)


@jobs.handler("align", label=_("Align a translation"))
def align_translation(job: Claimed) -> None:
    """By time codes, else by order and length; what is not plain is marked for a person."""
    with job.transaction() as actor:
        text = Text.objects.visible_to(actor).filter(pk=job.object).first()
        if text is None:
            raise Failed(GONE)
        targets, sources = _spoken(text.pk, actor), _spoken(text.source_id, actor)
    job.progress(0.2, _("Comparing %(number)d segments") % {"number": len(targets)})
    pairs = align.align(sources, targets)
    with job.completing() as actor:
        texts.link_sources(text, pairs, actor)


def _original(item: Item, actor: Person) -> Text:
    """A translation names what it renders; one that comes before the transcript waits for it."""
    source = texts.original_of(item, actor)
    if source is None:
        raise CannotRun(_("The translation waits for the transcript: add it, and the translation is read by itself."))
    return source


def _complete(job: Claimed, layer: Any, stored: Any, had: Given, source: Text | None, actor: Person) -> Text | None:
    return complete(
        job,
        layer,
        stored,
        item=had.item,
        derived_from=had.item_file,
        source=source,
        actor=actor,
    )


def _page(page: scans.Page) -> dict[str, Any]:
    """Where each word stands on its page, for the overlay. Shares in thousandths: the layer has no floats."""
    words = [[w.text, round(w.confidence * 1000), w.left, w.top, w.width, w.height] for w in page.words]
    return {
        "number": page.number,
        "language": page.language,
        "confidence": round(page.confidence * 1000),
        "width": page.width,
        "height": page.height,
        "rotation": page.rotation,
        "words": words,
        "error": str(page.error),
    }


def _spoken(text: Any, actor: Person) -> list[Spoken]:
    rows = Segment.objects.visible_to(actor).filter(text=text).order_by("number")
    return [Spoken(row.content, row.speaker, row.start_ms, row.end_ms, row.language) for row in rows]
