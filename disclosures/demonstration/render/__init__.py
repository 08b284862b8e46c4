"""The bytes of every file of the case, made when the case is loaded."""

from __future__ import annotations

from collections.abc import Callable

from disclosures.demonstration.render import consent_scan, documents, papers, photograph, speech
from disclosures.demonstration.shapes import Story, Upload

_MAKERS: dict[str, Callable[[], bytes]] = {
    "w1.audio": lambda: speech.record("w1").audio,
    "w1.transcript": lambda: documents.docx("w1.ru.txt"),
    "w1.translation": lambda: documents.docx("w1.en.txt"),
    "w1.ruling": papers.ruling,
    "w1.courtyard": photograph.courtyard,
    "w2.audio": lambda: speech.record("w2").audio,
    "w2.transcript": lambda: documents.txt("w2.be.txt"),
    "w2.translation": lambda: documents.txt("w2.en.txt"),
    "w2.discharge": papers.discharge,
    "w3.audio": lambda: speech.record("w3").audio,
    "w3.transcript": lambda: documents.vtt(speech.record("w3").cues),
    "w3.expulsion": papers.expulsion,
}


def render(story: Story, upload: Upload) -> bytes:
    witness, what = upload.key.split(".", 1)
    if what == "consent":
        return consent_scan.sheet(story, witness)
    return _MAKERS[upload.key]()
