"""Machine translation by CTranslate2 from a model directory. A draft, never quoted as testimony."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version as version_of
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from iapb.language import models
from iapb.language.base import NAMES, EngineState, ModelMissing, Segment, WrongLanguage, ability_shown
from iapb.language.identify import MIXED, UNKNOWN
from iapb.language.models import CARD, TRANSLATE, Model
from iapb.sentences import fill

ENGINE = "ctranslate2"
INTO = "en"
FROM = ("ru", "be")
SENTENCE = re.compile(r"(?<=[.!?…])[\"”»)]*\s+(?=[\"“«(–—]*\s*[A-ZА-ЯЁІЎ0-9])")
BATCH = 16
AT_ONCE = 32  # segments, between two tellings of progress
BEAM = 2
LONGEST_PIECES = 200  # a longer sentence is cut, lest the model stop in the middle


@dataclass(frozen=True, slots=True)
class Translated:
    """Of one segment. Confidence 0 to 1 is the model's own, not a measure of truth."""

    text: str
    confidence: float
    sure_of_language: bool


def find(root: Path, language: str, into: str = INTO) -> Model:
    """Raises ModelMissing, naming what to install, or WrongLanguage for what no model is made for."""
    if language not in FROM:
        raise WrongLanguage(_("Only Russian and Belarusian are translated here."))
    model = models.find(root, TRANSLATE, language, into)
    if model is None:
        raise ModelMissing(f"{TRANSLATE} {language}-{into}", ability_shown(TRANSLATE, [language, into]))
    return model


def translate(
    model: Model,
    segments: Sequence[Segment],
    language: str,
    *,
    on_segment: Callable[[int, int], None] | None = None,
) -> list[Translated]:
    """One translation a segment, in order. `language` is the text's; a segment in another one that
    the model is not made for stays untranslated: an empty text, for a person to do."""
    if language not in model.languages:
        raise WrongLanguage(
            fill(
                _("The model “%(model)s” is made for %(languages)s only."),
                model=model.name,
                languages=[NAMES[one] for one in model.languages],
            )
        )
    engine = _engine(model)
    done: list[Translated] = []
    for first in range(0, len(segments), AT_ONCE):
        done += _some(engine, model, segments[first : first + AT_ONCE], language)
        if on_segment:
            on_segment(len(done), len(segments))
    return done


def _some(engine: _Engine, model: Model, segments: Sequence[Segment], language: str) -> list[Translated]:
    """The engine is given the sentences of many segments at once: alone, most of them leave it idle."""
    own = [language if one.language in (UNKNOWN, MIXED) else one.language for one in segments]
    asked = [
        (number, sentence)
        for number, segment in enumerate(segments)
        if own[number] in model.languages
        for sentence in sentences(segment.text)
    ]
    answers = engine.translate([(sentence, own[number]) for number, sentence in asked])
    said: list[list[tuple[str, float]]] = [[] for _one in segments]
    for (number, _sentence), pieces in zip(asked, answers, strict=True):
        said[number] += pieces
    return [
        _joined(said[number], own[number] in model.languages and (not said[number] or segment.language == own[number]))
        for number, segment in enumerate(segments)
    ]


def _joined(said: list[tuple[str, float]], sure: bool) -> Translated:
    if not said:
        return Translated("", 0.0, sure)
    mean = sum(score for _text, score in said) / len(said)
    return Translated(" ".join(text for text, _score in said), round(mean, 3), sure)


def sentences(text: str) -> list[str]:
    return [sentence.strip() for line in text.split("\n") for sentence in SENTENCE.split(line) if sentence.strip()]


class _Engine:
    def __init__(self, path: Path) -> None:
        import ctranslate2
        import sentencepiece

        self.translator = ctranslate2.Translator(str(path), device="cpu", compute_type="int8", intra_threads=2)
        self.source = sentencepiece.SentencePieceProcessor(model_file=str(path / "source.spm"))
        self.target = sentencepiece.SentencePieceProcessor(model_file=str(path / "target.spm"))
        # Models for many languages want marks round a sentence; the card says which.
        card = json.loads((path / CARD).read_text(encoding="utf-8"))
        self.before: dict[str, list[str]] = card.get("before", {})
        self.after: dict[str, list[str]] = card.get("after", {})
        self.target_prefix: list[str] = card.get("target_prefix", [])
        # Pieces that the model has positions for, of either side.
        self.longest = int(card.get("longest", LONGEST_PIECES))
        self.longest_answer = int(card.get("longest", 2 * LONGEST_PIECES))

    def translate(self, sentences: Sequence[tuple[str, str]]) -> list[list[tuple[str, float]]]:
        """Of each sentence and its language the translation, in pieces where it is long, and for each piece the
        geometric mean of what the model gave its parts."""
        counts, marked = [], []
        for text, language in sentences:
            parts = self._parts(text)
            counts.append(len(parts))
            marked += [[*self.before.get(language, []), *one, *self.after.get(language, [])] for one in parts]
        if not marked:
            return [[] for _one in counts]
        results = self.translator.translate_batch(
            marked,
            target_prefix=[self.target_prefix] * len(marked) if self.target_prefix else None,
            beam_size=BEAM,
            max_batch_size=BATCH,
            max_decoding_length=self.longest_answer,
            return_scores=True,
        )
        answers = iter((self._decoded(one), math.exp(min(0.0, one.scores[0]))) for one in results)
        return [list(islice(answers, count)) for count in counts]

    def _decoded(self, result: Any) -> str:
        return str(self.target.decode(result.hypotheses[0][len(self.target_prefix) :]))

    def _parts(self, text: str) -> list[list[str]]:
        pieces = self.source.encode(text, out_type=str)
        return [pieces[n : n + self.longest] for n in range(0, len(pieces), self.longest)]


def _engine(model: Model) -> _Engine:
    return _loaded(model.path, model.sha256)


@lru_cache(2)
def _loaded(path: Path, sha256: str) -> _Engine:
    """Only what is, to the byte, what was installed. Raises BadModel."""
    models.verify(models.read(path))
    return _Engine(path)


def states(root: Path) -> list[EngineState]:
    return [_state(root, language) for language in FROM]


def _state(root: Path, language: str) -> EngineState:
    ability = f"translate {language}-{INTO}"
    try:
        model = find(root, language)
    except ModelMissing as missing:
        return EngineState(ability, ENGINE, (language,), version_of("ctranslate2"), False, missing.sentence)
    sentence: Any = f"{model.name} {model.version} {model.note}".strip()
    return EngineState(ability, ENGINE, model.languages, version_of("ctranslate2"), True, sentence, model)
