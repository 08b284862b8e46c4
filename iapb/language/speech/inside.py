"""Decodes a recording inside the box: 16 kHz mono PCM to standard output, a report to a file.

Argument: `pcm`, or `probe` to decode without writing the sound out. After `pcm`, two numbers of samples
may say which stretch is wanted; it is counted from the beginning, since seeking is not exact.
"""

import json
import sys

import asked
import av

REPORT = "/work/out/report.json"
RATE = 16000
HEAD = 65536
UNKNOWN_SIZE = 0x7F000000
LONGEST = 24 * 3600
# By name, asked before the first header is read: no playlist or list of files is ever followed.
NAMES = """
aac aiff amr asf avi caf flac m4a matroska mov mp3 mp4 mpeg mpegts ogg wav webm 3gp w64
"""
FORMATS = frozenset(NAMES.split())
OPENED = {"format_whitelist": ",".join(sorted(FORMATS)), "protocol_whitelist": "file,pipe", "enable_drefs": "0"}


def main() -> None:
    report = {"error": "", "seconds": 0.0, "promised": 0.0, "format": "", "codec": "", "whole": True}
    try:
        start, end = map(int, sys.argv[2:4] or (0, sys.maxsize))
        decode(report, range(start, end) if sys.argv[1] == "pcm" else None)
    except (av.error.FFmpegError, ValueError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            raise
        report["error"] = report["error"] or "sound"
    with open(REPORT, "w") as target:
        json.dump(report, target)


def decode(report: dict, wanted: range | None) -> None:
    with asked.stream() as source:
        if not source.read(1):
            report["error"] = "nothing"
            return
    with av.open(asked.source(), metadata_errors="ignore", options=dict(OPENED)) as container:
        if not FORMATS & set(container.format.name.split(",")):
            report["error"] = "sound"
            return
        if not container.streams.audio:
            report["error"] = "silent_film" if container.streams.video else "sound"
            return
        stream = container.streams.audio[0]
        report |= {"format": container.format.name, "codec": stream.codec_context.name}
        report["promised"] = promised(container, stream)
        if report["promised"] > LONGEST:
            report["error"] = "long"
            return
        samples = stretch(container, stream, report, wanted)
    report["seconds"] = samples / RATE
    if not samples:
        report["error"] = report["error"] or "sound"
    if report["promised"] and report["seconds"] < report["promised"] * 0.98 - 0.5:
        report["whole"] = False


def promised(container, stream) -> float:
    """Seconds the file says it has; a file that was cut off still promises the whole."""
    if container.format.name == "wav" and (seconds := promised_by_wave(stream)):
        return seconds
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base


def promised_by_wave(stream) -> float:
    """The library believes the size of the file; the header knows how much there was to be."""
    with asked.stream() as source:
        head = source.read(HEAD)
    place = head.find(b"data")
    size = int.from_bytes(head[place + 4 : place + 8], "little") if place >= 0 else 0
    second = stream.codec_context.sample_rate * stream.codec_context.layout.nb_channels * 2
    # A recorder that writes to a pipe cannot know, and puts the largest number it has.
    plain = stream.codec_context.name == "pcm_s16le" and size < UNKNOWN_SIZE
    return size / second if plain and second else 0.0


def stretch(container, stream, report: dict, wanted: range | None) -> int:
    """Number of samples. What was decoded before a break is kept, and the break is told."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    samples = 0
    try:
        for frame in container.decode(stream):
            samples = put(resampler.resample(frame), samples, wanted)
            if samples > LONGEST * RATE:
                report["error"] = "long"
                break
            if wanted and samples >= wanted.stop:
                return samples
    except av.error.FFmpegError:
        report["whole"] = False
    return put(resampler.resample(None), samples, wanted)


def put(frames, before: int, wanted: range | None) -> int:
    """Samples with these; of them those that are wanted are written."""
    for frame in frames:
        if wanted:
            first, last = max(wanted.start, before), min(wanted.stop, before + frame.samples)
            if first < last:
                sys.stdout.buffer.write(bytes(frame.planes[0])[(first - before) * 2 : (last - before) * 2])
        before += frame.samples
    return before


if __name__ == "__main__":
    main()
