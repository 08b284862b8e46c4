"""Makes a copy of a recording that every browser plays, inside the box.

Argument: `sound` or `film`, or `look` to tell only what there is. Standard output: JSON lines
{"at": seconds, "of": seconds} while it works, one line {"bytes": n}, then the WebM file itself. To files: `report.json`
and `peaks.json`. What was decoded before a break is kept, and the break is told.
"""

import json
import shutil
import sys
from fractions import Fraction

import asked
import av
from av.audio.fifo import AudioFifo

MADE, OUT = "/work/tmp/made.webm", "/work/out/"
# By name, asked before the first header is read: no playlist or list of files is ever followed.
NAMES = """
aac aiff amr asf avi caf flac m4a matroska mov mp3 mp4 mpeg mpegts ogg wav webm 3gp w64 flv
"""
FORMATS = frozenset(NAMES.split())
OPENED = {"format_whitelist": ",".join(sorted(FORMATS)), "protocol_whitelist": "file,pipe", "enable_drefs": "0"}
SOUND_RATE, SOUND_BITS = 48000, 40_000
PEAK_RATE = 8000  # samples a second that the peaks are taken from
MOST_PEAKS = 2000
WIDEST, HIGHEST, FASTEST = 960, 540, 30
FILM_BITS = 700_000
TOLD_EVERY = 5.0  # seconds of the recording


def main() -> None:
    report = {"error": "", "seconds": 0.0, "width": 0, "height": 0, "whole": True, "sound": False}
    peaks = Peaks()
    try:
        made = make(report, peaks, sys.argv[1])
    except (av.error.FFmpegError, ValueError, OSError, StopIteration):
        made, report["error"] = False, report["error"] or "media"
    write("report.json", report)
    write("peaks.json", peaks.told())
    if made:
        hand_out()


def recording():
    return av.open(asked.source(), metadata_errors="ignore", options=dict(OPENED))


def make(report: dict, peaks: "Peaks", what: str) -> bool:
    with recording() as source:
        if not FORMATS & set(source.format.name.split(",")):
            report["error"] = "media"
            return False
        sound = source.streams.audio[0] if source.streams.audio else None
        picture = source.streams.video[0] if what == "film" and source.streams.video else None
        report["sound"] = bool(sound)
        if what == "look":
            return False
        if not picture and (what == "film" or not sound):
            report["error"] = "silent"
            return False
        with av.open(MADE, "w", format="webm") as target:
            copy(source, target, Sound(target, sound, peaks), Picture(target, picture, report), report)
    return bool(report["seconds"])


def copy(source, target, sound: "Sound", picture: "Picture", report: dict) -> None:
    whole = (source.duration or 0) / av.time_base
    told = 0.0
    streams = [one for one in (sound.stream, picture.stream) if one]
    try:
        for packet in source.demux(streams):
            for frame in packet.decode():
                part = picture if packet.stream is picture.stream else sound
                part.take(frame)
                report["seconds"] = max(report["seconds"], frame.time or 0.0)
            if report["seconds"] >= told + TOLD_EVERY:
                told = report["seconds"]
                say({"at": told, "of": whole})
    except av.error.FFmpegError:
        report["whole"] = False
    sound.end()
    picture.end()
    report["seconds"] = max(report["seconds"], sound.seconds)


class Sound:
    def __init__(self, target, stream, peaks: "Peaks") -> None:
        self.target, self.stream, self.peaks, self.samples = target, stream, peaks, 0
        if not stream:
            return
        self.encoder = target.add_stream("libopus", rate=SOUND_RATE, options={"application": "voip"})
        self.encoder.layout, self.encoder.bit_rate = "mono", SOUND_BITS
        self.resampler = av.AudioResampler(format="s16", layout="mono", rate=SOUND_RATE)
        self.fifo = AudioFifo()

    @property
    def seconds(self) -> float:
        return self.samples / SOUND_RATE

    def take(self, frame) -> None:
        for one in self.resampler.resample(frame):
            # Gaps in the clock of a damaged recording are closed: what is heard is what was there.
            one.pts = None
            self.fifo.write(one)
            self.peaks.take(bytes(one.planes[0])[: one.samples * 2])
        self._encode(partial=False)

    def end(self) -> None:
        if not self.stream:
            return
        for one in self.resampler.resample(None):
            one.pts = None
            self.fifo.write(one)
        self._encode(partial=True)
        self.target.mux(self.encoder.encode(None))

    def _encode(self, *, partial: bool) -> None:
        size = self.encoder.codec_context.frame_size or 960
        while frame := self.fifo.read(size, partial):
            frame.pts, frame.time_base = self.samples, Fraction(1, SOUND_RATE)
            self.samples += frame.samples
            self.target.mux(self.encoder.encode(frame))


