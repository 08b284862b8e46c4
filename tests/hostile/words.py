"""Texts, subtitles, tables and programs; names that deceive; next to nothing at all."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from tests.hostile.archives import zipped
from tests.hostile.hostile import NAMED, NEAR, Hostile

CUE = "1\n00:00:01,000 --> 00:00:02,500\n{}\n"
VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n{}\n"
# The test file that every antivirus program knows, in two halves, so that this one is not taken for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
GIF_AND_SCRIPT = b"GIF89a/*" + bytes(20) + b"*/=1;alert(document.domain)//"


def files() -> Iterator[Hostile]:
    yield from _subtitles()
    yield from _tables()
    yield from _encodings()
    yield from _programs()
    yield from _two_kinds()
    yield from _viruses()
    yield from _names()
    yield from _next_to_nothing()


def _subtitles() -> Iterator[Hostile]:
    t, scripts = "transcript", ("scripts",)
    yield Hostile("script.srt", CUE.format("<script>alert(1)</script>").encode(), t, scripts)
    yield Hostile("picture.srt", CUE.format(f'<img src="{NEAR}/x" onerror="alert(1)">').encode(), t, scripts)
    yield Hostile("line-of-four-megabytes.srt", CUE.format("ы" * (2 << 20)).encode(), t)
    yield Hostile("fifty-thousand-cues.srt", "\n".join(CUE.format("a") for _cue in range(50_000)).encode(), t)
    yield Hostile("backwards.srt", b"1\n99:59:59,999 --> 00:00:00,000\nx\n", t)
    yield Hostile("script.vtt", VTT.format("<v <script>alert(1)</script>>x").encode(), t, scripts)
    yield Hostile(
        "style.vtt",
        f"WEBVTT\n\nSTYLE\n::cue {{ background: url({NEAR}/x) }}\n\n00:01.000 --> 00:02.000\nx\n".encode(),
        t,
    )
    yield Hostile("note-without-end.vtt", ("WEBVTT\n\nNOTE " + "x" * (1 << 20)).encode(), t)


def _tables() -> Iterator[Hostile]:
    found = ("formulas",)
    yield Hostile("command.csv", b"name,note\nA,=cmd|' /C calc'!A0\n", "other", found)
    yield Hostile("address.csv", f'name,note\nA,"=HYPERLINK(""{NAMED}"",""x"")"\n'.encode(), "other", found)
    yield Hostile("at-sign.csv", b"name;note\nA;@SUM(1+1)*cmd|' /C calc'!A0\n", "other", found)
    yield Hostile("plus.tsv", b'name\tnote\nA\t+HYPERLINK("x")\n', "other", found)
    yield Hostile("million-columns.csv", b"," * (1 << 20) + b"\n", "other")


def _encodings() -> Iterator[Hostile]:
    t = "transcript"
    yield Hostile("two-bytes-without-a-mark.txt", "Где вы были?".encode("utf-16-le") * 50, t)
    yield Hostile("half-a-letter.txt", ("Где вы были? " * 50).encode()[:-2] + b"\xd0", t)
    yield Hostile("every-byte.txt", bytes(range(1, 256)) * 20, t)
    yield Hostile("zeros-between.txt", b"w\0o\0r\0d\0s\0" * 99 + b"\0\0\0", t)
    yield Hostile("turned-around.txt", ("Свидетель сказал \u202eонвалг\u202c. " * 20).encode(), t)
    yield Hostile("ten-thousand-accents.txt", ("e" + "\u0301" * 10_000 + " ").encode() * 5, t)
    yield Hostile("million-lines.txt", b"a\n" * (1 << 20), t)
    yield Hostile("seven-bits.txt", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4- " * 20, t)
    yield Hostile("hundred-thousand-brackets.json", b"[" * 100_000 + b"]" * 100_000, "other")
    yield Hostile("grows.yaml", b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n" * 20, "other")


def _programs() -> Iterator[Hostile]:
    program = ("program",)
    yield Hostile("fork.sh", b"#!/bin/sh\n:(){ :|:& };:\n", "other", program)
    yield Hostile("protocol.pdf.exe", b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0\x4c\1" + bytes(300), "other", program)
    elf = b"\x7fELF\2\1\1" + bytes(9) + b"\2\0\x3e\0\1\0\0\0" + bytes(40)
    yield Hostile("recording.mp3", elf, "recording_audio")
    yield Hostile("link.url", f"[InternetShortcut]\nURL={NEAR}/\n".encode(), "other", ("playlist",))
    yield Hostile("shortcut.lnk", b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F" + bytes(60), "other")
    yield Hostile("glyphs.ttf", b"\0\1\0\0\xff\xff" + bytes(30) + b"glyf" + b"\xff" * 40, "other")
    yield Hostile("glyphs.woff2", b"wOF2OTTO" + b"\xff" * 60, "other")
    yield Hostile("database.sqlite", b"SQLite format 3\0" + b"\xff" * 200, "other")


def _two_kinds() -> Iterator[Hostile]:
    two = ("two_kinds",)
    archive = zipped(("hidden.txt", b"hidden " * 50))
    yield Hostile("picture-and-script.gif", GIF_AND_SCRIPT, "photo", two)
    yield Hostile(
        "picture-and-script.jpg", b"\xff\xd8\xff\xe0/*\0JFIF\0" + bytes(60) + b"*/=alert(1);/*\xff\xd9", "photo", two
    )
    yield Hostile("document-and-archive.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\n" + archive, "scan", two)
    yield Hostile(
        "picture-and-archive.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(90) + b"\xff\xd9" + archive, "photo", two
    )
    yield Hostile("picture-and-archive.png", b"\x89PNG\r\n\x1a\n" + bytes(60) + archive, "photo", two)
    film = b"\0\0\0\x18ftypisom\0\0\2\0isommp41\0\0\0\x60free<html><script>alert(1)</script></html>" + bytes(60)
    yield Hostile("film-and-page.mp4", film, "recording_video", two)
    yield Hostile(
        "picture-and-document.png", b"\x89PNG\r\n\x1a\n\0\0\0\x20tEXta\0%PDF-1.4 1 0 obj" + bytes(60), "photo", two
    )
    yield Hostile(
        "sound-and-page.wav", b"RIFF\x60\0\0\0WAVEfmt <html><body onload=alert(1)>" + bytes(60), "recording_audio", two
    )
    yield Hostile(
        "picture-and-rar.png", b"\x89PNG\r\n\x1a\n" + bytes(60) + b"Rar!\x1a\x07\x01\0" + bytes(60), "photo", two
    )


def _viruses() -> Iterator[Hostile]:
    inside = zipped(("folder/eicar.com", EICAR))
    yield Hostile("eicar.com", EICAR, "other", virus=True)
    yield Hostile("eicar.txt", EICAR, "transcript", virus=True)
    yield Hostile("eicar.zip", inside, "other", virus=True)
    yield Hostile("eicar-two-deep.zip", zipped(("inner.zip", inside)), "other", ("nested",), virus=True)
    letter = b"From: a@example.org\nSubject: x\nMIME-Version: 1.0\nContent-Type: application/octet-stream; name=a.com\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=a.com\n\n"
    yield Hostile("eicar.eml", letter + base64.encodebytes(EICAR), "other", ("embedded",), virus=True)


def _names() -> Iterator[Hostile]:
    odd, words = ("odd_name",), b"Words of a witness. " * 9
    for name in ("cod\u202etxt.exe", "line\nbreak.txt", "bell\x07\x1b[2J.txt", "zero\u200bwidth.txt", "\ufefflead.txt"):
        yield Hostile(name, words, "other", odd)
    for name in ("../../../etc/passwd", "..\\..\\boot.ini", "CON.txt", "<img src=x onerror=alert(1)>.txt", "'; drop table--.txt", "😀" * 60, "a" * 255):  # fmt: skip
        yield Hostile(name, words, "other")
    yield Hostile("a" * 256, words, "other", refused=True)
    yield Hostile("", words, "other")
    yield Hostile("photo.png", words, "photo", ("name_differs",))
    yield Hostile("words.pdf", words, "scan", ("name_differs",))


def _next_to_nothing() -> Iterator[Hostile]:
    yield Hostile("nothing.txt", b"", "transcript", refused=True)
    yield Hostile("nothing.mp4", b"", "recording_video", refused=True)
    for name, content in {"zero.bin": b"\0", "letter.txt": b"a", "high.txt": b"\xff", "blank.txt": b"\n"}.items():
        yield Hostile(f"one-{name}", content, "transcript")
    heads = {"pdf": b"%PDF-", "gif": b"GIF8", "zip": b"PK\3\4", "wav": b"RIFF", "mp4": b"\0\0\0\x08ftyp", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "ogg": b"OggS", "docx": b"PK\5\6" + bytes(18)}  # fmt: skip
    for ending, content in heads.items():
        yield Hostile(f"only-a-head.{ending}", content, "other")
