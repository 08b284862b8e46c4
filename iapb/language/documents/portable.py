"""The words of a PDF, page by page, with their places on a picture of 300 dots to the inch."""

import re

import pypdfium2
import pypdfium2.raw as pdfium
from broken import Broken

DOTS_PER_INCH = 300
MOST_PAGES = 2000
# Words of a page whose places are kept; a page of small print has two thousand.
MOST_WORDS = 20_000
HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u00ad\ufffe\x02]\n(?=[^\W\d_])")
ENDS = (".", "!", "?", ":", ";", "…", "»", "”", '"')
NOT_TEXT = {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM}


def read(path: str) -> dict:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Broken("locked" if "password" in str(error).lower() else "pdf") from error
    if not 1 <= len(document) <= MOST_PAGES:
        raise Broken("pages")
    answer: dict = {"paragraphs": [], "pages": [], "silent": []}
    for number in range(len(document)):
        _add(document, number, answer)
    return answer


def _add(document, number: int, answer: dict) -> None:
    """A page that cannot be opened is one without words: it is tried as a scan, which says what is wrong."""
    try:
        page = document[number]
        text = page.get_textpage()
        words = text.get_text_range(errors="ignore").replace("\r\n", "\n")
    except pypdfium2.PdfiumError:
        answer["silent"].append(number + 1)
        return
    if any(letter.isalnum() for letter in words):
        answer["paragraphs"] += joined(words)
        answer["pages"].append(_placed(page, text, number + 1))
    elif any(one.type in NOT_TEXT for one in page.get_objects(max_depth=2)):
        answer["silent"].append(number + 1)
    text.close()
    page.close()


def joined(words: str) -> list[str]:
    """Lines of one paragraph made whole: a short line that ends a sentence ends the paragraph."""
    lines = [line.strip() for line in HYPHENATED.sub("", words).split("\n")]
    full = 0.75 * max(map(len, lines), default=0)
    found: list[list[str]] = [[]]
    for line in lines:
        if not line:
            found.append([])
            continue
        found[-1].append(line)
        if line.endswith(ENDS) and len(line) < full:
            found.append([])
    return [" ".join(block) for block in found if block]


def _placed(page, text, number: int) -> dict:
    scale = DOTS_PER_INCH / 72
    width, height = page.get_size()
    words, letters, box = [], [], None
    # On a page that is turned for reading the places are those of the page as it lies: better none than wrong ones.
    letters_told = text.count_chars() if not page.get_rotation() else -1
    for place in range(letters_told + 1):
        letter = text.get_text_range(place, 1, errors="ignore") if place < letters_told else " "
        if letter and not letter.isspace():
            letters.append(letter)
            box = _around(box, text.get_charbox(place))
        elif letters:
            words.append([("".join(letters)), *_pixels(box, height, scale)])
            letters, box = [], None
        if len(words) == MOST_WORDS:
            break
    return {"number": number, "width": round(width * scale), "height": round(height * scale), "words": words}


def _around(box, other):
    if box is None:
        return other
    return (min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3]))


def _pixels(box, height: float, scale: float) -> list[int]:
    """A PDF counts upwards from the lower edge, a picture downwards from the upper."""
    left, bottom, right, top = box
    return [round(value * scale) for value in (left, height - top, right - left, top - bottom)]
