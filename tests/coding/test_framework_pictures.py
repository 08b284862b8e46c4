"""A picture beside a code: only its pixels come in."""

from __future__ import annotations

import io
import struct
import zlib
from base64 import b64encode

import pytest
from PIL import Image

from evidence.coding.framework import pictures
from iapb.access.errors import Invalid
from tests.coding.framing import chunk, png

SECRETS = (
    chunk(b"tEXt", b"Author\0Somebody") + chunk(b"eXIf", b"MM\0*53.9,27.5") + chunk(b"tIME", b"\x07\xe4\x08\x0b\0\0\0")
)


def test_picture_when_it_says_more_than_pixels_then_that_stays_outside() -> None:
    made = pictures.anew(png(extra=SECRETS))
    assert b"Somebody" not in made.png and b"53.9" not in made.png and b"tIME" not in made.png
    assert made.png.count(b"IDAT") == 1
    before, after = (Image.open(io.BytesIO(one)) for one in (png(extra=SECRETS), made.png))
    assert (after.size, after.tobytes()) == (before.size, before.tobytes())
    assert pictures.anew(made.png).sha256 == made.sha256


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LA", "P"])
def test_picture_when_another_program_wrote_it_then_the_same_pixels(mode: str) -> None:
    image = Image.linear_gradient("L").resize((40, 40)).convert(mode)
    held = io.BytesIO()
    image.save(held, "PNG", bits=8)
    made = Image.open(io.BytesIO(pictures.anew(held.getvalue()).png))
    assert made.convert("RGBA").tobytes() == image.convert("RGBA").tobytes()


def of(width: int, height: int, depth: int = 8, interlaced: int = 0) -> bytes:
    good = png()
    head = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, interlaced)
    return good[:8] + chunk(b"IHDR", head) + good[8 + 25 :]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"GIF89a", png()[:-1], png() + b"more", png().replace(b"\x89PNG", b"\x88PNG"),
        png()[:40] + b"\xff" + png()[41:],  # a check sum that does not hold
        png(8, 8), of(641, 24), of(0, 24), of(32, 24, depth=16), of(32, 24, interlaced=1), of(64, 24), of(32, 12),
        png(rows=b"\5" + b"\0" * 96),  # fewer rows than promised
        png(rows=(b"\7" + b"\0" * 96) * 24),  # a filter that there is not
        png(extra=chunk(b"acTL", b"\0" * 8)),
        png(extra=chunk(b"tRNS", b"\0" * 5)),
        png(rows=b"\0" * 40_000_000),  # 40 MB in 40 kB
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 2**31) + b"IHDR",
        png() * 2,
        b"\x89PNG\r\n\x1a\n" + b"\0" * pictures.LARGEST,
    ],
)  # fmt: skip
def test_picture_when_it_is_no_small_plain_png_then_refused(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        pictures.anew(content)
    assert refused.value.field == "picture" and str(refused.value.sentence).endswith(".")


def test_picture_when_it_unfolds_without_end_then_never_unfolded() -> None:
    packed = zlib.compress(b"\0" * 80_000_000)
    with pytest.raises(Invalid):
        pictures._rows(packed, 97, 24)


def test_picture_when_sent_by_the_page_then_read() -> None:
    text = "data:image/png;base64," + b64encode(png()).decode()
    assert pictures.from_base64(text) == pictures.anew(png())
    for wrong in ("data:image/png;base64,???", "no base64 at all", "A" * (pictures.LARGEST * 2 + 1)):
        with pytest.raises(Invalid):
            pictures.from_base64(wrong)
