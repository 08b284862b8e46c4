"""What a file is, told from its bytes and not from its name."""

from __future__ import annotations

import pytest

from evidence.sniffing import (
    DOCX,
    HEAD,
    HTML,
    LETTER,
    ODT,
    SRT,
    TEXT,
    UNKNOWN,
    VTT,
    findings_of,
    media_type_of,
    peek,
    role_of,
    transcript_kind,
)


def entries(*names: str) -> bytes:
    """The local headers of an archive."""
    return b"".join(
        b"PK\x03\x04" + bytes(22) + len(name).to_bytes(2, "little") + b"\0\0" + name.encode() + b"...."
        for name in names
    )


@pytest.mark.parametrize(
    ("start", "media_type"),
    [
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"%PDF-1.7", "application/pdf"),
        (b"OggS\x00\x02", "audio/ogg"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"ID3\x04\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "audio/mpeg"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypisom", "video/mp4"),
        (entries("[Content_Types].xml", "word/document.xml"), DOCX),
        (entries("photo.jpg"), "application/zip"),
        (entries("[Content_Types].xml", "xl/workbook.xml"), "application/zip"),
        (entries("[Content_Types].xml") + b"....xl/....", DOCX),
        ("Где вы были 11 августа?".encode(), TEXT),
        ("Где вы были?".encode("cp1251"), TEXT),
        ("Где вы были?".encode("utf-16"), TEXT),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\nhello", VTT),
        (b"1\n00:00:01,000 --> 00:00:02,500\nhello\n", SRT),
        (b"PK\x03\x04" + bytes(22) + b"\x08\0\0\0mimetype" + ODT.encode(), ODT),
        (b"<!doctype html>\n<p>hello", HTML),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- saved -->\n<HTML lang=be>", HTML),
        (b"Read <html> as a word", TEXT),
        (b"Received: from a\r\n by b\r\nFrom: a@example.org\r\nSubject: x\r\n\r\nhello", LETTER),
        (b"From: the witness\n\nI was held.", TEXT),
        (b"\x00\x01\x02\x03", UNKNOWN),
        (b"\x01\x02\x03\x04\x05\x06", UNKNOWN),
        (b"", UNKNOWN),
    ],
)
def test_media_type_when_bytes_start_so_then_told(start: bytes, media_type: str) -> None:
    assert media_type_of(start) == media_type


@pytest.mark.parametrize(
    ("media_type", "name", "role"),
    [
        ("audio/ogg", "rec-01.ogg", "recording_audio"),
        ("image/jpeg", "scan-0001.jpg", "scan"),
        ("image/jpeg", "img-2020.jpg", "photo"),
        ("application/pdf", "x.pdf", "scan"),
        (DOCX, "transcript-ru.docx", "transcript"),
        (TEXT, "translation-en.txt", "translation"),
        (TEXT, "перевод.txt", "translation"),
        (UNKNOWN, "x.bin", "other"),
    ],
)
def test_role_when_guessed_then_fits(media_type: str, name: str, role: str) -> None:
    assert role_of(media_type, name) == role


@pytest.mark.parametrize(
    ("media_type", "role", "name", "found"),
    [
        (TEXT, "transcript", "t.docx", ["not_docx"]),
        (DOCX, "transcript", "t.docx", []),
        ("image/png", "recording_audio", "a.mp3", ["type_differs", "name_differs"]),
        ("image/png", "photo", "a.pdf", ["name_differs"]),
        ("image/png", "photo", "a\u202egpj.exe", ["odd_name"]),
        (UNKNOWN, "scan", "a.jpg", ["unknown_type"]),
        (UNKNOWN, "other", "a.bin", []),
        ("video/mp4", "recording_audio", "a.mp4", []),
    ],
)
def test_findings_when_content_is_something_else_then_said(
    media_type: str, role: str, name: str, found: list[str]
) -> None:
    assert findings_of(media_type, role, name) == found


def test_peek_when_stream_is_long_then_nothing_is_lost() -> None:
    pieces = [b"a" * 1000] * 200
    head = peek(iter(pieces))
    assert head.start == b"a" * HEAD
    assert b"".join(head.stream) == b"".join(pieces)


def test_peek_when_stream_is_empty_then_empty() -> None:
    head = peek(iter(()))
    assert (head.start, list(head.stream)) == (b"", [])


@pytest.mark.parametrize(
    ("media_type", "name", "kind"),
    [(DOCX, "x", "docx"), (TEXT, "a.srt", "srt"), (TEXT, "a", "txt"), (VTT, "a.txt", "vtt"), (TEXT, "a.docx", "docx")],
)
def test_transcript_kind_when_content_is_text_then_name_settles(media_type: str, name: str, kind: str) -> None:
    assert transcript_kind(media_type, name) == kind
