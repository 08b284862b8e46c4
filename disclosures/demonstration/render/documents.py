"""Transcripts and translations as people hand them in: DOCX, TXT, VTT."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Pt

from disclosures.demonstration import story
from disclosures.demonstration.render.speech import Cue

_TIME = datetime(2024, 1, 1)  # noqa: DTZ001 a document's own clock has no zone


def txt(name: str) -> bytes:
    return story.text(name).encode("utf-8")


def docx(name: str) -> bytes:
    """One paragraph a turn, the speaker in bold before a colon."""
    document = Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(12)
    for paragraph in story.paragraphs(name):
        speaker, said = paragraph.split(": ", 1)
        written = document.add_paragraph()
        written.paragraph_format.space_after = Pt(8)
        written.add_run(f"{speaker}:").bold = True
        written.add_run(f" {said}")
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", "", "Fictional demonstration"
    properties.created = properties.modified = _TIME
    return _repacked(document)


def _repacked(document: WordDocument) -> bytes:
    """The same archive without the clock of the machine that wrote it."""
    first, second = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            plain = zipfile.ZipInfo(entry.filename, _TIME.timetuple()[:6])
            target.writestr(plain, source.read(entry), zipfile.ZIP_DEFLATED)
    return second.getvalue()


def vtt(cues: Iterable[Cue]) -> bytes:
    blocks = ["WEBVTT"]
    for number, cue in enumerate(cues, start=1):
        times = f"{_clock(cue.start)} --> {_clock(cue.end)}"
        blocks.append(f"{number}\n{times}\n<v {cue.speaker}>{cue.text}</v>")
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


def _clock(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, thousandths = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{thousandths // 1000:02d}.{thousandths % 1000:03d}"
