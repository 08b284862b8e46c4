"""Recordings as samples, opened in the box."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from iapb.language.base import CannotRead, Content, Opened, Opener
from iapb.language.speech.listening import RATE, Listener, Speech, chunks, speech_in

__all__ = ["RATE", "chunks", "decode", "listen", "probe", "speech_in"]
DECODER = Path(__file__).parent / "inside.py"
# A recording that is not small stays outside the box and is read there; samples leave it as they are decoded.
# What leaves the box is let go of as it comes, so that a day of sound may (2.8 GB).
NEEDS = {"seconds": 1800, "cpu_seconds": 1800, "memory": 1536 << 20, "disk": 2048 << 20, "output": 3072 << 20}

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


def probe(opener: Opener, content: Content) -> Probe:
    """Decodes everything and keeps nothing: a recording that was cut off is found at upload."""
    return _report(
        opener.allowing(**NEEDS).python(DECODER, "probe", input=content, outputs=["report.json"], asking=True)
    )


def decode(opener: Opener, content: Content, start: int = 0, end: int | None = None) -> tuple[array[int], Probe]:
    """Samples at RATE, one channel: all, or those from `start` to `end`. Raises CannotRead.

    A window is decoded from the beginning all the same, so that its samples are those of the whole; what the
    report then says of length and wholeness is about as much as was decoded.
    """
    samples = array("h")
    found = _decoded(opener, content, samples.extend, start, end)
    return samples, found


def listen(opener: Opener, content: Content) -> tuple[list[Speech], Probe]:
    """Where somebody speaks. The samples are let go of as they come: two hours would be 230 MB."""
    listener = Listener()
    found = _decoded(opener, content, listener.hear, 0, None)
    return listener.stretches(), found


def _decoded(
    opener: Opener, content: Content, take: Callable[[array[int]], None], start: int, end: int | None
) -> Probe:
    left = b""

    def received(piece: bytes) -> None:
        nonlocal left
        piece = left + piece
        even = len(piece) - len(piece) % 2
        take(array("h", piece[:even]))
        left = piece[even:]

    window = [str(start), str(end)] if end is not None else []
    opener = opener.allowing(**NEEDS)
    result = opener.python(DECODER, "pcm", *window, input=content, outputs=["report.json"], sink=received, asking=True)
    return _report(result)


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
