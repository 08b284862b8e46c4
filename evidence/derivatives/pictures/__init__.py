"""Photographs and scans as WebP: upright, of a size a browser can hold, without what the file says of itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from evidence.derivatives.base import FINGERPRINT, Copy, Look, Order, Told, likeness
from evidence.models import Derivative
from iapb.language.base import CannotRead

MAKER = Path(__file__).parent / "inside.py"
TOOL = "libvips"
NEEDS = {"seconds": 300, "cpu_seconds": 300, "memory": 2 << 30, "disk": 1 << 30, "output": 64 << 20}
SENTENCES = {
    "picture": _("This picture cannot be shown here; it may be damaged. It is kept as it came."),
    "large": _("This picture has more than 200 million points and is not opened here. It is kept as it came."),
}
_FILES = {Derivative.Kind.PICTURE: ("picture.webp", "large"), Derivative.Kind.THUMBNAIL: ("thumbnail.webp", "small")}


def copies(order: Order, media_type: str) -> Iterator[Copy]:
    """Raises CannotRead where it is no picture after all."""
    if {(kind, 0) for kind in _FILES} <= order.there:
        return
    with closing(order.opening()) as content:
        answer = order.box.allowing(**NEEDS).python(
            MAKER, input=content, outputs=["*.webp", "report.json"], modules=[FINGERPRINT]
        )
    told = json.loads(answer.files["report.json"])
    if told["error"]:
        raise CannotRead(SENTENCES[told["error"]])
    for kind, (name, size) in _FILES.items():
        width, height = (int(side) for side in told[size])
        yield Copy(kind, "image/webp", [answer.files[name]], Told(width, height).itself, TOOL, str(told["version"]))
    yield from likeness([Look(str(told["looks"]))] if told["looks"] else [])
