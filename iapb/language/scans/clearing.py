"""A grey page made as a reader wants it: evenly lit, black on white, without grain, letters large enough,
lines level."""

import numpy as np
import pyvips

# The light of a page is looked at on a small copy, in squares wider than a line of writing is high.
SMALLER, SQUARE, BRIGHT = 8, 25, 0.8
DARK = 90  # where most of a picture is darker, it is no paper: a screen at night, a room
DARKEST_PAPER = 60
NO_INK = 250
LEAST_CONTRAST = 20
GRAINY = 0.04  # standard deviation of the grain, of what lies between ink and paper
WHITE = 0.93  # of the paper's brightness: what is left of its grain
ENOUGH = 3000  # dots on the longer side: a page at 250 an inch
TENTHS = 10
LOOKED_AT = 1000  # dots on the longer side, to see how the lines lie
STEEPEST, LEVEL = 4.0, 0.4  # degrees: more is no mishap of a scanner; less harms no reader


def cleared(picture):
    """Of the same shape, larger where it was small."""
    if min(picture.width, picture.height) >= SMALLER * SQUARE and picture.percent(50) >= DARK:
        picture = lit(picture)
        ink, paper = picture.percent(2), picture.percent(50)
        if ink < NO_INK and paper - ink > LEAST_CONTRAST:
            if grain(picture) > GRAINY * (paper - ink):
                picture = smoothed(picture)
            picture = stretched(picture, ink, paper * WHITE)
    longer = max(picture.width, picture.height)
    if longer < ENOUGH:
        picture = picture.resize(min(2.0, ENOUGH / longer), kernel="cubic")
    return picture.cast("uchar").copy_memory()


def lit(picture):
    """Every place as bright as the brightest, by the brightness of the paper round it."""
    small = picture.shrink(SMALLER, SMALLER)
    paper = small.rank(SQUARE, SQUARE, int(SQUARE * SQUARE * BRIGHT)).gaussblur(SQUARE / 3)
    paper = paper.resize(picture.width / small.width, vscale=picture.height / small.height, kernel="linear")
    paper = (paper < DARKEST_PAPER).ifthenelse(DARKEST_PAPER, paper)
    return (picture.cast("float") / paper * 255).cast("uchar").copy_memory()


def stretched(picture, ink, paper):
    """From black to white, whatever lay between ink and paper."""
    return ((picture.cast("float") - ink) * (255 / (paper - ink))).cast("uchar").copy_memory()


def smoothed(picture):
    return picture.median(3).gaussblur(1.0).cast("uchar").copy_memory()


def grain(picture) -> float:
    """Standard deviation of how places differ from those round them; by the median, so that writing does not count."""
    differs = (picture.cast("float") - picture.gaussblur(2).cast("float")).abs()
    return (differs * TENTHS).cast("uchar").percent(50) / TENTHS / 0.6745


def tilt(picture) -> float:
    """Degrees clockwise by which its lines lie level: then rows of ink and of paper differ most. 0 where they do."""
    ink = picture.resize(LOOKED_AT / max(picture.width, picture.height)) < 128
    best = max(np.arange(-STEEPEST, STEEPEST + 0.1, 0.5), key=lambda angle: _rows_differ(ink, angle))
    best = max(np.arange(best - 0.4, best + 0.45, 0.1), key=lambda angle: _rows_differ(ink, angle))
    return float(best) if abs(best) >= LEVEL else 0.0


def turned(picture, angle: float):
    """Clockwise, on paper that grows with it."""
    smooth = pyvips.Interpolate.new("bicubic")
    return picture.similarity(angle=angle, background=[255], interpolate=smooth).cast("uchar").copy_memory()


def _rows_differ(ink, angle: float) -> float:
    rows = ink.similarity(angle=float(angle)).project()[1].numpy().astype(np.float64).reshape(-1)
    return float((np.diff(rows) ** 2).sum())
