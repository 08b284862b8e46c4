"""Pictures: how large they would become, and whether they are whole."""

import os

os.environ.setdefault("VIPS_CONCURRENCY", "1")
os.environ["VIPS_BLOCK_UNTRUSTED"] = "1"
import pyvips  # noqa: E402  reads the lines above

MOST_PIXELS = 200_000_000
MOST_PAGES = 10_000


def look(path: str) -> list[str]:
    try:
        image = pyvips.Image.new_from_file(path, access="sequential", fail_on="none")
    except pyvips.Error:
        return ["unreadable"]
    if _is_too_large(path, image):
        return ["too_large"]
    try:
        pyvips.Image.new_from_file(path, access="sequential", fail_on="truncated").avg()
    except pyvips.Error:
        return ["truncated"]
    return []


def _is_too_large(path: str, image) -> bool:
    """Each page counts by itself: a scan of a hundred pages is no flood, a page of a thousand million dots is."""
    pages = image.get("n-pages") if "n-pages" in image.get_fields() else 1
    if image.width * image.height > MOST_PIXELS or pages > MOST_PAGES:
        return True
    if not image.get("vips-loader").startswith("tiff"):
        return False
    for page in range(1, pages):
        try:
            other = pyvips.Image.new_from_file(path, access="sequential", fail_on="none", page=page)
        except pyvips.Error:
            return False
        if other.width * other.height > MOST_PIXELS:
            return True
    return False
