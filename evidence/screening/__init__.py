"""Screening: opened in the box once, to find out whether a file is whole and what it seems to be."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from evidence.models import ItemFile
from iapb.jobs.box import BoxError, BoxMissing, TooLarge, TooLong
from iapb.language.base import CannotRead, Opener
from iapb.language.speech import sound

READER = Path(__file__).parent / "inside" / "look.py"
# The file rests in the box's memory while it is looked at; five minutes are more than any good file takes.
NEEDS = {"seconds": 300, "cpu_seconds": 300, "memory": 1536 << 20, "disk": 2048 << 20, "output": 1 << 20}
Finding = ItemFile.Finding
_ENDING = re.compile(r"[a-z0-9]{1,8}")
_KIND = re.compile(r"(?=.{3,100}$)[a-z0-9][a-z0-9.+-]*/[A-Za-z0-9][A-Za-z0-9.+-]*")


class ProgramMissing(BoxMissing):
    sentence = _(
        "The program that tells what kind of file this is, is missing on this machine: install the package file."
    )


@dataclass(frozen=True)
class Seen:
    """`kind` is the media type by the content; empty where the box could not tell."""

    kind: str
    findings: list[str]


def look(box: Opener, content: BinaryIO, media_type: str, name: str = "") -> Seen:
    """What the box finds. A file that breaks its reader is a finding, not an error of ours."""
    kind, found = _looked_into(box, content, media_type, name)
    if media_type.startswith(("audio/", "video/")) or (not found and kind.startswith(("audio/", "video/"))):
        content.seek(0)
        found += _heard(box, content)
    return Seen(kind, list(dict.fromkeys(found)))


def _looked_into(box: Opener, content: BinaryIO, media_type: str, name: str) -> tuple[str, list[str]]:
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    words = (media_type, ending if _ENDING.fullmatch(ending) else "-")
    try:
        # A large recording is decoded to its end beside (`_heard`); what else may be wrong with it stands at its ends.
        asking = media_type.startswith(("audio/", "video/"))
        answer = json.loads(box.allowing(**NEEDS).python(READER, *words, input=content, asking=asking).stdout)
    except BoxMissing:
        raise
    except BoxError as error:
        return "", [_broken(error)]
    if answer.get("missing"):
        raise ProgramMissing
    kind = str(answer["kind"])
    return kind if _KIND.fullmatch(kind) else "", [str(Finding(word)) for word in answer["findings"]]


def _heard(box: Opener, content: BinaryIO) -> list[str]:
    """A recording is decoded to its end: only so is it known to be whole."""
    try:
        return [] if sound.probe(box, content).whole else [Finding.TRUNCATED]
    except sound.Silent:
        return []
    except sound.TooLong:
        return [Finding.TOO_LONG]
    except BoxMissing:
        raise
    except BoxError as error:
        return [_broken(error)]
    except CannotRead:
        return [Finding.UNREADABLE]


def _broken(error: BoxError) -> str:
    if isinstance(error, TooLarge):
        return Finding.TOO_LARGE
    return Finding.TOO_SLOW if isinstance(error, TooLong) else Finding.UNREADABLE
