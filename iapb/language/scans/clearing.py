"""A grey page made as a reader wants it: evenly lit, black on white, without grain, letters large enough."""

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
