"""Files that are two things at once: one for whoever looks at them, another for whoever opens them."""

import mmap
import re
import zipfile

NEAR = 4096
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
    seen = told.startswith(SEEN) and told != "image/svg+xml"
    packed = "zip" in told or "openxmlformats" in told or "opendocument" in told
    with open(path, "rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as content:
        start, end = content[:NEAR], content[max(0, len(content) - NEAR) :]
        twofold = (
            (not packed and zipfile.is_zipfile(path))
            or (not packed and told != "application/pdf" and b"%PDF-" in start[:1024])
            or (seen and bool(PAGE.search(start) or PAGE.search(end)))
            or any(head.match(start) for head in SCRIPT_HEADS)
            or (told.startswith("image/") and any(content.find(mark) > 0 for mark in PACKED_BEHIND))
        )
    return ["two_kinds"] if twofold else []
