"""A picture beside a code: a small PNG, made anew so that nothing but its pixels comes in.

The bytes that came are read here by hand, bounded at every step, and thrown away; what is kept was written by us
from the pixels alone. See docs/decisions/framework-pictures.md.
"""

from __future__ import annotations

import struct
import zlib
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid

LARGEST = 300_000  # bytes
WIDEST = 640  # pixels, either way
SMALLEST = 16
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of a colour type
_NEEDED = (b"PLTE", b"tRNS")
_FIELD = "picture"


@dataclass(frozen=True)
class Picture:
    png: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return sha256(self.png).hexdigest()


def from_base64(text: str) -> Picture:
    """As the page's script sends it; a data address is taken as well."""
    head, _comma, rest = text.partition(",")
    if len(text) > LARGEST * 2:
        raise _too_large()
    try:
        return anew(b64decode("".join((rest if head.startswith("data:") else text).split()), validate=True))
    except (NotBase64, ValueError) as error:
        raise _not_png() from error


def anew(content: bytes) -> Picture:
    if len(content) > LARGEST:
        raise _too_large()
    if not content.startswith(_SIGNATURE):
        raise _not_png()
    chunks = list(_chunks(content))
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13 or chunks[-1][0] != b"IEND":
        raise _not_png()
    header = chunks[0][1]
    width, height, depth, colour, method, filtering, interlaced = struct.unpack(">IIBBBBB", header)
    if not (SMALLEST <= width <= WIDEST and SMALLEST <= height <= WIDEST):
        raise Invalid(
            _("The picture is %(width)s by %(height)s pixels. It must be between 16 and 640 either way.")
            % {"width": width, "height": height},
            _FIELD,
        )
    if depth != 8 or colour not in _CHANNELS or method or filtering or interlaced:
        raise Invalid(_("Save the picture as a plain PNG: 8 bits a channel, not interlaced, not animated."), _FIELD)
    parts = _needed(chunks, colour)
    rows = _rows(b"".join(data for name, data in chunks if name == b"IDAT"), width * _CHANNELS[colour] + 1, height)
    written = [(b"IHDR", header), *parts, (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    return Picture(_SIGNATURE + b"".join(_chunk(name, data) for name, data in written), width, height)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(content):
        if at + 12 > len(content):
            raise _not_png()
        length = int.from_bytes(content[at : at + 4], "big")
        name, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        check = content[at + 8 + length : at + 12 + length]
        if len(check) != 4 or int.from_bytes(check, "big") != zlib.crc32(name + data):
            raise _not_png()
        yield name, data
        at += 12 + length
        if name == b"IEND":
            if at != len(content):
                raise Invalid(_("Something stands behind the end of the picture. Save it anew."), _FIELD)
            return


def _needed(chunks: list[tuple[bytes, bytes]], colour: int) -> list[tuple[bytes, bytes]]:
    """The palette and its transparency; texts, places, times, profiles and animations stay outside."""
    names = [name for name, _data in chunks]
    if b"acTL" in names or any(names.count(name) > 1 for name in (b"IHDR", *_NEEDED)):
        raise Invalid(_("Save the picture as a plain PNG: 8 bits a channel, not interlaced, not animated."), _FIELD)
    held = {name: data for name, data in chunks if name in _NEEDED}
    palette = held.get(b"PLTE", b"")
    if colour == 3 and (not palette or len(palette) % 3 or len(palette) > 768):
        raise _not_png()
    longest = {0: 2, 2: 6, 3: len(palette) // 3}.get(colour, 0)
    transparency = held.get(b"tRNS", b"")
    if len(transparency) > longest or (colour in (0, 2) and len(transparency) not in (0, longest)):
        raise _not_png()
    kept = [(b"PLTE", palette)] if colour == 3 else []
    return [*kept, *([(b"tRNS", transparency)] if transparency else [])]


def _rows(packed: bytes, stride: int, height: int) -> bytes:
    """Exactly the rows the head promises: a picture that unfolds into more is refused before it does."""
    unpacking = zlib.decompressobj()
    try:
        rows = unpacking.decompress(packed, stride * height + 1)
    except zlib.error as error:
        raise _not_png() from error
    if len(rows) != stride * height or not unpacking.eof or unpacking.unused_data:
        raise _not_png()
    if any(rows[number] > 4 for number in range(0, len(rows), stride)):
        raise _not_png()
    return rows


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _not_png() -> Any:
    return Invalid(_("This is not a whole PNG picture. Save it as PNG and choose it again."), _FIELD)


def _too_large() -> Any:
    return Invalid(_("The picture has more than 300 KB. Make it smaller and choose it again."), _FIELD)
