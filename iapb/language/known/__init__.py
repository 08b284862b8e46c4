"""Sentences whose meaning is known, of which every model must make something sensible before it is put to use.

A model of another language invents fluent sentences, and a card may be wrong. The recordings were made with
espeak-ng from the words beside them; they are no measure of how well a model hears people.
"""

from __future__ import annotations

import wave
from array import array
from collections.abc import Iterator
from pathlib import Path

from iapb.language import speech, translate
from iapb.language.base import LanguageError, Segment
from iapb.language.models import TRANSLATE, Model, Proof
from iapb.language.words import words

# What is asked, and what must stand in the English answer, in any of these words.
TRANSLATED: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "ru": ("Судья назначил мне 15 суток ареста.", (("judge",), ("15", "fifteen"), ("arrest", "detention", "custody"))),
    "be": (
        "Суддзя прызначыў мне 15 сутак арышту.",
        (("judge",), ("15", "fifteen"), ("arrest", "detention", "custody")),
    ),
}
SPOKEN: dict[str, tuple[str, tuple[str, ...]]] = {
    "en": (
        "I was detained on the eleventh of August near the metro station.",
        ("detained", "august", "near", "metro", "station"),
    ),
    "ru": (
        "Меня задержали одиннадцатого августа возле станции метро.",
        ("задержали", "августа", "возле", "станции", "метро"),
    ),
    "be": (
        "Мяне затрымалі адзінаццатага жніўня каля станцыі метро.",
        ("затрымалі", "жніўня", "каля", "станцыі", "метро"),
    ),
}
# A synthetic voice is harder than a person. tiny.en hears all five; a model of another language hears none.
HEARD_OF_FIVE = 3


def prove(model: Model) -> Iterator[Proof]:
    """One proof for each language the card names. The model is loaded for it."""
    for language in model.languages:
        yield _translated(model, language) if model.ability == TRANSLATE else _heard(model, language)


def _translated(model: Model, language: str) -> Proof:
    if language not in TRANSLATED:
        return Proof(language, "", "", False)
    asked, wanted = TRANSLATED[language]
    (done,) = translate.translate(model, [Segment(asked, language=language)], language)
    said = set(_plain(done.text))
    return Proof(language, asked, done.text, all(said & set(group) for group in wanted))


def _heard(model: Model, language: str) -> Proof:
    asked, wanted = SPOKEN[language]
    try:
        heard = " ".join(one.text for one in speech.transcribe(model, recording(language), language))
    except LanguageError:
        heard = ""
    return Proof(language, asked, heard, len(set(_plain(heard)) & set(wanted)) >= HEARD_OF_FIVE)


def recording(language: str) -> array[int]:
    """Samples at 16 kHz. Our own file, so it is opened here and not in the box."""
    with wave.open(str(Path(__file__).parent / f"{language}.wav")) as source:
        return array("h", source.readframes(source.getnframes()))


def _plain(text: str) -> Iterator[str]:
    return (word for word, _lemmas in words(text, "unknown"))
