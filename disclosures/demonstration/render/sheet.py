"""A sheet of paper that has been typed on, stamped, signed and put through a scanner."""

from __future__ import annotations

from dataclasses import dataclass

import pyvips

DPI = 200
WIDTH, HEIGHT = 1654, 2339  # A4
FONT = "Nimbus Roman, Liberation Serif, DejaVu Serif"


@dataclass(frozen=True)
class Block:
    text: str  # Pango markup
    size: float = 13.0  # points
    align: str = "low"  # low, centre, high
    paragraph: bool = False  # first line set in, both edges straight
    after: int = 26  # pixels


def typed(blocks: tuple[Block, ...], foot: str) -> tuple[pyvips.Image, list[int]]:
    """White paper with the blocks one under the other, and where each of them begins."""
    left, right, y = 220, 130, 170
    page = pyvips.Image.black(WIDTH, HEIGHT).invert()
    tops = []
    for block in blocks:
        ink, offset = _set(block, WIDTH - left - right)
        page = page.insert(ink.invert(), left + offset, y)
        tops.append(y)
        y += ink.height + block.after
    ink, offset = _set(Block(foot, 8.5, "centre"), WIDTH - left - right)
    page = page.insert(ink.invert(), left + offset, HEIGHT - 120)
    return page.colourspace("srgb"), tops


def _set(block: Block, width: int) -> tuple[pyvips.Image, int]:
    ink = pyvips.Image.text(
        ("\u2003\u2003" if block.paragraph else "") + block.text,
        font=f"{FONT} {block.size}",
        width=width,
        dpi=DPI,
        align=block.align,
        justify=block.paragraph,
        spacing=6,
    )
    offset = {"low": 0, "centre": (width - ink.width) // 2, "high": width - ink.width}[block.align]
    return ink, offset


def with_drawing(page: pyvips.Image, svg: str) -> pyvips.Image:
    """An SVG of the page's own size laid over it: stamps, strokes of a pen."""
    drawing = pyvips.Image.svgload_buffer(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{page.width}px" height="{page.height}px" '
        f'viewBox="0 0 {page.width} {page.height}">{svg}</svg>'.encode(),
        dpi=72,
    )
    if drawing.width != page.width:
        drawing = drawing.resize(page.width / drawing.width)
    drawing = drawing.crop(0, 0, min(drawing.width, page.width), min(drawing.height, page.height))
    return page.composite2(drawing, "multiply").flatten(background=255)


def stamp(cx: int, cy: int, around: str, middle: tuple[str, ...], turn: float = -12) -> str:
    """A round seal: no coat of arms, and its words say that it is none of a real body."""
    letters = "".join(
        f'<text x="{cx}" y="{cy - 118}" text-anchor="middle" '
        f'transform="rotate({turn + index * 360 / len(around):.2f} {cx} {cy})">{letter}</text>'
        for index, letter in enumerate(around)
        if letter != " "
    )
    lines = "".join(
        f'<text x="{cx}" y="{cy - 14 * (len(middle) - 1) + 30 * index}" text-anchor="middle" '
        f'transform="rotate({turn} {cx} {cy})">{line}</text>'
        for index, line in enumerate(middle)
    )
    return (
        '<g fill="none" stroke="#3a4fa5" stroke-opacity="0.75" stroke-width="5">'
        f'<circle cx="{cx}" cy="{cy}" r="152"/><circle cx="{cx}" cy="{cy}" r="104" stroke-width="3"/></g>'
        '<g font-family="DejaVu Sans" font-size="23" fill="#3a4fa5" fill-opacity="0.8">'
        f"{letters}{lines}</g>"
    )


def signature(x: int, y: int, strokes: str, colour: str = "#27348b", scale: float = 1.0) -> str:
    return (
        f'<path transform="translate({x} {y}) scale({scale})" d="{strokes}" fill="none" stroke="{colour}" '
        f'stroke-width="{4 / scale:.1f}" stroke-opacity="0.85" stroke-linecap="round" stroke-linejoin="round"/>'
    )


SCRAWL = (
    "M0 20 C18 -42 40 -48 34 4 C30 40 8 44 22 8 C40 -30 62 -20 60 10 C58 30 82 -26 92 -6 "
    "C98 10 118 -22 130 0 C150 26 210 -18 300 -34"
)
LOOPS = (
    "M0 0 C30 -70 60 -60 40 0 C26 44 0 40 26 -4 C60 -60 96 -50 84 -4 C78 24 106 -8 118 -14 "
    "C134 -20 126 18 146 6 C170 -10 174 14 200 0 C236 -18 250 6 286 -10"
)
HOOK = (
    "M0 10 C40 -60 70 -84 62 -20 C56 30 30 52 44 10 C64 -26 100 -20 96 12 "
    "C140 -10 150 -22 168 4 C190 22 226 -6 250 -24 M20 34 C90 14 180 24 262 6"
)


def scanned(page: pyvips.Image, *, angle: float, seed: int, grain: float = 5) -> pyvips.Image:
    """Slightly turned on the glass, a little soft, paper not quite white, grain of the sensor."""
    turned = page.similarity(angle=angle, background=[255, 255, 255])
    left, top = (turned.width - page.width) // 2, (turned.height - page.height) // 2
    soft = turned.crop(left, top, page.width, page.height).gaussblur(0.7)
    tinted = soft.linear([0.93, 0.925, 0.90], [6, 6, 6])
    across = pyvips.Image.xyz(page.width, page.height)[0] / page.width
    shaded = tinted * (across * -0.055 + 1.0)
    noise = pyvips.Image.gaussnoise(page.width, page.height, sigma=grain, mean=0, seed=seed)
    return (shaded + noise).cast("uchar").copy(interpretation="srgb")


def jpeg(image: pyvips.Image, *, model: str, described: str) -> bytes:
    named = image.copy()
    for field, value in {
        "exif-ifd0-Make": "Demonstration",
        "exif-ifd0-Model": model,
        "exif-ifd0-ImageDescription": described,
    }.items():
        named.set_type(pyvips.GValue.gstr_type, field, value)
    return named.copy(xres=DPI / 25.4, yres=DPI / 25.4).jpegsave_buffer(Q=84)
