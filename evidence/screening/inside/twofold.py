"""Files that are two things at once: one for whoever looks at them, another for whoever opens them."""

import os
import re
import zipfile

NEAR = 4096
PIECE = 1 << 20
PAGE = re.compile(rb"<(?:html|script|!doctype\s+html|iframe)\b", re.IGNORECASE)
# Where a picture's own header leaves room for the beginning of a comment or an assignment.
SCRIPT_HEADS = (
    re.compile(rb"GIF8[79]a(?:/\*|=)"),
    re.compile(rb"\xff\xd8\xff.(?:/\*|=)", re.DOTALL),
    re.compile(rb"BM(?:/\*|=)"),
)
PACKED_BEHIND = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
SEEN = ("image/", "audio/", "video/")


def look(path: str, told: str) -> list[str]:
    seen = told.startswith(SEEN)
    packed = "zip" in told or "openxmlformats" in told or "opendocument" in told
    start, end = ends_of(path)
    twofold = (
        (not packed and zipfile.is_zipfile(path))
        or (not packed and told != "application/pdf" and b"%PDF-" in start[:1024])
        or (seen and bool(PAGE.search(start) or PAGE.search(end)))
        or any(head.match(start) for head in SCRIPT_HEADS)
        or (told.startswith("image/") and holds(path, PACKED_BEHIND))
    )
    return ["two_kinds"] if twofold else []


def ends_of(path: str) -> tuple[bytes, bytes]:
    with open(path, "rb") as source:
        start = source.read(NEAR)
        source.seek(max(0, os.path.getsize(path) - NEAR))
        return start, source.read(NEAR)


def holds(path: str, marks: tuple[bytes, ...]) -> bool:
    """Piece by piece: a large file does not fit into the box's memory a second time."""
    with open(path, "rb") as source:
        before = b""
        while piece := source.read(PIECE):
            if any(mark in before + piece for mark in marks):
                return True
            before = piece[-16:]
    return False
