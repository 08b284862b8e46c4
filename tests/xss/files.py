"""Files that carry script where people look: in their names, in what they say of themselves, in their words."""

from __future__ import annotations

import io
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import pyvips

from tests.hostile.documents import BODY, docx, pdf, stream
from tests.xss.words import Words

EXIFTOOL = "/usr/bin/exiftool"
# Stands beside the hostile words, so that a search finds them.
FOUND_BY = "дубинками"
# What holds a page inside is taken for two kinds at once, and nothing is made of it; this much is not.
ROOM = 120


@dataclass(frozen=True)
class Sent:
    kind: str
    name: str
    content: bytes
    role: str
    language: str = ""


def make(words: Words) -> list[Sent]:
    def name(kind: str, ending: str) -> str:
        return words.hostile(f"file: the name of a {kind}", 200, slash=False) + ending

    said = {kind: words.hostile(f"file: the words of a {kind}", ROOM) for kind in KINDS}
    return [
        Sent("subtitles", name("subtitles", ".vtt"), _subtitles(said["subtitles"]), "transcript", "ru"),
        Sent("transcript", name("transcript", ".docx"), _word(said["transcript"]), "transcript", "ru"),
        Sent("translation", name("translation", ".txt"), said["translation"].encode(), "translation", "en"),
        Sent("picture", name("picture", ".jpg"), _picture(words), "photo"),
        Sent("film", name("film", ".mp4"), _film(words), "recording_video", "ru"),
        Sent("scan", name("scan", ".pdf"), _portable(said["scan"]), "other"),
        Sent("letter", name("letter", ".eml"), _letter(said["letter"]), "other"),
        Sent("drawing", name("drawing", ".svg"), _drawing(said["drawing"]), "photo"),
        Sent("page", name("page", ".html"), _page(said["page"]), "other"),
    ]  # fmt: skip


KINDS = ("subtitles", "transcript", "translation", "scan", "letter", "drawing", "page")


def _subtitles(said: str) -> bytes:
    cues = [f"00:0{n}.000 --> 00:0{n + 1}.000\n{words}\n" for n, words in enumerate((f"Били {FOUND_BY}.", said, said))]
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def _escaped(said: str) -> str:
    return said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _word(said: str) -> bytes:
    lines = "".join(f"<w:p><w:r><w:t>{_escaped(one)}</w:t></w:r></w:p>" for one in (f"Били {FOUND_BY} {said}", said))
    head, _first, _rest = BODY.partition("<w:p>")
    return docx(body=f"{head}{lines}</w:body></w:document>")


def _picture(words: Words) -> bytes:
    """The claims of a camera, of which the product shows every one."""
    grey = (pyvips.Image.black(320, 240) + 120).cast("uchar")
    asked = [
        f"-{tag}={words.hostile(f'file: {tag} of a picture', ROOM)}"
        for tag in ("Artist", "ImageDescription", "UserComment", "Software", "XMP:Title", "IPTC:Caption-Abstract")
    ]
    with tempfile.TemporaryDirectory(prefix="iapb-xss-", dir="/var/tmp") as folder:
        file = Path(folder) / "picture.jpg"
        grey.jpegsave(str(file))
        subprocess.run([EXIFTOOL, "-q", "-overwrite_original", *asked, str(file)], check=True)
        return file.read_bytes()


def _film(words: Words) -> bytes:
    made = io.BytesIO()
    with av.open(made, "w", format="mp4") as target:
        for key in ("title", "artist", "comment"):
            target.metadata[key] = words.hostile(f"file: {key} of a film", ROOM)
        film = target.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
        film.width, film.height, film.pix_fmt = 320, 160, "yuv420p"
        for number in range(20):
            frame = av.VideoFrame(320, 160, "yuv420p")
            frame.pts = number
            target.mux(film.encode(frame))
        target.mux(film.encode(None))
    return made.getvalue()


def _portable(said: str) -> bytes:
    """One page with a layer of words; its font is one that every reader has."""
    plain = said.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    lines = "".join(f"({plain[start : start + 40]}) Tj T*\n" for start in range(0, len(plain), 40))
    content = stream(f"BT /F1 9 Tf 12 TL 10 280 Td\n{lines}ET".encode(), b"")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    return pdf(font, content, page=b"/Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R")


def _letter(said: str) -> bytes:
    head = f"From: a@example.org\nTo: b@example.org\nSubject: {said}\nDate: Thu, 2 May 2024 12:00:00 +0000\n"
    return f"{head}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{said}\n".encode()


def _drawing(said: str) -> bytes:
    body = f"<script>parent.xss(1)</script><text y='20'>{_escaped(said)}</text>"
    return f"<svg xmlns='http://www.w3.org/2000/svg' width='90' height='90' onload='xss(1)'>{body}</svg>".encode()


def _page(said: str) -> bytes:
    return f"<!doctype html><html><body><p>{_escaped(said)}</p>{said}</body></html>".encode()


def archive(words: Words) -> tuple[str, bytes]:
    """A register of what a body has, some rows of it wrong, so that the list of problems quotes them."""

    def said(column: str) -> str:
        return words.hostile(f"archive: {column}", 150).replace('"', '""')

    rows = [
        f'old-1,"{said("languages")}","{said("family")}"',
        f'"{said("number")}",ru,"{said("second family")}"',
        f'old-3,"{said("second languages")}",Ident',
    ]
    name = words.hostile("archive: its name", 150, slash=False)
    return f"{name}.csv", "\n".join(["id,languages,family_ru", *rows]).encode()


def stated(receipt: Any, words: Words) -> Any:
    """A receipt of this house in which somebody wrote other words."""
    if isinstance(receipt, dict):
        return {key: stated(value, words) if key != "format" else value for key, value in receipt.items()}
    return words.hostile("receipt: a statement") if isinstance(receipt, str) else receipt
