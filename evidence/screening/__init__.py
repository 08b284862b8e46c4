"""Screening: opened in the box once, to find out whether a file is whole and what it seems to be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import BinaryIO

from evidence.models import ItemFile
from evidence.sniffing import DOCX
from iapb.jobs.box import BoxError, BoxMissing, TooLarge
from iapb.language.base import CannotRead, Opener
from iapb.language.speech import sound

READER = Path(__file__).parent / "inside.py"
# A two-hour recording rests in the box's memory while it is decoded once.
NEEDS = sound.NEEDS
Finding = ItemFile.Finding
_OPENED = ("image/", "application/pdf", DOCX, "application/zip")
_FOUND = {
    "unreadable": Finding.UNREADABLE,
    "too_large": Finding.TOO_LARGE,
    "not_docx": Finding.NOT_DOCX,
    "truncated": Finding.TRUNCATED,
}


def findings_inside(box: Opener, content: BinaryIO, media_type: str) -> list[str]:
    """What the box finds. A file that breaks its reader is unreadable, not an error of ours."""
    try:
        if media_type.startswith(("audio/", "video/")):
            return [] if sound.probe(box, content).whole else [Finding.TRUNCATED]
        if media_type.startswith(_OPENED):
            answer = json.loads(box.python(READER, media_type, input=content).stdout)
            return [_FOUND[word] for word in answer["findings"]]
    except BoxMissing:
        raise
    except TooLarge:
        return [Finding.TOO_LARGE]
    except (BoxError, CannotRead):
        return [Finding.UNREADABLE]
    return []
