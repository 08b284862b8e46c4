"""Text set on an A4 page as an office printer would: forty full lines at 300 dots an inch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 2480, 3508
LEFT, TOP, RIGHT = 250, 230, 2300
LINES, LEADING = 40, 77
INDENT = "    "
FACES = (("DejaVuSerif", 42), ("DejaVuSans", 41), ("DejaVuSansMono", 40))  # and size in dots: ten points


@dataclass(frozen=True)
class Printed:
    lines: tuple[str, ...]
    picture: Image.Image


def printed(paragraphs: Iterable[str], face: int) -> Printed:
    """The first forty lines. Raises ValueError where the text does not fill them."""
    name, size = FACES[face % len(FACES)]
    font = ImageFont.truetype(str(Path(settings.FONT_ROOT) / f"{name}.ttf"), size)
    lines = tuple(line for _number, line in zip(range(LINES), _set(paragraphs, font), strict=False))
    if len(lines) < LINES:
        raise ValueError("the text does not fill the page")
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((LEFT, TOP + number * LEADING), line, font=font, fill=0)
    return Printed(lines, picture)


def _set(paragraphs: Iterable[str], font: ImageFont.FreeTypeFont) -> Iterator[str]:
    for number, paragraph in enumerate(paragraphs):
        line = INDENT if number else ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line.strip() else line + word
            if line.strip() and font.getlength(longer) > RIGHT - LEFT:
                yield line
                longer = word
            line = longer
        yield line
