"""Drafts of machines. Each carries its engine and version, and says that nobody has checked it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from evidence import machines
from evidence.actions import texts
from evidence.layers import Made
from evidence.models import ItemFile, Segment, Text
from evidence.tasks.keeping import GONE, Given, given, in_sentences, link_to_file, put_in, seal
from iapb import jobs
from iapb.custody import actions as custody
from iapb.jobs import Failed
from iapb.jobs.box import Limits
from iapb.jobs.claims import Claimed
from iapb.jobs.registry import LONGEST_SECONDS
from iapb.language import speech, translate
from iapb.language.align import Pair
from iapb.language.base import Segment as Spoken
from iapb.language.speech import sound
from iapb.sentences import fill

INTO = translate.INTO
# How long a draft may take, by the size of what it is made of; a slow machine with a large model needs most of it.
START_SECONDS = 600
SECONDS_A_LETTER = 0.1
SECONDS_A_SECOND = 10


@jobs.handler("translate", label=_("Translate by machine"), seconds=LONGEST_SECONDS)
def translate_text(job: Claimed) -> None:
    source, had, rows = _asked_for(job)
    job.allow(START_SECONDS + SECONDS_A_LETTER * sum(len(row.text) for row in rows))
    with in_sentences():
        made, kept = _translated(job, rows, source.language)
    sealed = seal(job, made, had)
    with job.completing() as actor:
        text = put_in(sealed, had, source=source, by=actor)
        if text:
            texts.link_sources(text, [Pair((number,), (place,), True) for place, number in enumerate(kept)], actor)


@jobs.handler("transcribe", label=_("Transcribe by machine"), link=link_to_file, seconds=LONGEST_SECONDS)
def transcribe_recording(job: Claimed) -> None:
    had = given(job)
    with job.transaction() as actor, in_sentences():
        machines.require(had.item, actor)
        language = had.item_file.language or machines.language_of(had.item, actor)
    with in_sentences():
        made = _heard(job, had, language)
    sealed = seal(job, made, had)
    with job.completing() as actor:
        put_in(sealed, had, by=actor)


def _asked_for(job: Claimed) -> tuple[Text, Given, list[Spoken]]:
    """The source, its file, and its segments. Its own name is gone from it already."""
    with job.transaction() as actor:
        source = Text.objects.visible_to(actor).select_related("item").filter(pk=job.object).first()
        parent = ItemFile.objects.visible_to(actor).filter(file=source.file_id).first() if source else None
        if source is None or parent is None:
            raise Failed(GONE)
        with in_sentences():
            machines.require(source.item, actor)
        rows = Segment.objects.visible_to(actor).filter(text=source).order_by("number")
        spoken = [Spoken(row.content, row.speaker, row.start_ms, row.end_ms, row.language or "unknown") for row in rows]
    return source, Given(source.item, parent, ()), spoken


def _heard(job: Claimed, had: Given, language: str) -> Made:
    model = speech.find(Path(settings.MODEL_ROOT), language)
    job.progress(0.05, _("Decoding the recording in the box"))
    with closing(custody.open_plain(had.item_file.file)) as plain:
        samples, _probe = sound.decode(job.box(Limits(**sound.NEEDS)), plain)
    job.allow(START_SECONDS + SECONDS_A_SECOND * len(samples) / sound.RATE)
    heard = speech.transcribe(
        model,
        samples,
        language,
        on_chunk=lambda share: job.progress(0.2 + 0.7 * share, _("Listening")),
    )
    return Made(
        kind=Text.Kind.TRANSCRIPT,
        maker=Text.Maker.MACHINE,
        segments=[one.segment() for one in heard],
        language=language,
        engine=f"{speech.ENGINE} {model.name}",
        engine_version=model.version,
        extra={"words": [[_word(word) for word in one.words] for one in heard]},
    )


def _translated(job: Claimed, rows: list[Spoken], language: str) -> tuple[Made, list[int]]:
    """The draft, and for each of its segments the number of the one it renders."""
    wanted = language if language in translate.FROM else _most_spoken(rows)
    model = translate.find(Path(settings.MODEL_ROOT), wanted)
    job.progress(0.05, _("Loading the model"))

    def shown(done: int, of: int) -> None:
        job.progress(0.1 + 0.8 * done / of, fill(_("Segment %(done)d of %(of)d"), done=done, of=of))

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
