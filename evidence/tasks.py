"""Machines that read what was sent in. Each handler fetches, works outside any transaction, completes once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evidence.actions.texts import Layer, freeze, link, seen_file, seen_text
from evidence.models import Item, ItemFile, Segment, SegmentSource, Text
from iapb import jobs
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.custody.actions import open_plain, original_name
from iapb.language import base, scans, speech, transcripts, translate
from iapb.language.align import Pair, align
from iapb.language.speech import sound

UNDETERMINED = "und"


def _file_page(pk: UUID) -> str:
    return reverse("evidence:file_item", args=[pk])


def _text_page(pk: UUID) -> str:
    return reverse("evidence:text_item", args=[pk])


@jobs.handler("import_text", label=_("Read an uploaded transcript or translation"), link=_file_page)
def import_text(job: jobs.Claimed) -> None:
    with job.transaction() as actor:
        item_file = seen_file(job.object, actor)
        kind = Text.Kind.TRANSLATION if item_file.role == ItemFile.Role.TRANSLATION else Text.Kind.TRANSCRIPT
        source = _original_of(item_file.item, actor) if kind == Text.Kind.TRANSLATION else None
        if kind == Text.Kind.TRANSLATION and source is None:
            raise jobs.CannotRun(_("Its transcript has not been read yet. Upload the transcript, then try again."))
        originals = _segments_of(source, actor) if source else []
        name = original_name(item_file.file)
    job.progress(0.1, _("Opening the file"))
    with open_plain(item_file.file) as content:
        segments = _read(job, content, name)
    job.progress(0.7, _("Writing the text"))
    layer = Layer(
        item=item_file.item,
        kind=kind,
        language=item_file.language or _main_language(segments),
        maker=Text.Maker.HUMAN,
        segments=segments,
        parent=item_file,
        source=source,
    )
    pairs = align(_plain(originals), segments) if source else ()
    _freeze(job, layer, pairs)


@jobs.handler("align", label=_("Set a translation beside its original"), link=_text_page)
def align_again(job: jobs.Claimed) -> None:
    with job.transaction() as actor:
        text = seen_text(job.object, actor)
        if text.source is None:
            raise jobs.CannotRun(_("This text is not a translation."))
        originals, translated = _segments_of(text.source, actor), _segments_of(text, actor)
    pairs = align(_plain(originals), _plain(translated))
    with job.completing() as actor:
        SegmentSource.objects.visible_to(actor).filter(segment__text=text).delete()
        link(pairs, originals, translated)


@jobs.handler("read_scan", label=_("Read a scan"), link=_file_page)
def read_scan(job: jobs.Claimed) -> None:
    with job.transaction() as actor:
        item_file = seen_file(job.object, actor)
    with open_plain(item_file.file) as content:
        pages = scans.read(
            job.box(),
            content,
            languages=_scan_languages(item_file.language),
            on_page=_shown(job, _("Page %(number)d of %(of)d")),
        )
    segments = [segment for page in pages for segment in page.segments() if segment.text.strip()]
    if not segments:
        # A photograph without writing is no fault: it is read, and nothing stands in it.
        with job.completing():
            return
    layer = Layer(
        item=item_file.item,
        kind=Text.Kind.OCR,
        language=_main_language(segments),
        maker=Text.Maker.MACHINE,
        segments=segments,
        parent=item_file,
        engine="tesseract",
        engine_version=scans.version(),
    )
    _freeze(job, layer)


@jobs.handler("translate", label=_("Translate by machine"), link=_text_page)
def translate_text(job: jobs.Claimed) -> None:
    with job.transaction() as actor:
        text = seen_text(job.object, actor)
        originals = _segments_of(text, actor)
    plain = _plain(originals)
    model = translate.find(settings.MODEL_ROOT, text.language)
    shown = _shown(job, _("Segment %(number)d of %(of)d"))
    done = translate.translate(model, plain, text.language, on_segment=shown)
    layer = Layer(
        item=text.item,
        kind=Text.Kind.TRANSLATION,
        language=translate.INTO,
        maker=Text.Maker.MACHINE,
        segments=[
            base.Segment(rendered.text, segment.speaker, segment.start_ms, segment.end_ms, translate.INTO)
            for rendered, segment in zip(done, plain, strict=True)
        ],
        source=text,
        engine=translate.ENGINE,
        engine_version=f"{model.name} {model.version}",
    )
    _freeze(job, layer, _one_to_one(len(plain)))


@jobs.handler("transcribe", label=_("Write down a recording by machine"), link=_file_page)
def transcribe_recording(job: jobs.Claimed) -> None:
    with job.transaction() as actor:
        item_file = seen_file(job.object, actor)
    language = item_file.language
    model = speech.find(settings.MODEL_ROOT, language)
    job.progress(0.05, _("Decoding the sound"))
    with open_plain(item_file.file) as content:
        samples, _probe = sound.decode(job.box(), content)
    heard = speech.transcribe(model, samples, language, on_chunk=lambda share: job.progress(share, _("Listening")))
    layer = Layer(
        item=item_file.item,
        kind=Text.Kind.TRANSCRIPT,
        language=language,
        maker=Text.Maker.MACHINE,
        segments=[one.segment() for one in heard],
        parent=item_file,
        engine="faster-whisper",
        engine_version=f"{model.name} {model.version}",
    )
    _freeze(job, layer)


def _freeze(job: jobs.Claimed, layer: Layer, pairs: Sequence[Pair] = ()) -> None:
    try:
        freeze(layer, by=job.actor, completing=job.completing_within, pairs=pairs)
    except Invalid as refusal:
        raise jobs.Failed(refusal.sentence) from None


def _shown(job: jobs.Claimed, stage: Any) -> Callable[[int, int], None]:
    """Progress in steps. The last step is not the end: what was found is still to be written."""
    return lambda number, of: job.progress(number / (of + 1), stage % {"number": number, "of": of})


def _read(job: jobs.Claimed, content: base.Content, name: str) -> list[base.Segment]:
    return transcripts.read(job.box(), content, transcripts.kind_of(name))


def _original_of(item: Item, actor: Person) -> Text | None:
    """The transcript a translation belongs to: a person's before a machine's, the newest first."""
    found = Text.objects.visible_to(actor).filter(item=item, kind=Text.Kind.TRANSCRIPT)
    return found.order_by("maker", "-created_at").first()


def _segments_of(text: Text, actor: Person) -> list[Segment]:
    return list(Segment.objects.visible_to(actor).filter(text=text).order_by("number"))


def _plain(rows: Sequence[Segment]) -> list[base.Segment]:
    return [base.Segment(row.content, row.speaker, row.start_ms, row.end_ms, row.language or "unknown") for row in rows]


def _one_to_one(count: int) -> list[Pair]:
    return [Pair((number,), (number,), True) for number in range(count)]


def _main_language(segments: Sequence[base.Segment]) -> str:
    """By the amount of text in it; und (undetermined) where nothing can be told."""
    weight: Counter[str] = Counter()
    for segment in segments:
        if segment.language not in {"unknown", "mixed"}:
            weight[segment.language] += len(segment.text)
    return weight.most_common(1)[0][0] if weight else UNDETERMINED


def _scan_languages(language: str) -> tuple[str, ...]:
    known = ("ru", "be", "en")
    return (language, *(one for one in known if one != language)) if language in known else known
