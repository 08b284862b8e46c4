"""What befalls paper on its way to us: scanned askew, copied pale, photographed, sent small."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFilter

WORN = "worn"
SPECKS = 60_000
LIGHT_FALLS_BY = 70  # from one corner of a photograph to the other, of 255
Wear = Callable[[Image.Image, np.random.Generator], Image.Image]


def _noise(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Grain of a sensor, and specks as a dirty glass leaves them."""
    grey = np.asarray(picture, dtype=np.float32) + chance.normal(0, 25, (picture.height, picture.width))
    places = chance.integers(0, grey.size, SPECKS)
    grey.reshape(-1)[places] = chance.choice([0.0, 90.0, 255.0], SPECKS)
    return _picture(grey)


def _skew(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    degrees = chance.uniform(1.0, 3.0) * chance.choice([-1, 1])
    return picture.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)


def _blur(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(chance.uniform(2.0, 3.0)))


def _pale(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """A third copy: ink like the paper, and the light of a lamp on one side."""
    ink, paper = chance.uniform(110, 130), chance.uniform(195, 215)
    grey = ink + np.asarray(picture, dtype=np.float32) * ((paper - ink) / 255)
    down, across = np.linspace(0, 1, picture.height)[:, None], np.linspace(0, 1, picture.width)[None, :]
    return _picture(grey - LIGHT_FALLS_BY * (down + across) / 2)


def _small(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Sent at 150 dots an inch."""
    return picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.BILINEAR)


def _squeezed(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """By a messenger, until the blocks of JPEG show round every letter."""
    sent = io.BytesIO()
    picture.resize((picture.width * 2 // 3, picture.height * 2 // 3), Image.Resampling.BICUBIC).save(
        sent, "JPEG", quality=int(chance.integers(18, 26))
    )
    return Image.open(sent).convert("L")


def _worn(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """All of it, each somewhat less: a photograph of a copy, sent by messenger."""
    askew = picture.rotate(chance.uniform(-1.5, 1.5), resample=Image.Resampling.BICUBIC, fillcolor=255)
    soft = askew.filter(ImageFilter.GaussianBlur(1.2)).resize((1654, 2339), Image.Resampling.BILINEAR)
    grey = np.asarray(_pale(soft, chance), dtype=np.float32) + chance.normal(0, 10, (soft.height, soft.width))
    return _picture(grey)


WEARS: dict[str, Wear] = {
    "noise": _noise,
    "skew": _skew,
    "blur": _blur,
    "pale": _pale,
    "small": _small,
    "squeezed": _squeezed,
    WORN: _worn,
}
ALONE = tuple(kind for kind in WEARS if kind != WORN)
_AS_JPEG = {"squeezed": 85, WORN: 45, "pale": 80}


def scanned(picture: Image.Image, kind: str, seed: int) -> bytes:
    """As a file somebody sends. A kind that is no wear leaves the page as it was printed."""
    made = WEARS[kind](picture, np.random.default_rng(seed)) if kind in WEARS else picture
    out = io.BytesIO()
    if kind in _AS_JPEG:
        made.save(out, "JPEG", quality=_AS_JPEG[kind])
    else:
        made.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _picture(grey: np.ndarray) -> Image.Image:
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
