"""Pages of a PDF or an image, one at a time, as grey pictures of a size that can be read."""

import math
import os

os.environ.setdefault("VIPS_CONCURRENCY", "1")
import pyvips  # noqa: E402  reads the line above
from clearing import cleared, tilt, turned  # noqa: E402

# Each page is written to the same name; a remembered picture would be the page before.
pyvips.cache_set_max(0)
DOTS_PER_INCH = 300
MOST_PIXELS = 30_000_000
MOST_PAGES = 2000
PATH, HALF = "/work/page.png", "/work/half.png"


class Unreadable(Exception):
    pass


def opened(path: str):
    with open(path, "rb") as source:
        start = source.read(1024)
    if not start:
        raise Unreadable("nothing")
    pages = Pdf(path) if b"%PDF-" in start else Pictures(path)
    if not 1 <= len(pages) <= MOST_PAGES:
        raise Unreadable("pages")
    return pages


class Page:
    """A grey picture at PATH. Width and height are those of the page before its lines were laid level."""

    def __init__(self, picture, of=None, angle: float = 0.0) -> None:
        self.width, self.height = (of or picture).width, (of or picture).height
        self.path = PATH
        self._middle = picture.width / 2, picture.height / 2
        self._angle = math.radians(angle)
        picture.write_to_file(PATH, compression=1)

    def level(self):
        picture = pyvips.Image.new_from_file(PATH).copy_memory()
        angle = tilt(picture)
        return Page(turned(picture, angle), of=self, angle=angle) if angle else self

    def place(self, left: int, top: int, width: int, height: int) -> list[int]:
        """Where something that stands there on the level picture stands on the page."""
        right, down = left + width / 2 - self._middle[0], top + height / 2 - self._middle[1]
        sine, cosine = math.sin(self._angle), math.cos(self._angle)
        across, along = right * cosine + down * sine, down * cosine - right * sine
        return [round(self.width / 2 + across - width / 2), round(self.height / 2 + along - height / 2), width, height]

    def half(self) -> str:
        pyvips.Image.new_from_file(PATH).resize(0.5).write_to_file(HALF, compression=1)
        return HALF

    def turned(self, degrees: int):
        picture = pyvips.Image.new_from_file(PATH).rot(f"d{degrees}").copy_memory()
        return Page(picture)


class Pictures:
    def __init__(self, path: str) -> None:
        self.path = path
        try:
            first = pyvips.Image.new_from_file(path, access="sequential")
            self.many = "n-pages" in first.get_fields() and first.get("vips-loader").startswith("tiff")
            self.number = first.get("n-pages") if self.many else 1
        except pyvips.Error as error:
            raise Unreadable("image") from error

    def __len__(self) -> int:
        return self.number

    def image(self, number: int) -> Page:
        try:
            options = {"page": number} if self.many else {}
            picture = pyvips.Image.new_from_file(self.path, **options).autorot()
            return Page(readable(picture))
        except pyvips.Error as error:
            raise Unreadable("page") from error


def readable(picture):
    """Grey, eight bits, on white where it was transparent, not huge, and cleared."""
    if picture.hasalpha():
        picture = picture.flatten(background=[255])
    picture = picture.colourspace("b-w").cast("uchar")
    pixels = picture.width * picture.height
    if pixels > MOST_PIXELS:
        picture = picture.resize((MOST_PIXELS / pixels) ** 0.5)
    return cleared(picture.copy_memory())


class Pdf:
    def __init__(self, path: str) -> None:
        import pypdfium2

        self.error = pypdfium2.PdfiumError
        try:
            self.document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            locked = "password" in str(error).lower()
            raise Unreadable("locked" if locked else "pdf") from error

    def __len__(self) -> int:
        return len(self.document)

    def image(self, number: int) -> Page:
        try:
            page = self.document[number]
            width, height = page.get_size()
            scale = min(DOTS_PER_INCH / 72, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
            bitmap = page.render(scale=scale, grayscale=True)
        except self.error as error:
            raise Unreadable("page") from error
        # Rows are padded to the stride; the picture is not.
        whole = pyvips.Image.new_from_memory(bytes(bitmap.buffer), bitmap.stride, bitmap.height, 1, "uchar")
        picture = whole.crop(0, 0, bitmap.width, bitmap.height).copy_memory()
        page.close()
        return Page(cleared(picture.copy(interpretation="b-w")))
