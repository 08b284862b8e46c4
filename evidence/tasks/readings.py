"""What people wrote is read into a layer: transcripts, translations, scans; translations are aligned."""

from __future__ import annotations

from contextlib import closing
from itertools import chain
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from evidence.actions import files, texts
from evidence.layers import Made
from evidence.models import Item, ItemFile, Segment, Text
from evidence.sniffing import transcript_kind
from evidence.tasks.about import files_named, texts_named
from evidence.tasks.keeping import GONE, Given, given, in_sentences, put_in, seal, silent_pages
from iapb import jobs
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.jobs import CannotRun, Failed
from iapb.jobs.box import Limits
from iapb.jobs.claims import Claimed
from iapb.jobs.registry import LONGEST_SECONDS
from iapb.language import align, documents, scans, transcripts
from iapb.language.base import CannotRead
from iapb.language.base import Segment as Spoken
from iapb.sentences import fill

Role = ItemFile.Role
# A page takes some seconds; one that is hard to read takes a few minutes and then says so by itself.
SECONDS_A_PAGE = 60


@jobs.handler("import_text", label=_("Read a transcript or translation"), about=files_named)
def import_text(job: Claimed) -> None:
    had = given(job)
    translated = had.item_file.role == Role.TRANSLATION
    if translated:
        with job.transaction() as actor:
            _original(had.item, actor)
    job.progress(0.1, _("Reading the file in the box"))
    made = Made(
        kind=Text.Kind.TRANSLATION if translated else Text.Kind.TRANSCRIPT,
        maker=Text.Maker.HUMAN,
        segments=_written(job, had),
        language=had.item_file.language,
    )
    job.progress(0.7, _("Sealing the layer"))
    sealed = seal(job, made, had)
    with job.completing() as actor:
        source = _original(had.item, actor) if translated else None
        text = put_in(sealed, had, source=source, by=actor)
        if text and translated:
            jobs.ask("align", text.pk, by=actor, collection=text.collection_id)
        elif text:
            files.original_ready(item=had.item, text=text, by=actor)


@jobs.handler("read_scan", label=_("Read a scan"), about=files_named, seconds=LONGEST_SECONDS)
def read_scan(job: Claimed) -> None:
    """Of a document with words of its own only the pages that hold none."""
    had = given(job)
    job.progress(0.05, _("Opening the scan in the box"))
    pages = _pages(job, had, only=silent_pages(had, job))
    made = Made(
        kind=Text.Kind.OCR,
        maker=Text.Maker.MACHINE,
        segments=list(chain.from_iterable(page.segments() for page in pages)),
        engine=scans.ENGINE,
        engine_version=scans.version() or "unknown",
        extra={"pages": [_page(page) for page in pages]},
    )
    sealed = seal(job, made, had)
    with job.completing() as actor:
        put_in(sealed, had, by=actor)


@jobs.handler("read_document", label=_("Read a document"), about=files_named, seconds=documents.NEEDS["seconds"])
def read_document(job: Claimed) -> None:
    """Its own words. Pages that show something and hold none are read as a scan, so that nothing is left out."""
    had = given(job)
    job.progress(0.1, _("Reading the file in the box"))
    file = had.item_file.file
    with in_sentences(), closing(custody.open_plain(file)) as plain:
        read = documents.read(job.box(Limits()), plain, file.media_type)
    sealed = seal(job, _own_words(read, had), had) if read.segments else None
    with job.completing() as actor:
        if sealed:
            put_in(sealed, had, by=actor)
        if read.silent:
            jobs.ask("read_scan", file.pk, by=actor, collection=had.item_file.collection_id)


def _own_words(read: documents.Document, had: Given) -> Made:
    return Made(
        kind=Text.Kind.BODY,
        maker=Text.Maker.HUMAN,
        segments=read.segments,
        language=had.item_file.language,
        engine=documents.ENGINE,
        engine_version=documents.VERSION,
        extra={"pages": list(read.pages), "silent": list(read.silent)} if read.pages else {},
    )


@jobs.handler("align", label=_("Align a translation"), about=texts_named)
def align_translation(job: Claimed) -> None:
    """By time codes, else by order and length; what is not plain is marked for a person."""
    with job.transaction() as actor:
        text = Text.objects.visible_to(actor).filter(pk=job.object).first()
        if text is None:
            raise Failed(GONE)
        targets, sources = _spoken(text.pk, actor), _spoken(text.source_id, actor)
    job.progress(0.2, fill(_("Comparing %(number)d segments"), number=len(targets)))
    pairs = align.align(sources, targets)
    with job.completing() as actor:
        texts.link_sources(text, pairs, actor)


def _written(job: Claimed, had: Given) -> list[Spoken]:
    file = had.item_file.file
    with in_sentences(), closing(custody.open_plain(file)) as plain:
        return transcripts.read(job.box(Limits()), plain, transcript_kind(file.media_type, custody.original_name(file)))


def _pages(job: Claimed, had: Given, only: list[int]) -> list[scans.Page]:
    """Raises Failed where no page holds any text."""

    def shown(page: int, of: int) -> None:
        job.allow(SECONDS_A_PAGE * of)
        job.progress(0.1 + 0.8 * page / of, fill(_("Page %(page)d of %(of)d is read"), page=page, of=of))

    with in_sentences():
        with closing(custody.open_plain(had.item_file.file)) as plain:
            pages = scans.read(job.box(Limits(**scans.NEEDS)), plain, only=only, on_page=shown)
        if not any(page.segments() for page in pages):
            raise CannotRead(next((page.error for page in pages if page.error), _("No text was found on the pages.")))
    return pages


def _original(item: Item, actor: Person) -> Text:
    """A translation names what it renders; one that comes before the transcript waits for it."""
    source = texts.original_of(item, actor)
    if source is None:
        raise CannotRun(_("The translation waits for the transcript: add it, and the translation is read by itself."))
    return source


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


def _spoken(text: UUID | None, actor: Person) -> list[Spoken]:
    rows = Segment.objects.visible_to(actor).filter(text=text).order_by("number")
    return [Spoken(row.content, row.speaker, row.start_ms, row.end_ms, row.language) for row in rows]
