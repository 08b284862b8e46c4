"""A second version of the framework: one code was parted, so that its tags are to be coded anew; one has a picture."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

from evidence.coding.framework import actions, pictures, publishing
from evidence.coding.models import FrameworkVersion
from iapb.accounts.models import Person

PARTED, PICTURED = "INS.GAS", "INS.BATON"
PARTS = {
    "INS.GAS_TEAR": {
        "label": {"en": "Tear gas", "ru": "Слезоточивый газ", "be": "Слёзатачывы газ"},
        "definition": "Thrown, or fired from a distance.",
    },
    "INS.GAS_PEPPER": {
        "label": {"en": "Pepper spray", "ru": "Перцовый баллончик", "be": "Перцавы балончык"},
        "definition": "Sprayed from the hand.",
    },
}
SIDE = 96  # pixels of the picture


def publish_second(reviewers: Sequence[Person]) -> None:
    """Once; later runs find it current."""
    first, second = reviewers[:2]
    if FrameworkVersion.objects.exclude(based_on=None).filter(current=True).exists():
        return
    draft = actions.start_draft(version="0.2", purpose="What coders differed over", by=first)
    actions.split_code(draft=draft, code=PARTED, parts=PARTS, by=first)
    actions.put_picture(
        draft=draft, code=PICTURED, picture=pictures.anew(_png()), alt="A straight stick.", origin="Drawn for this.",
        by=first,
    )  # fmt: skip
    draft = publishing.propose(draft=draft, by=first)
    publishing.publish(draft=draft, shown=publishing.content_hash(draft), by=second)


def _png() -> bytes:
    rows = b"".join(b"\0" + b"\x40" * (SIDE * 3) for _ in range(SIDE))
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    parts = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
