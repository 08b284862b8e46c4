"""A courtyard at night with a parked van, drawn by rule: it reads as a telephone picture, shows no real place."""

from __future__ import annotations

import random

import pyvips

WIDTH, HEIGHT = 1600, 1200
_SHAKE = pyvips.Image.new_from_array([[0, 0, 0, 0, 0, 1, 1], [0, 0, 1, 1, 1, 1, 0], [1, 1, 1, 0, 0, 0, 0]], scale=9)
_BLOCK = (90, 150, 1080, 590)  # left, top, width, height of the house
_COLUMNS, _FLOORS = 14, 5
_BALCONIES = ("#3d362e", "#4a3f33", "#2f2d2c", "#43403c")

#: Where and when the telephone says the picture was taken.
_EXIF = {
    "exif-ifd0-Make": "Demonstration",
    "exif-ifd0-Model": "Telephone 1",
    "exif-ifd0-ImageDescription": "Fictional demonstration: courtyard at night",
    "exif-ifd0-DateTime": "2020:08:17 21:48:10",
    "exif-ifd2-DateTimeOriginal": "2020:08:17 21:48:10",
    "exif-ifd2-DateTimeDigitized": "2020:08:17 21:48:10",
    "exif-ifd2-ExposureTime": "1/12",
    "exif-ifd2-ISOSpeedRatings": "1600",
    "exif-ifd3-GPSLatitudeRef": "N",
    "exif-ifd3-GPSLatitude": "53/1 55/1 4200/100",
    "exif-ifd3-GPSLongitudeRef": "E",
    "exif-ifd3-GPSLongitude": "27/1 35/1 3600/100",
}


