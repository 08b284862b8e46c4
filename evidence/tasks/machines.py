"""A text is translated by a machine, in parts of some hundred segments. What is done is kept, and not done again.

The draft carries its engine and version, and says that nobody has checked it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from evidence import machines, rendering
from evidence.actions import texts
from evidence.drafts import Drafts
from evidence.layers import Made
from evidence.models import ItemFile, Segment, Text
from evidence.rendering import Glossary
from evidence.tasks.about import texts_named
from evidence.tasks.keeping import GONE, Given, in_sentences, put_in, seal
from iapb import jobs
from iapb.jobs import Failed
from iapb.jobs.claims import Claimed
from iapb.jobs.registry import LONGEST_SECONDS
from iapb.language import translate
from iapb.language.align import Pair
from iapb.language.base import Segment as Spoken
from iapb.language.models import Model
from iapb.sentences import fill

INTO = translate.INTO
START_SECONDS = 600
SECONDS_A_LETTER = 0.1
PART = 256  # segments that are kept at once


@jobs.handler("translate", label=_("Translate by machine"), about=texts_named, seconds=LONGEST_SECONDS)
def translate_text(job: Claimed) -> None:
    source, had, rows = _asked_for(job)
    job.allow(START_SECONDS + SECONDS_A_LETTER * sum(len(row.text) for row in rows))
    with job.transaction():
        glossary = rendering.load()
    with in_sentences():
        wanted = source.language if source.language in translate.FROM else _most_spoken(rows)
        model = translate.find(Path(settings.MODEL_ROOT), wanted)
        drafts = Drafts(job, had.item, (), f"{model.name} {model.sha256} {wanted} {glossary.digest}", GONE)
        done = _translated(job, model, rows, wanted, glossary, drafts)
    made, kept = _made(model, rows, done)
    sealed = seal(job, made, had)
    with job.completing() as actor:
        text = put_in(sealed, had, source=source, by=actor)
        if text:
            texts.link_sources(text, [Pair((number,), (place,), True) for place, number in enumerate(kept)], actor)
        drafts.forget(actor)


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
        spoken = [
            # Where a machine made out nothing there is nothing to translate.
            Spoken("" if row.doubt in (Segment.Doubt.LANGUAGE, Segment.Doubt.UNHEARD) else row.content,
                   row.speaker, row.start_ms, row.end_ms, row.language or "unknown", row.doubt)
            for row in rows
        ]  # fmt: skip
    return source, Given(source.item, parent, ()), spoken


def _translated(
    job: Claimed, model: Model, rows: list[Spoken], language: str, glossary: Glossary, drafts: Drafts
) -> list[dict[str, Any]]:
    """For each segment its draft, as it is kept."""
    job.progress(0.02, _("Loading the model"))
    done: list[dict[str, Any]] = []
    for number, first in enumerate(range(0, len(rows), PART), 1):
        if number not in drafts.done:
            some = rows[first : first + PART]
            answers = translate.translate(model, some, language)
            part = [_kept(glossary, row, language, one) for row, one in zip(some, answers, strict=True)]
            drafts.keep(number, part, 0.02 + 0.96 * (first + len(some)) / len(rows), _told(first + len(some), rows))
        done += drafts.done[number]
    return done


def _kept(glossary: Glossary, row: Spoken, language: str, answer: translate.Translated) -> dict[str, Any]:
    own = row.language if row.language in translate.FROM else language
    text, rendered = rendering.render(glossary, row.text, own, answer.text) if answer.text else ("", [])
    return {"text": text, "confidence": round(answer.confidence * 1000), "rendered": rendered}


def _told(done: int, rows: list[Spoken]) -> Any:
    return fill(_("Segment %(done)d of %(of)d"), done=done, of=len(rows))


def _made(model: Model, rows: list[Spoken], done: list[dict[str, Any]]) -> tuple[Made, list[int]]:
    """The draft, and for each of its segments the number of the one it renders."""
    kept = [number for number, one in enumerate(done) if one["text"].strip()]
    segments = [
        Spoken(
            done[number]["text"],
            rows[number].speaker,
            rows[number].start_ms,
            rows[number].end_ms,
            INTO,
            rows[number].doubt,
            tuple(done[number]["rendered"]),
        )
        for number in kept
    ]
    made = Made(
        kind=Text.Kind.TRANSLATION,
        maker=Text.Maker.MACHINE,
        segments=segments,
        language=INTO,
        engine=f"{translate.ENGINE} {model.name}",
        engine_version=model.version,
        extra={"confidence": [done[number]["confidence"] for number in kept], "model_sha256": model.sha256},
    )
    return made, kept


def _most_spoken(rows: list[Spoken]) -> str:
    """Of a text in two languages: the one with more words, since a model reads only its own."""
    letters: dict[str, int] = {}
    for row in rows:
        letters[row.language] = letters.get(row.language, 0) + len(row.text)
    return max(translate.FROM, key=lambda language: letters.get(language, 0))
