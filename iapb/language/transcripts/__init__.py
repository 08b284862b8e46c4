"""Transcripts as people send them: DOCX, plain text, SRT, WebVTT."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from iapb.language.base import CannotRead, Content, Opener, Segment, clean
from iapb.language.identify import identify
from iapb.sentences import fill

KINDS = ("docx", "txt", "srt", "vtt")
READER = Path(__file__).parent / "inside.py"
LONGEST_SPEAKER = 80
# Ten hours of talk are some ten thousand paragraphs. A million of them held the rows of the queue for minutes.
MOST_PARAGRAPHS = 20_000
LONGEST_PARAGRAPH = 200_000  # letters: a whole interview in one piece, twice over

SENTENCES = {
    "nothing": _("The file is empty: it has no bytes. Upload it again."),
    "empty": _("The file holds no text."),
    "docx": _(
        "This is not a Word document (.docx), or it is damaged. Open it in a word processor and save it as .docx."
    ),
    "locked": _(
        "This document is protected by a password or in the old .doc format. Save it as .docx without a password."
    ),
    "encoding": _("The encoding of this text cannot be told. Save it as UTF-8 and upload it again."),
    "cues": _("The file has no subtitles in it: no line with two times was found."),
    "cue": _("Line %(line)d stands outside every subtitle. Each needs a line with two times first."),
    "time": _("The times in line %(line)d cannot be read. They must look like 00:01:02,500 --> 00:01:05,000."),
    "backwards": _("In line %(line)d the end comes before the start."),
    "many": _("The text has more than 20,000 paragraphs or subtitles. Send it in smaller parts."),
    "long": _("One paragraph has more than 200,000 letters. Divide it and send the text again."),
    "kind": _("A transcript must be a DOCX, TXT, SRT or VTT file."),
}


def kind_of(name: str) -> str:
    """From the ending of a file name; raises CannotRead for any other."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in KINDS:
        raise CannotRead(SENTENCES["kind"])
    return ending


def read(opener: Opener, content: Content, kind: str) -> list[Segment]:
    """Raises CannotRead; the box's own errors (too long, too large …) pass through."""
    if kind not in KINDS:
        raise CannotRead(SENTENCES["kind"])
    answer = json.loads(opener.python(READER, kind, input=content).stdout)
    if error := answer.get("error"):
        line = int(answer.get("line") or 0)
        sentence = SENTENCES[error]
        raise CannotRead(fill(sentence, line=line) if line else sentence)
    if len(answer["segments"]) > MOST_PARAGRAPHS:
        raise CannotRead(SENTENCES["many"])
    if any(len(str(entry["text"])) > LONGEST_PARAGRAPH for entry in answer["segments"]):
        raise CannotRead(SENTENCES["long"])
    return [_segment(entry) for entry in answer["segments"]]


def _segment(entry: dict[str, Any]) -> Segment:
    text = clean(str(entry["text"]))
    start, end = entry["start"], entry["end"]
    return Segment(
        text=text,
        speaker=clean(str(entry["speaker"]))[:LONGEST_SPEAKER],
        start_ms=None if start is None else int(start),
        end_ms=None if end is None else int(end),
        language=identify(text),
    )
