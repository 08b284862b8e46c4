"""Speech of an interview by espeak-ng: two voices, one recording, with the time of every cue."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import av

from disclosures.demonstration import story

#: What espeak-ng writes: mono, 16 bits.
RATE = 22050
LONGEST = 178.0  # seconds; what does not fit is left to the transcript
_SENTENCE = re.compile(r"(?<=[.?!…»])\s+(?=[«\"A-ZА-ЯЁІЎ(])")
_PAUSE_IN_TURN, _PAUSE_BETWEEN = 0.3, 0.7


class SpeechFailed(Exception):
    """espeak-ng is missing or refused; the message says what to install."""


@dataclass(frozen=True)
class Voices:
    text: str
    language: str
    interviewer: tuple[str, int]  # espeak-ng variant, pitch
    witness: tuple[str, int]
    words_per_minute: int


@dataclass(frozen=True)
class Cue:
    start: float  # seconds
    end: float
    speaker: str
    text: str


@dataclass(frozen=True)
class Recording:
    audio: bytes  # Ogg, Opus
    cues: tuple[Cue, ...]
    seconds: float
    complete: bool  # False: only the first part of the account is spoken


VOICES = {
    "w1": Voices("w1.ru.txt", "ru", ("f2", 55), ("m3", 38), 165),
    "w2": Voices("w2.be.txt", "be", ("f5", 40), ("f2", 60), 160),
    "w3": Voices("w3.en.txt", "en-gb", ("f2", 52), ("m3", 42), 172),
}


@lru_cache(maxsize=len(VOICES))
def record(witness: str) -> Recording:
    voices = VOICES[witness]
    samples, cues = bytearray(), []
    complete = True
    for paragraph in story.paragraphs(voices.text):
        spoken, its_cues = _turn(voices, paragraph, start=len(samples) / 2 / RATE)
        if (len(samples) + len(spoken)) / 2 / RATE > LONGEST:
            complete = False
            break
        samples += spoken
        cues += its_cues
    seconds = len(samples) / 2 / RATE
    return Recording(_encode(bytes(samples), complete), tuple(cues), seconds, complete)


def _turn(voices: Voices, paragraph: str, start: float) -> tuple[bytes, list[Cue]]:
    speaker, said = paragraph.split(": ", 1)
    asking = speaker.startswith(("I", "И", "І"))
    variant, pitch = voices.interviewer if asking else voices.witness
    samples, cues = bytearray(), []
    for sentence in sentences(said):
        begins = start + len(samples) / 2 / RATE
        samples += _say(voices, variant, pitch, sentence)
        cues.append(Cue(begins, start + len(samples) / 2 / RATE, speaker, sentence))
        samples += _silence(_PAUSE_IN_TURN)
    samples += _silence(_PAUSE_BETWEEN - _PAUSE_IN_TURN)
    return bytes(samples), cues


def sentences(said: str) -> list[str]:
    """Sentences, short ones kept with the one before, so that a cue can be read."""
    joined: list[str] = []
    for sentence in _SENTENCE.split(said):
        if joined and len(joined[-1]) < 60:
            joined[-1] += " " + sentence
        else:
            joined.append(sentence)
    return joined


def _language(voices: Voices, sentence: str) -> str:
    """People mix: Belarusian has neither и nor щ, Russian neither і nor ў."""
    letters = sentence.lower()
    russian = any(letter in letters for letter in "ищ") and not any(letter in letters for letter in "іў")
    return "ru" if voices.language == "be" and russian else voices.language


def _say(voices: Voices, variant: str, pitch: int, sentence: str) -> bytes:
    words = sentence.replace("(Пауза.)", "").replace("(Паўза.)", "").strip()
    command = ["espeak-ng", "-v", f"{_language(voices, sentence)}+{variant}", "-p", str(pitch)]
    command += ["-s", str(voices.words_per_minute), "--stdout", "--stdin"]
    try:
        done = subprocess.run(command, input=words.encode(), capture_output=True, timeout=60)
    except FileNotFoundError:
        raise SpeechFailed("espeak-ng is not installed: apt-get install espeak-ng") from None
    if done.returncode or len(done.stdout) <= 44:
        raise SpeechFailed(f"espeak-ng could not speak {voices.language}: install espeak-ng-data")
    return _trimmed(done.stdout[44:])


def _trimmed(samples: bytes) -> bytes:
    """Without the silence espeak-ng leaves at the end; pauses are ours."""
    end = len(samples) - len(samples) % 2
    while end and samples[end - 2 : end] == b"\0\0":
        end -= 2
    return samples[:end]


def _silence(seconds: float) -> bytes:
    return b"\0\0" * int(seconds * RATE)


def _encode(samples: bytes, complete: bool) -> bytes:
    """Opus in Ogg: every browser plays it and seeks in it. Same samples, same bytes."""
    out = io.BytesIO()
    with av.open(out, "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", rate=48000, layout="mono")
        stream.bit_rate = 32000
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        container.metadata["title"] = "Fictional demonstration, synthetic voices"
        container.metadata["comment"] = "Whole account" if complete else "First part of the account"
        for frame in _frames(samples):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def _frames(samples: bytes) -> Iterator[av.AudioFrame]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=48000)
    for start in range(0, len(samples), RATE):
        piece = samples[start : start + RATE]
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(piece) // 2)
        frame.planes[0].update(piece)
        frame.sample_rate, frame.pts = RATE, start // 2
        yield from resampler.resample(frame)
    yield from resampler.resample(None)
