"""A recording is written down by a machine, in parts of minutes. What is done is kept, and not done again."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from evidence import machines
from evidence.drafts import PLAN, Drafts
from evidence.layers import Made
from evidence.models import Text
from evidence.tasks.about import files_named
from evidence.tasks.keeping import GONE, Given, given, in_sentences, put_in, seal
from iapb import jobs
from iapb.custody import actions as custody
from iapb.jobs.box import Limits
from iapb.jobs.claims import Claimed
from iapb.jobs.registry import LONGEST_SECONDS
from iapb.language import speech
from iapb.language.models import Model
from iapb.language.speech import listening, sound
from iapb.language.speech.listening import RATE, Speech
from iapb.sentences import fill

# How long a draft may take, by the length of what it is made of; a slow machine with a large model needs most of it.
START_SECONDS = 600
SECONDS_A_SECOND = 10
# Decoded at once: 58 MB of samples. Each window is decoded from the beginning, which is fast beside hearing it.
WINDOW_SECONDS = 1800
LISTENED = 0.1  # of the progress, when it is known where somebody speaks


@jobs.handler("transcribe", label=_("Transcribe by machine"), about=files_named, seconds=LONGEST_SECONDS)
def transcribe_recording(job: Claimed) -> None:
    had = given(job)
    with job.transaction() as actor, in_sentences():
        machines.require(had.item, actor)
        language = had.item_file.language or machines.language_of(had.item, actor)
    with in_sentences():
        model = speech.find(Path(settings.MODEL_ROOT), language)
        speech.must_hear(model, language)
        drafts = Drafts(job, had.item, had.names, f"{model.name} {model.sha256} {language}", GONE)
        heard = _heard(job, had, model, language, drafts)
        speech.must_be_of(language, heard)
    sealed = seal(job, _made(model, language, heard), had)
    with job.completing() as actor:
        put_in(sealed, had, by=actor)
        drafts.forget(actor)


def _heard(job: Claimed, had: Given, model: Model, language: str, drafts: Drafts) -> list[speech.Heard]:
    plan = drafts.done.get(PLAN) or _planned(job, had, drafts)
    stretches = [Speech(start, end) for start, end in plan["stretches"]]
    speech.must_speak(stretches)
    job.allow(START_SECONDS + SECONDS_A_SECOND * plan["seconds"])
    parts = listening.parts(stretches)
    left = [(number, part) for number, part in enumerate(parts, 1) if number not in drafts.done]
    for window in listening.windows(left, WINDOW_SECONDS):
        _window(job, had, model, language, drafts, window, plan["seconds"])
    return [speech.Heard.of(told) for number in range(1, len(parts) + 1) for told in drafts.done[number]]


def _planned(job: Claimed, had: Given, drafts: Drafts) -> dict[str, Any]:
    """Where somebody speaks: found once, since the parts are counted by it."""
    job.progress(0.01, _("Looking for speech in the recording"))
    with closing(custody.open_plain(had.item_file.file)) as plain:
        stretches, found = sound.listen(job.box(Limits(**sound.NEEDS)), plain)
    plan = {"stretches": [[one.start, one.end] for one in stretches], "seconds": found.seconds}
    kept: dict[str, Any] = drafts.keep(PLAN, plan, LISTENED, _told(0, found.seconds))
    return kept


def _window(job: Claimed, had: Given, model: Model, language: str, drafts: Drafts, window: Any, seconds: float) -> None:
    first, last = window[0][1][0][0].start, window[-1][1][-1][-1].end
    with closing(custody.open_plain(had.item_file.file)) as plain:
        samples, _probe = sound.decode(job.box(Limits(**sound.NEEDS)), plain, first, last)
    for number, part in window:
        heard = [one for chunk in part for one in speech.hear(model, samples, first, chunk, language)]
        done = part[-1][-1].end / RATE
        share = LISTENED + (0.98 - LISTENED) * min(1.0, done / max(seconds, 1.0))
        drafts.keep(number, [one.told() for one in heard], share, _told(done, seconds))


def _told(done: float, seconds: float) -> Any:
    return fill(_("%(done)d of %(of)d minutes are written down"), done=int(done // 60), of=round(seconds / 60))


def _made(model: Model, language: str, heard: list[speech.Heard]) -> Made:
    return Made(
        kind=Text.Kind.TRANSCRIPT,
        maker=Text.Maker.MACHINE,
        segments=[one.segment() for one in heard],
        language=language,
        engine=f"{speech.ENGINE} {model.name}",
        engine_version=model.version,
        extra={
            "words": [[_word(word) for word in one.words] for one in heard],
            # What was heard against what was stated; empty where the model knows one language alone.
            "languages": {"stated": language, "heard": [one.language_heard for one in heard]},
            "model_sha256": model.sha256,
        },
    )


def _word(word: speech.Word) -> list[Any]:
    return [word.text, word.start_ms, word.end_ms, round(word.confidence * 1000)]