class Picture:
    """Turned as the recorder says, made smaller, at most thirty pictures a second."""

    def __init__(self, target, stream, report: dict) -> None:
        self.target, self.stream, self.report = target, stream, report
        self.encoder = self.turned = None
        self.last = -1.0
        if stream:
            stream.thread_type = "AUTO"
            # Made before the first packet is written, since the file's head names all streams.
            self.encoder = target.add_stream("libvpx", rate=FASTEST, options={"deadline": "realtime", "cpu-used": "8"})
            turned = sideways(stream)
            width, height = (stream.height, stream.width) if turned else (stream.width, stream.height)
            self.encoder.width, self.encoder.height = fitted(width, height)
            self.encoder.pix_fmt, self.encoder.bit_rate = "yuv420p", FILM_BITS
            self.encoder.codec_context.time_base = Fraction(1, 1000)
            report |= {"width": self.encoder.width, "height": self.encoder.height}

    def take(self, frame) -> None:
        at = frame.time
        if at is None or at < self.last + 1 / FASTEST - 0.001:
            return
        self.last = at
        upright = self._turn(frame)
        made = upright.reformat(self.encoder.width, self.encoder.height, "yuv420p")
        made.pts, made.time_base = round(at * 1000), Fraction(1, 1000)
        self.target.mux(self.encoder.encode(made))

    def end(self) -> None:
        if self.encoder:
            self.target.mux(self.encoder.encode(None))

    def _turn(self, frame):
        degrees = round(getattr(frame, "rotation", 0)) % 360
        if not degrees:
            return frame
        if self.turned is None:
            self.turned = turner(self.stream, degrees)
        self.turned.push(frame)
        return self.turned.pull()


def sideways(stream) -> bool:
    """Telephones film on their side and say so on each picture: the first one is looked at."""
    with recording() as again:
        first = next(again.decode(again.streams.video[0]))
        return round(getattr(first, "rotation", 0)) % 180 == 90


def turner(stream, degrees: int):
    graph = av.filter.Graph()
    steps = {90: ["cclock"], 270: ["clock"], 180: ["clock", "clock"]}[degrees]
    chain = [graph.add_buffer(template=stream), *(graph.add("transpose", step) for step in steps)]
    graph.link_nodes(*chain, graph.add("buffersink")).configure()
    return graph


def fitted(width: int, height: int) -> tuple[int, int]:
    wide, high = (WIDEST, HIGHEST) if width >= height else (HIGHEST, WIDEST)
    share = min(1.0, wide / width, high / height)
    return max(2, int(width * share) // 2 * 2), max(2, int(height * share) // 2 * 2)


class Peaks:
    """The loudest sample of each stretch, 0 to 100; stretches grow so that there are never too many."""

    def __init__(self) -> None:
        self.found: list[int] = []
        self.samples, self.stretch, self.loudest, self.inside = 0, 480, 0, 0

    def take(self, data: bytes) -> None:
        view = memoryview(data).cast("h")
        self.samples += len(view)
        place = 0
        while place < len(view):
            part = view[place : place + self.stretch - self.inside]
            self.loudest = max(self.loudest, max(part), -min(part))
            self.inside += len(part)
            place += len(part)
            if self.inside >= self.stretch:
                self._close()

    def _close(self) -> None:
        self.found.append(min(100, self.loudest * 100 // 32767))
        self.loudest = self.inside = 0
        if len(self.found) >= 2 * MOST_PEAKS:
            self.found = [max(pair) for pair in zip(self.found[::2], self.found[1::2], strict=True)]
            self.stretch *= 2

    def told(self) -> dict:
        return {"seconds": self.samples / SOUND_RATE, "peaks": self.found}


def hand_out() -> None:
    with open(MADE, "rb") as made:
        made.seek(0, 2)
        say({"bytes": made.tell()})
        made.seek(0)
        shutil.copyfileobj(made, sys.stdout.buffer, 1 << 20)


def say(told: dict) -> None:
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")
    sys.stdout.buffer.flush()


def write(name: str, told: dict) -> None:
    with open(OUT + name, "w") as target:
        json.dump(told, target)


if __name__ == "__main__":
    main()
