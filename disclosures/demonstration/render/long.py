"""A recording of hours by espeak-ng: the fictional English account, told again and again in changing voices.

For measurements and drills. Every sentence is spoken once in each voice; then they follow one another by chance,
with pauses as people make them, so that no two minutes are alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from disclosures.demonstration import story
from disclosures.demonstration.render.speech import RATE, VOICES, _encode, _say, _silence, sentences

_VARIANTS = (("m3", 42), ("f2", 52), ("m1", 35))
_LONG_PAUSE_IN = 12  # sentences


@dataclass(frozen=True)
class Long:
    audio: bytes  # Ogg, Opus
    seconds: float
    words: int  # that were spoken


def record(seconds: float, seed: int = 1) -> Long:
    chance = Random(seed)  # noqa: S311
    voices = VOICES["w3"]
    said = [one for line in story.paragraphs(voices.text) for one in sentences(line.split(": ", 1)[1])]
    spoken = [(_say(voices, *variant, sentence), len(sentence.split())) for variant in _VARIANTS for sentence in said]
    samples, words = bytearray(), 0
    while len(samples) < seconds * 2 * RATE:
        sound, number = chance.choice(spoken)
        samples += sound
        words += number
        samples += _silence(chance.uniform(4, 9) if chance.randrange(_LONG_PAUSE_IN) == 0 else chance.uniform(0.3, 1.2))
    return Long(_encode(bytes(samples), True), len(samples) / 2 / RATE, words)