def courtyard() -> bytes:
    scene = pyvips.Image.svgload_buffer(_svg().encode(), dpi=72)
    held = scene.flatten(background=0).similarity(scale=1.12, angle=-1.6)
    scene = held.crop((held.width - WIDTH) // 2, (held.height - HEIGHT) // 2 + 30, WIDTH, HEIGHT)
    picture = _through_a_lens(scene)
    for field, value in _EXIF.items():
        picture.set_type(pyvips.GValue.gstr_type, field, value)
    return picture.jpegsave_buffer(Q=80)


def _through_a_lens(scene: pyvips.Image) -> pyvips.Image:
    """Glow round bright spots, dark corners, shake of the hand, and the noise of a small sensor at night."""
    bright = (scene.colourspace("b-w") > 150).ifthenelse(scene, 0).cast("uchar")
    shaken = scene.gaussblur(1.6).conv(_SHAKE, precision="float").gaussblur(1.0)
    soft = shaken * 1.15 + bright.gaussblur(34) * 0.8 + bright.gaussblur(9) * 0.35
    where = pyvips.Image.xyz(WIDTH, HEIGHT)
    across, down = (where[0] - WIDTH / 2) / WIDTH, (where[1] - HEIGHT / 2) / HEIGHT
    soft = soft * (1.08 - (across * across + down * down) * 1.1)
    coarse = [pyvips.Image.gaussnoise(WIDTH // 2, HEIGHT // 2, sigma=7, mean=0, seed=seed) for seed in (21, 22, 23)]
    chroma = coarse[0].bandjoin(coarse[1:]).resize(2)
    grain = pyvips.Image.gaussnoise(WIDTH, HEIGHT, sigma=8, mean=0, seed=24)
    return (soft + chroma + grain).cast("uchar").copy(interpretation="srgb")


def _svg() -> str:
    chance = random.Random(1708)  # noqa: S311 a picture, not a secret
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}px" height="{HEIGHT}px" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{_LIGHT}{_sky(chance)}{_house(chance)}{_ground(chance)}'
        f"{_trees(chance)}{_VAN}{_LAMP}{_BENCH}</svg>"
    )


_LIGHT = """<defs>
<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#0a0f1c"/>
<stop offset="1" stop-color="#2b2a33"/></linearGradient>
<linearGradient id="road" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#24221f"/>
<stop offset="1" stop-color="#0e0d0d"/></linearGradient>
<linearGradient id="wall" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#2e2c2b"/>
<stop offset="1" stop-color="#5a4c3a"/></linearGradient>
<radialGradient id="glow"><stop offset="0" stop-color="#ffcf86" stop-opacity="0.85"/>
<stop offset="0.25" stop-color="#e39a45" stop-opacity="0.35"/><stop offset="1" stop-color="#c47d2e" stop-opacity="0"/>
</radialGradient>
<radialGradient id="pool"><stop offset="0" stop-color="#d99a52" stop-opacity="0.55"/>
<stop offset="1" stop-color="#c47d2e" stop-opacity="0"/></radialGradient>
<linearGradient id="van" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#2a2f37"/>
<stop offset="0.5" stop-color="#171a20"/><stop offset="1" stop-color="#101216"/></linearGradient>
<filter id="haze"><feGaussianBlur stdDeviation="14"/></filter>
<filter id="leaf"><feGaussianBlur stdDeviation="4"/></filter></defs>"""


def _sky(chance: random.Random) -> str:
    clouds = "".join(
        f'<ellipse cx="{chance.randint(0, WIDTH)}" cy="{chance.randint(0, 260)}" rx="{chance.randint(150, 420)}" '
        f'ry="{chance.randint(20, 60)}" fill="#3a3742" fill-opacity="0.35"/>'
        for _ in range(9)
    )
    return f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#sky)"/><g filter="url(#haze)">{clouds}</g>'


def _house(chance: random.Random) -> str:
    """A slab block of five floors: seams of the panels, windows, a few of them lit, balconies."""
    left, top, width, height = _BLOCK
    across, down = width / _COLUMNS, height / _FLOORS
    parts = [f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="url(#wall)"/>']
    parts += [
        f'<path d="M{left} {top + down * floor:.0f}h{width}" stroke="#1d1b1a" stroke-width="2" stroke-opacity="0.6"/>'
        for floor in range(_FLOORS)
    ]
    for floor in range(_FLOORS):
        for column in range(_COLUMNS):
            x, y = left + column * across, top + floor * down
            parts.append(_window(chance, x, y, across, down))
            if column % 4 == 1:
                parts.append(
                    f'<rect x="{x + 2:.0f}" y="{y + down * 0.55:.0f}" width="{across * 1.05:.0f}" '
                    f'height="{down * 0.34:.0f}" fill="{chance.choice(_BALCONIES)}" stroke="#161413" stroke-width="2"/>'
                )
    parts.append(_door(left + width * 0.52, top + height))
    return f'<g transform="translate(0 96) skewY(-4.2)">{"".join(parts)}</g>'


def _window(chance: random.Random, x: float, y: float, across: float, down: float) -> str:
    lit = chance.random() < 0.16
    glass = chance.choice(("#e8bf74", "#d9a457", "#efd9a8", "#b98d4a", "#8fa6c4")) if lit else "#0d1118"
    left, top, wide, high = x + across * 0.22, y + down * 0.24, across * 0.56, down * 0.46
    place = f'x="{left:.1f}" y="{top:.1f}" height="{high:.1f}"'
    frame = f'<rect {place} width="{wide:.1f}" fill="{glass}" stroke="#4a443c" stroke-width="2.5"/>'
    curtain = f'<rect {place} width="{wide / 4:.1f}" fill="#6b4a2a" fill-opacity="0.5"/>'
    bar = f'<path d="M{left + wide / 2:.1f} {top:.1f}v{high:.1f}" stroke="#3d3831" stroke-width="2.5"/>'
    return frame + (curtain if lit else "") + bar


def _door(x: float, base: float) -> str:
    return (
        f'<rect x="{x:.0f}" y="{base - 104:.0f}" width="62" height="104" fill="#191512"/>'
        f'<path d="M{x - 22:.0f} {base - 112:.0f}h106v10h-106z" fill="#37312a"/>'
        f'<circle cx="{x + 31:.0f}" cy="{base - 122:.0f}" r="5" fill="#fff1cf"/>'
        f'<circle cx="{x + 31:.0f}" cy="{base - 112:.0f}" r="80" fill="url(#glow)" fill-opacity="0.5"/>'
    )


def _ground(chance: random.Random) -> str:
    """Asphalt, a kerb, a patch of light, cracks and stains."""
    stains = "".join(
        f'<ellipse cx="{chance.randint(0, WIDTH)}" cy="{chance.randint(820, 1190)}" rx="{chance.randint(20, 130)}" '
        f'ry="{chance.randint(4, 16)}" fill="{chance.choice(("#080808", "#39322a"))}" fill-opacity="0.45"/>'
        for _ in range(46)
    )
    cracks = "".join(
        f'<path d="M{chance.randint(0, WIDTH)} {chance.randint(860, 1180)}'
        f'q{chance.randint(-90, 90)} {chance.randint(-10, 14)} {chance.randint(60, 240)} {chance.randint(-30, 30)}" '
        'stroke="#050505" stroke-width="2" stroke-opacity="0.6" fill="none"/>'
        for _ in range(14)
    )
    return (
        f'<rect y="735" width="{WIDTH}" height="{HEIGHT - 735}" fill="url(#road)"/>'
        f'<path d="M0 735h{WIDTH}v34h-{WIDTH}z" fill="#171d13"/><path d="M0 769h{WIDTH}v9h-{WIDTH}z" fill="#3f3a34"/>'
        f'<ellipse cx="1250" cy="900" rx="560" ry="190" fill="url(#pool)"/>'
        f'<g filter="url(#leaf)">{stains}</g>{cracks}'
    )


def _trees(chance: random.Random) -> str:
    crowns = []
    for root, height in ((60, 620), (1130, 300), (1545, 560)):
        crowns.append(f'<path d="M{root - 7} 780l4 -{height * 0.7:.0f}h7l5 {height * 0.7:.0f}z" fill="#0b0a08"/>')
        for _ in range(70):
            x, y = chance.gauss(root, height * 0.15), chance.gauss(760 - height * 0.8, height * 0.16)
            shade = chance.choice(("#0c100b", "#12170d", "#1c1f12", "#090b08"))
            crowns.append(
                f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{chance.randint(12, 44)}" fill="{shade}" fill-opacity="0.8"/>'
            )
    return f'<g filter="url(#leaf)">{"".join(crowns)}</g>'


_VAN = """<ellipse cx="650" cy="1004" rx="345" ry="30" fill="#000" fill-opacity="0.75"/>
<path d="M330 985 V742 q0 -34 34 -34 H758 q40 0 72 44 l62 84 q64 12 76 42 q10 30 6 84 q-2 23 -26 23 z" fill="url(#van)"
 stroke="#07080a" stroke-width="3"/>
<path d="M364 716 H760 q34 2 62 38 l8 12 H340 q0 -46 24 -50z" fill="#7d6a4e" fill-opacity="0.25"/>
<path d="M742 742 h26 q22 2 38 24 l44 64 h-108z" fill="#0a0d12" stroke="#23282f" stroke-width="3"/>
<path d="M612 744 h110 v84 h-110z M478 744 h118 v84 h-118z M352 744 h110 v84 h-110z"
 fill="#0b0e13" stroke="#1f242a" stroke-width="3"/>
<path d="M360 752 l70 0 -54 70 -16 0z M760 750 l18 0 34 60 -20 0z" fill="#b98f57" fill-opacity="0.22"/>
<path d="M604 736v232 M734 740v228 M330 872 H968" stroke="#0a0b0d" stroke-width="3"/>
<path d="M690 862h28v7h-28z" fill="#3b4048"/>
<path d="M930 866 q30 6 36 26 l-4 22 q-24 0 -32 -14z" fill="#a59b86" fill-opacity="0.6"/>
<path d="M330 800h12v62h-12z" fill="#5a1712"/>
<path d="M322 950 h652 v20 q-2 16 -22 16 H340 q-18 0 -18 -16z" fill="#15171a"/>
<g fill="#050506" stroke="#16181b" stroke-width="5"><circle cx="446" cy="978" r="52"/>
<circle cx="842" cy="978" r="52"/></g>
<g fill="#1f2226"><circle cx="446" cy="978" r="24"/><circle cx="842" cy="978" r="24"/></g>
<path d="M868 826 q22 -6 26 8 l-4 26 q-18 4 -24 -8z" fill="#14171b"/>"""

_LAMP = """<path d="M1392 790 L1400 250 q2 -46 -46 -52 h-40" stroke="#14110e" stroke-width="11" fill="none"/>
<circle cx="1300" cy="208" r="430" fill="url(#glow)"/><ellipse cx="1300" cy="206" rx="32" ry="12" fill="#fff4dc"/>"""

_BENCH = """<g fill="#2e2013"><path d="M1120 846h220v12h-220z M1120 826h220v9h-220z"/>
<path d="M1136 858h12v46h-12z M1310 858h12v46h-12z"/></g>"""
