"""Machine translation by CTranslate2 from a model directory. A draft, never quoted as testimony."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version as version_of
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
    engine = _engine(model.path)
    done = []
    for number, segment in enumerate(segments, 1):
        done.append(_one(engine, model, segment, language))
        if on_segment:
            on_segment(number, len(segments))
    return done


def _one(engine: _Engine, model: Model, segment: Segment, language: str) -> Translated:
    own = language if segment.language in (UNKNOWN, MIXED) else segment.language
    if own not in model.languages or not segment.text.strip():
        return Translated("", 0.0, own in model.languages)
    texts, scores = engine.translate(sentences(segment.text), own)
    mean = sum(scores) / len(scores)
    return Translated(" ".join(texts), round(mean, 3), segment.language == own)


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

    def translate(self, texts: list[str], language: str) -> tuple[list[str], list[float]]:
        """Translations, and for each the geometric mean of what the model gave its pieces."""
        pieces = [part for text in texts for part in self._parts(text)]
        marked = [[*self.before.get(language, []), *one, *self.after.get(language, [])] for one in pieces]
        prefix = [self.target_prefix] * len(marked) if self.target_prefix else None
        results = self.translator.translate_batch(
            marked,
            target_prefix=prefix,
            beam_size=BEAM,
            max_batch_size=BATCH,
            max_decoding_length=self.longest_answer,
            return_scores=True,
        )
        found = [one.hypotheses[0][len(self.target_prefix) :] for one in results]
        return [self.target.decode(one) for one in found], [math.exp(min(0.0, one.scores[0])) for one in results]

    def _parts(self, text: str) -> list[list[str]]:
        pieces = self.source.encode(text, out_type=str)
        return [pieces[n : n + self.longest] for n in range(0, len(pieces), self.longest)]


@lru_cache(2)
def _engine(path: Path) -> _Engine:
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
    return EngineState(ability, ENGINE, model.languages, version_of("ctranslate2"), True, sentence)
