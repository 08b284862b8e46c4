"""Scanned pages and photographs of papers, read by Tesseract in the box."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from iapb.language.base import CannotRead, Content, EngineState, Opener, Segment, clean
from iapb.language.identify import identify

ENGINE = "tesseract"
READER = Path(__file__).parent / "inside.py"
IDENTIFY = Path(__file__).parents[1] / "identify.py"
TRAINED = {"ru": "rus", "be": "bel", "en": "eng"}
# What the box must allow: a long scan is read in one go, page by page. Each page has limits of its own
# inside, and whoever asks is told after each, so that they can stop it.
NEEDS = {"seconds": 20 * 3600, "cpu_seconds": 2 * 3600, "memory": 1536 << 20, "disk": 768 << 20, "output": 256 << 20}
HYPHENATED = re.compile(r"(?<=[^\W\d_])-\n(?=[^\W\d_])")

SENTENCES = {
    "nothing": _("The file is empty: it has no bytes. Upload it again."),
    "image": _("This is not a picture that can be read, or it is damaged. Use PDF, JPEG, PNG or TIFF."),
    "pdf": _("This PDF is damaged and cannot be opened."),
    "locked": _("This PDF is protected by a password. Save it without a password and upload it again."),
    "pages": _("The file has no pages, or more than 2,000."),
    "page": _("This page is damaged and could not be read."),
    "slow": _("Reading this page took too long."),
    "unfinished": _("Reading stopped before the last page."),
}


@dataclass(frozen=True, slots=True)
class Word:
    """Where a word stands on the page as it was turned for reading, in pixels. Confidence 0 to 1."""

    text: str
    confidence: float
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    text: str  # lines as on the paper, an empty line between paragraphs
    words: tuple[Word, ...]
    paragraphs: tuple[str, ...]
    language: str
    confidence: float
    width: int
    height: int
    rotation: int  # degrees clockwise it was turned for reading
    error: Any = ""  # a sentence; then nothing of the page was read

    def segments(self) -> list[Segment]:
        """A paragraph each, words divided at the end of a line made whole again."""
        joined = (HYPHENATED.sub("", paragraph).replace("\n", " ") for paragraph in self.paragraphs)
        return [Segment(text, language=_language(text, self.language)) for text in joined]


def read(
    opener: Opener,
    content: Content,
    *,
    languages: Sequence[str] = ("ru", "be", "en"),
    only: Sequence[int] = (),
    on_page: Callable[[int, int], None] | None = None,
) -> list[Page]:
    """Every page, also those that could not be read: they say why. Raises CannotRead for the whole.

    `only`: the numbers of the pages that are asked for; none: all of them.
    `on_page(number, of)` is told of each page when it is read.
    """
    lines = _Lines(on_page, only)
    order = json.dumps({"languages": list(languages), "only": list(only)})
    opener.allowing(**NEEDS).python(READER, order, input=content, sink=lines, modules=[IDENTIFY])
    if lines.error:
        raise CannotRead(SENTENCES[lines.error])
    return lines.all_pages()


class _Lines:
    """Takes the reader's output as it comes."""

    def __init__(self, on_page: Callable[[int, int], None] | None, only: Sequence[int]) -> None:
        self.on_page, self.only, self.rest = on_page, only, b""
        self.pages: dict[int, Page] = {}
        self.total, self.error = 0, ""

    def __call__(self, piece: bytes) -> None:
        *whole, self.rest = (self.rest + piece).split(b"\n")
        for line in whole:
            answer = json.loads(line)
            if "page" not in answer:
                self.error = answer["error"]
                continue
            self.total = int(answer["pages"])
            page = _page(answer)
            self.pages[page.number] = page
            if self.on_page:
                self.on_page(page.number, self.total)

    def all_pages(self) -> list[Page]:
        """A page that never came is a page that failed: nothing finishes short in silence."""
        missing = {"error": "unfinished"}
        asked = self.only or range(1, max(1, self.total) + 1)
        return [self.pages.get(n) or _page(missing | {"page": n}) for n in asked]


def _page(answer: dict[str, Any]) -> Page:
    number = int(answer["page"])
    if error := answer.get("error"):
        return Page(number, "", (), (), "unknown", 0.0, 0, 0, 0, SENTENCES[error])
    rows = answer["words"]
    words = tuple(Word(clean(str(row[0])), row[1] / 100, *(int(value) for value in row[2:6])) for row in rows)
    paragraphs = _paragraphs(rows, words)
    return Page(
        number=number,
        text="\n\n".join(paragraphs),
        words=words,
        paragraphs=paragraphs,
        language=str(answer["language"]),
        confidence=sum(word.confidence for word in words) / len(words) if words else 0.0,
        width=int(answer["width"]),
        height=int(answer["height"]),
        rotation=int(answer["rotation"]),
    )


def _paragraphs(rows: list[list[Any]], words: tuple[Word, ...]) -> tuple[str, ...]:
    found: dict[str, dict[str, list[str]]] = {}
    for row, word in zip(rows, words, strict=True):
        found.setdefault(row[6], {}).setdefault(row[7], []).append(word.text)
    return tuple("\n".join(" ".join(line) for line in lines.values()) for lines in found.values())


def _language(text: str, of_page: str) -> str:
    guess = identify(text)
    return of_page if guess == "unknown" and any(sign.isalpha() for sign in text) else guess


@cache
def version() -> str:
    program = shutil.which("tesseract")
    if not program:
        return ""
    said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    return said.split("\n", 1)[0].removeprefix("tesseract").strip()


@cache
def _trained() -> tuple[str, ...]:
    program = shutil.which("tesseract")
    if not program:
        return ()
    said = subprocess.run([program, "--list-langs"], capture_output=True, text=True).stdout.split()
    return tuple(language for language, name in TRAINED.items() if name in said)


def state() -> EngineState:
    languages = _trained()
    ready = len(languages) == len(TRAINED)
    packages = "tesseract-ocr tesseract-ocr-rus tesseract-ocr-bel tesseract-ocr-eng"
    missing = _("Scans in some languages cannot be read. Install: %(packages)s") % {"packages": packages}
    return EngineState("read scans", ENGINE, languages, version(), ready, "" if ready else missing)
