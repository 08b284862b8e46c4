"""What a file says of itself, kept as recorded and shown as a claim."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from evidence.derivatives.base import Copy, Order, Told
from evidence.models import Derivative

MAKER = Path(__file__).parent / "inside.py"
TOOL = "ExifTool"
NEEDS = {"seconds": 180, "cpu_seconds": 120, "memory": 1 << 30, "disk": 6 << 30, "output": 4 << 20}
Kind = Derivative.Kind


def copies(order: Order, media_type: str) -> Iterator[Copy]:
    if (Kind.CLAIMS, 0) in order.there:
        return
    with closing(order.opening()) as content:
        # Only recordings are so large that they stay outside; what they say of themselves stands at their ends.
        asking = media_type.startswith(("audio/", "video/"))
        told = json.loads(order.box.allowing(**NEEDS).python(MAKER, input=content, asking=asking).stdout)
    if told["claims"]:
        kept = json.dumps(told["claims"], ensure_ascii=False, separators=(",", ":")).encode()
        yield Copy(Kind.CLAIMS, "application/json", [kept], Told().itself, TOOL, str(told["version"]))
