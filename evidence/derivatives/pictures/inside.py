"""Makes a small and a large copy of a picture inside the box, upright and without what the file says of itself.

To files: `thumbnail.webp`, `picture.webp`, `report.json` {"error", "large": [width, height], "small": …,
"looks": its fingerprint}.
"""

import json

import pyvips
from fingerprint import fingerprint

INPUT, OUT = "/work/input", "/work/out/"
MOST_PIXELS = 200_000_000
SMALL, LARGE = 320, 4096


def main() -> None:
    report = {"error": "", "large": [0, 0], "small": [0, 0], "looks": "", "version": pyvips.__version__}
    try:
        make(report)
    except pyvips.Error:
        report["error"] = "picture"
    with open(OUT + "report.json", "w") as target:
        json.dump(report, target)


def make(report: dict) -> None:
    head = pyvips.Image.new_from_file(INPUT, access="sequential", fail_on="none")
    if head.width * head.height > MOST_PIXELS:
        report["error"] = "large"
        return
    report["large"] = put("picture.webp", LARGE, 85)
    report["small"] = put("thumbnail.webp", SMALL, 70)
    report["looks"] = fingerprint(reduced(SMALL))


def put(name: str, side: int, quality: int) -> list[int]:
    made = reduced(side)
    made.webpsave(OUT + name, Q=quality, keep="none", effort=2)
    return [made.width, made.height]


def reduced(side: int) -> pyvips.Image:
    """Turned upright; what can be seen through is laid on white. A break in the data ends the picture, not the work."""
    made = pyvips.Image.thumbnail(INPUT, side, height=side, size="down", fail_on="none", export_profile="srgb")
    return made.flatten(background=255) if made.hasalpha() else made


if __name__ == "__main__":
    main()
