"""Documents that carry their own text: PDF, Word, OpenDocument, RTF, web pages, letters, plain text.

The words are the document's own, taken out and not guessed. Pages of a PDF without words are told,
so that whoever asked has them read as a scan.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from iapb.language import scans, transcripts
from iapb.language.base import CannotRead, Content, Opener, Segment, clean
from iapb.language.identify import identify

ENGINE, VERSION = "iapb.documents", "1"
READER = Path(__file__).parent / "inside.py"
# Beside it in the box: the walk through a Word document, and which encoding a text is in.
SHARED = [transcripts.READER.parent / name for name in ("docx_body.py", "encodings_of_cyrillic.py")]
# A page of a thick PDF takes some tens of milliseconds; two thousand are the most that is read.
NEEDS = {"seconds": 900, "cpu_seconds": 600, "memory": 1024 << 20, "disk": 512 << 20, "output": 256 << 20}
KINDS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/rtf": "rtf",
    "text/html": "html",
    "message/rfc822": "eml",
    "text/plain": "txt",
}

SENTENCES = {
    "nothing": scans.SENTENCES["nothing"],
    "pdf": scans.SENTENCES["pdf"],
    "locked": _("This document is protected by a password. Save it without one and upload it again."),
    "pages": scans.SENTENCES["pages"],
    "docx": transcripts.SENTENCES["docx"],
    "odt": _("This OpenDocument text (.odt) is damaged. Open it in a word processor and save it anew."),
    "rtf": _("This RTF document is damaged. Open it in a word processor and save it anew."),
    "eml": _("This letter is damaged: no readable part was found in it."),
    "encoding": transcripts.SENTENCES["encoding"],
    "empty": transcripts.SENTENCES["empty"],
}


@dataclass(frozen=True, slots=True)
class Document:
    """`pages` as a scan has them: words with their places, in pixels of a picture of 300 dots to the inch.

    `silent`: pages that show something but hold no words of their own.
    """

    segments: tuple[Segment, ...]
    pages: tuple[dict[str, Any], ...] = ()
    silent: tuple[int, ...] = ()


def read(opener: Opener, content: Content, media_type: str) -> Document:
    """Raises CannotRead; the box's own errors (too long, too large …) pass through."""
    boxed = opener.allowing(**NEEDS)
    answer = json.loads(boxed.python(READER, KINDS[media_type], input=content, modules=SHARED).stdout)
    if error := answer.get("error"):
        raise CannotRead(SENTENCES[error])
    segments = tuple(_segments(answer["paragraphs"]))
    silent = tuple(int(number) for number in answer.get("silent", ()))
    if not segments and not silent:
        raise CannotRead(SENTENCES["empty"])
    return Document(segments, tuple(_page(page) for page in answer.get("pages", ())), silent)


def _segments(paragraphs: list[str]) -> list[Segment]:
    if len(paragraphs) > transcripts.MOST_PARAGRAPHS:
        raise CannotRead(transcripts.SENTENCES["many"])
    texts = [text for text in (clean(str(paragraph)).strip() for paragraph in paragraphs) if text]
    if any(len(text) > transcripts.LONGEST_PARAGRAPH for text in texts):
        raise CannotRead(transcripts.SENTENCES["long"])
    return [Segment(text, language=identify(text)) for text in texts]


def _page(page: dict[str, Any]) -> dict[str, Any]:
    words = [[clean(str(word)), 1000, *map(_length, place)] for word, *place in page["words"]]
    return {name: _length(page[name]) for name in ("number", "width", "height")} | {"words": words}


def _length(value: Any) -> int:
    return max(0, int(value))
