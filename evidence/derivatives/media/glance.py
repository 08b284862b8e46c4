"""Looks at some moments of a film, inside the box: one of them as a small picture, all of them as fingerprints.

To files: `thumbnail.webp`, and `report.json` {"small": [width, height] or [], "looks": [[milliseconds, bits], …]}.
"""

import json

import av
import numpy as np
import pyvips
from fingerprint import fingerprint
from inside import FORMATS, OUT, recording

MOMENTS = (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95)  # of its length
SMALL = 320


def main() -> None:
    report = {"small": [], "looks": []}
    try:
        keep(report, list(seen()))
    except (av.error.FFmpegError, ValueError, OSError):
        report["broken"] = True  # it goes without a small picture
    with open(OUT + "report.json", "w") as target:
        json.dump(report, target)


def seen():
    """(milliseconds, picture), each key frame once."""
    with recording() as source:
        if not FORMATS & set(source.format.name.split(",")) or not source.streams.video:
            return
        stream, before = source.streams.video[0], None
        for share in MOMENTS:
            source.seek(int((source.duration or 0) * share))
            frame = next(source.decode(stream), None)
            if frame is None or frame.pts == before:
                continue
            before = frame.pts
            yield round((frame.time or 0) * 1000), upright(frame)


def upright(frame):
    side = SMALL / max(frame.width, frame.height)
    width, height = (max(2, int(one * min(1, side)) // 2 * 2) for one in (frame.width, frame.height))
    colours = frame.reformat(width, height, "rgb24").to_ndarray()
    # As the recorder says it was held, in quarters against the clock.
    turned = np.rot90(colours, round(getattr(frame, "rotation", 0)) % 360 // 90)
    return pyvips.Image.new_from_array(np.ascontiguousarray(turned), interpretation="srgb")


def keep(report: dict, moments: list) -> None:
    report["looks"] = [[at, bits] for at, picture in moments if (bits := fingerprint(picture))]
    if moments:
        # The liveliest: not the black of a beginning or an end.
        _at, best = max(moments, key=lambda moment: moment[1].deviate())
        best.webpsave(OUT + "thumbnail.webp", Q=70, keep="none", effort=2)
        report["small"] = [best.width, best.height]


if __name__ == "__main__":
    main()
