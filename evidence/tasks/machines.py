"""Drafts of machines. Each carries its engine and version, and says that nobody has checked it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from evidence.actions import texts
from evidence.layers import Made
from evidence.models import ItemFile, Segment, Text
from evidence.tasks.keeping import GONE, complete, given, in_sentences, keep, link_to_file
from iapb import jobs
from iapb.custody import actions as custody
from iapb.jobs import Failed
from iapb.jobs.box import Limits
from iapb.jobs.claims import Claimed
from iapb.language import speech, translate
from iapb.language.align import Pair
from iapb.language.base import Segment as Spoken
from iapb.language.speech import sound

INTO = translate.INTO


@jobs.handler("translate", label=_("Translate by machine"))
def translate_text(job: Claimed) -> None:
    with job.transaction() as actor:
        source = Text.objects.visible_to(actor).select_related("item").filter(pk=job.object).first()
        if source is None:
            raise Failed(GONE)
        with in_sentences():
            texts.require_machine(source.item, actor)
        rows = list(Segment.objects.visible_to(actor).filter(text=source).order_by("number"))
    with in_sentences():
        spoken = [Spoken(row.content, row.speaker, row.start_ms, row.end_ms, row.language or "unknown") for row in rows]
        made, kept = _translated(job, spoken, source.language)
        layer, stored = keep(job, made, item=source.item, name=None)
    with job.completing() as actor:
        parent = ItemFile.objects.visible_to(actor).filter(file=source.file_id).first()
        text = complete(job, layer, stored, item=source.item, derived_from=parent, source=source, actor=actor)
        if text is not None:
            texts.link_sources(text, [Pair((number,), (place,), True) for place, number in enumerate(kept)], actor)


@jobs.handler("transcribe", label=_("Transcribe by machine"), link=link_to_file)
def transcribe_recording(job: Claimed) -> None:
    had = given(job)
    with job.transaction() as actor, in_sentences():
        texts.require_machine(had.item, actor)
        language = had.item_file.language or texts.language_of(had.item, actor)
    with in_sentences():
        model = speech.find(Path(settings.MODEL_ROOT), language)
        job.progress(0.05, _("Decoding the recording in the box"))
        with closing(custody.open_plain(had.item_file.file)) as plain:
            samples, _probe = sound.decode(job.box(Limits(**sound.NEEDS)), plain)
        heard = speech.transcribe(
            model,
            samples,
            language,
            on_chunk=lambda share: job.progress(0.2 + 0.7 * share, _("Listening")),
        )
        made = Made(
            kind=Text.Kind.TRANSCRIPT,
            maker=Text.Maker.MACHINE,
            segments=[one.segment() for one in heard],
            language=language,
            engine=f"{speech.ENGINE} {model.name}",
            engine_version=model.version,
            extra={"words": [[_word(word) for word in one.words] for one in heard]},
        )
        layer, stored = keep(job, made, item=had.item, name=had.name)
    with job.completing() as actor:
        complete(
            job,
            layer,
            stored,
            item=had.item,
            derived_from=had.item_file,
            source=None,
            actor=actor,
        )


def _translated(job: Claimed, rows: list[Spoken], language: str) -> tuple[Made, list[int]]:
    """The draft, and for each of its segments the number of the one it renders."""
    wanted = language if language in translate.FROM else _most_spoken(rows)
    model = translate.find(Path(settings.MODEL_ROOT), wanted)
    job.progress(0.05, _("Loading the model"))

    def shown(done: int, of: int) -> None:
        job.progress(0.1 + 0.8 * done / of, _("Segment %(done)d of %(of)d") % {"done": done, "of": of})

    done = translate.translate(model, rows, wanted, on_segment=shown)
    kept = [number for number, one in enumerate(done) if one.text.strip()]
    segments = [
        Spoken(done[number].text, rows[number].speaker, rows[number].start_ms, rows[number].end_ms, INTO)
        for number in kept
    ]
    made = Made(
        kind=Text.Kind.TRANSLATION,
        maker=Text.Maker.MACHINE,
        segments=segments,
        language=INTO,
        engine=f"{translate.ENGINE} {model.name}",
        engine_version=model.version,
        extra={"confidence": [round(done[number].confidence * 1000) for number in kept]},
    )
    return made, kept


def _most_spoken(rows: list[Spoken]) -> str:
    """Of a text in two languages: the one with more words, since a model reads only its own."""
    letters: dict[str, int] = {}
    for row in rows:
        letters[row.language] = letters.get(row.language, 0) + len(row.text)
    return max(translate.FROM, key=lambda language: letters.get(language, 0))


def _word(word: Any) -> list[Any]:
    return [word.text, word.start_ms, word.end_ms, round(word.confidence * 1000)]
