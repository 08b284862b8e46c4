"""Recordings as WebM that every browser plays, and how loud they are from moment to moment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence.derivatives.base import FINGERPRINT, Copy, Look, Order, Told, likeness
from evidence.models import Derivative
from iapb.custody.piped import Piped, Writable
from iapb.language.base import CannotRead

MAKER = Path(__file__).parent / "inside.py"
GLANCER = Path(__file__).parent / "glance.py"
TOOL = "PyAV"
_GIB = 1 << 30
# The copy rests in the box's memory, and the recording while it is small. A film of two hours takes about an hour.
NEEDS = {"seconds": 12 * 3600, "cpu_seconds": 12 * 3600, "memory": _GIB, "disk": 4 * _GIB, "output": 3 * _GIB}
SENTENCES = {
    "media": _("This recording cannot be played here; it may be damaged. It is kept as it came."),
    "silent": _("The file has neither sound nor pictures that can be shown."),
}
Kind = Derivative.Kind


def copies(order: Order, media_type: str) -> Iterator[Copy]:
    """The sound alone with its waveform, since not everyone may see a face; of a film its pictures as well, and one of
    them for lists.

    Raises CannotRead when nothing could be decoded.
    """
    film = media_type.startswith("video/")
    # A silent film has no sound to listen to, which is no fault of it.
    if not {(Kind.SOUND, 0), (Kind.WAVEFORM, 0)} <= order.there and (not film or _run(order, None, "look")["sound"]):
        yield from _copied(order, Kind.SOUND, "audio/webm")
    if film and (Kind.FILM, 0) not in order.there:
        yield from _copied(order, Kind.FILM, "video/webm")
    if film and (Kind.THUMBNAIL, 0) not in order.there:
        yield from _glance(order)


def _glance(order: Order) -> Iterator[Copy]:
    """One of its pictures, small, and what some of them look like. A film of which none can be had goes without."""
    with closing(order.opening()) as content:
        answer = order.box.allowing(**NEEDS).python(
            GLANCER, input=content, outputs=["*.webp", "*.json"], modules=[FINGERPRINT], asking=True
        )
    told = json.loads(answer.files["report.json"])
    if told["small"]:
        width, height = (int(side) for side in told["small"])
        content = answer.files["thumbnail.webp"]
        yield Copy(Kind.THUMBNAIL, "image/webp", [content], Told(width, height).itself, TOOL, version("av"))
        yield from likeness(Look(str(bits), int(at)) for at, bits in told["looks"])


def _copied(order: Order, kind: str, media_type: str) -> Iterator[Copy]:
    piped = Piped(lambda into: _run(order, into, kind))
    # Version and tool are known before; size and length only when the last byte is there.
    yield Copy(kind, media_type, piped, lambda: _told(piped.result), TOOL, version("av"))
    if kind == Kind.SOUND:
        peaks = json.dumps(piped.result["peaks"], separators=(",", ":")).encode()
        yield Copy(Kind.WAVEFORM, "application/json", [peaks], lambda: _told(piped.result), TOOL, version("av"))


def _run(order: Order, into: Writable | None, what: str) -> dict[str, Any]:
    """Writes the copy, if one is wanted, and returns what was found out on the way."""
    sink = _Lines(into, order) if into else None
    with closing(order.opening()) as content:
        box = order.box.allowing(**NEEDS)
        answer = box.python(MAKER, what, input=content, outputs=["*.json"], sink=sink, asking=True)
    told = json.loads(answer.files["report.json"])
    if told["error"] or (into and not told["seconds"]):
        raise CannotRead(SENTENCES[told["error"] or "media"])
    return {**told, "peaks": json.loads(answer.files["peaks.json"])}


def _told(made: dict[str, Any]) -> Told:
    return Told(int(made["width"]), int(made["height"]), round(float(made["seconds"]) * 1000))


class _Lines:
    """Takes what the box says: how far it is, line by line, and after the last line the copy itself."""

    def __init__(self, into: Writable, order: Order) -> None:
        self._into, self._order = into, order
        self._rest, self._copying = b"", False

    def __call__(self, piece: bytes) -> None:
        if self._copying:
            self._into.write(piece)
            return
        self._rest += piece
        while not self._copying and b"\n" in self._rest:
            line, self._rest = self._rest.split(b"\n", 1)
            self._hear(json.loads(line))
        if self._copying and self._rest:
            self._into.write(self._rest)

    def _hear(self, told: dict[str, Any]) -> None:
        if "bytes" in told:
            self._copying = True
        elif told["of"]:
            self._order.on_progress(min(1.0, told["at"] / told["of"]))
