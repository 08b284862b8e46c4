"""What a file is, told from its first bytes. Neither its name nor the sender's word counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from evidence.models import ItemFile

HEAD = 64 * 1024
ODT = "application/vnd.oasis.opendocument.text"
HTML = "text/html"
LETTER = "message/rfc822"
RTF = "application/rtf"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNKNOWN = "application/octet-stream"
SRT = "application/x-subrip"
VTT = "text/vtt"
TEXT = "text/plain"

_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", PDF),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (b"{\\rtf", RTF),
)
_RIFF = {b"WAVE": "audio/wav", b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}
_AUDIO_BRANDS = {b"M4A ", b"M4B ", b"3ga "}
_IMAGE_BRANDS = {b"heic", b"heix", b"mif1", b"avif"}
_CUE = re.compile(r"\d{1,2}:\d\d:\d\d[,.]\d{3}\s*-->\s*\d{1,2}:\d\d:\d\d[,.]\d{3}")
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)[\s>]", re.I | re.S)
_HEADERS = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*)*")
_HEADER = re.compile(r"^(From|To|Date|Subject|Message-ID|Received|Return-Path|MIME-Version):", re.I | re.M)

Role = ItemFile.Role
Finding = ItemFile.Finding
_FITTING = {
    Role.RECORDING_AUDIO: ("audio/", "video/"),
    Role.RECORDING_VIDEO: ("video/",),
    Role.SCAN: ("image/", PDF),
    Role.PHOTO: ("image/",),
    Role.DOCUMENT: (PDF, DOCX, ODT, RTF, HTML, LETTER, TEXT),
    Role.TRANSCRIPT: (DOCX, TEXT, SRT, VTT),
    Role.TRANSLATION: (DOCX, TEXT, SRT, VTT),
}
_WRITTEN = ("text/", SRT, LETTER, "application/")
_SOUND = ("audio/", "video/")
# What a name with this ending promises. An ending that is not here promises nothing.
_ENDINGS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "tif", "tiff", "webp", "heic", "avif", "bmp"), ("image/",)),
    **dict.fromkeys(("mp3", "wav", "ogg", "oga", "opus", "flac", "m4a", "aac", "amr", "wma", "3gp"), _SOUND),
    **dict.fromkeys(("mp4", "mov", "mkv", "webm", "avi", "mpg", "mpeg", "m4v", "ts", "mts"), _SOUND),
    **dict.fromkeys(("txt", "csv", "tsv", "srt", "vtt", "html", "htm", "xml", "eml", "md"), _WRITTEN),
    "svg": ("image/svg+xml", TEXT, "text/"),
    "pdf": ("application/pdf",),
    "rtf": ("application/rtf", "text/rtf"),
    "zip": ("application/zip", "application/x-zip", "application/vnd.", "application/java-archive"),
    "doc": ("application/msword", "application/x-ole-storage", "application/CDFV2", "application/rtf", "text/rtf"),
}


@dataclass(frozen=True)
class Head:
    """The beginning of a stream, and the whole of it."""

    start: bytes
    stream: Iterator[bytes]


def peek(stream: Iterable[bytes]) -> Head:
    """Reads as much as is needed to tell the type; nothing of the stream is lost."""
    pieces, size, rest = [], 0, iter(stream)
    for piece in rest:
        pieces.append(piece)
        size += len(piece)
        if size >= HEAD:
            break
    return Head(b"".join(pieces)[:HEAD], chain(pieces, rest))


def media_type_of(start: bytes) -> str:
    for magic, media_type in _MAGIC:
        if start.startswith(magic):
            return _video_in_ogg(start) if media_type == "audio/ogg" else media_type
    if start[:4] == b"RIFF":
        return _RIFF.get(start[8:12], UNKNOWN)
    if start[4:8] == b"ftyp":
        return _of_brand(start[8:12])
    if start.startswith(b"PK\x03\x04"):
        return _of_archive(start)
    if len(start) > 2 and start[0] == 0xFF and start[1] & 0xE6 == 0xE2:
        return "audio/mpeg"
    return _of_text(start)


def role_of(media_type: str, name: str) -> str:
    """A first guess, which the partner corrects."""
    called = name.lower()
    if media_type.startswith("audio/"):
        return Role.RECORDING_AUDIO
    if media_type.startswith("video/"):
        return Role.RECORDING_VIDEO
    if media_type == PDF or (media_type.startswith("image/") and "scan" in called):
        return Role.SCAN
    if media_type.startswith("image/"):
        return Role.PHOTO
    if media_type in _FITTING[Role.TRANSCRIPT]:
        translated = any(word in called for word in ("transl", "перевод", "пераклад"))
        return Role.TRANSLATION if translated else Role.TRANSCRIPT
    return Role.DOCUMENT if media_type in _FITTING[Role.DOCUMENT] else Role.OTHER


def best_of(told: str, seen: str) -> str:
    """The first bytes tell what is worked with here; of what they do not know, the box may know more."""
    return seen if told == UNKNOWN and seen else told


def findings_of(media_type: str, role: str, name: str) -> list[str]:
    """What a person should know of the file at once; the box finds out the rest."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return [*_of_type(media_type, role, ending), *_of_name(name)]


def _of_type(media_type: str, role: str, ending: str) -> list[str]:
    if ending == "docx" and media_type != DOCX:
        return [Finding.NOT_DOCX]
    if media_type == UNKNOWN and role != Role.OTHER:
        return [Finding.UNKNOWN_TYPE]
    fitting, named = _FITTING.get(Role(role)), _ENDINGS.get(ending)
    differs = [Finding.NAME_DIFFERS] if named and not media_type.startswith(named) else []
    if fitting and not media_type.startswith(fitting):
        return [Finding.TYPE_DIFFERS, *differs]
    return differs


def _of_name(name: str) -> list[str]:
    """Signs that are not seen, or that turn the reading direction, make a name look like another."""
    return (
        [Finding.ODD_NAME] if any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cn") for letter in name) else []
    )


def transcript_kind(media_type: str, name: str) -> str:
    """How the transcript reader is to read it: docx, srt, vtt or txt. The name settles only kinds of text."""
    kinds = {DOCX: "docx", SRT: "srt", VTT: "vtt"}
    if media_type in kinds:
        return kinds[media_type]
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else "txt"
    return ending if ending in ("srt", "vtt", "docx") else "txt"


def _video_in_ogg(start: bytes) -> str:
    return "video/ogg" if b"\x80theora" in start[:256] else "audio/ogg"


def _of_brand(brand: bytes) -> str:
    if brand in _AUDIO_BRANDS:
        return "audio/mp4"
    if brand in _IMAGE_BRANDS:
        return "image/heic"
    return "video/quicktime" if brand == b"qt  " else "video/mp4"


def _of_archive(start: bytes) -> str:
    names = list(_names_in_archive(start))
    # The standard puts its media type first, unpacked, for readers like this one (ODF 1.3, part 2, 3.3).
    if names[:1] == [b"mimetype"] and start[38 : 38 + len(ODT)] == ODT.encode():
        return ODT
    if any(name.startswith((b"xl/", b"ppt/")) for name in names):
        return "application/zip"
    word = any(name.startswith(b"word/") for name in names)
    return DOCX if word or b"[Content_Types].xml" in names else "application/zip"


def _names_in_archive(start: bytes) -> Iterator[bytes]:
    """The names in the local headers that lie within the beginning."""
    place = start.find(b"PK\x03\x04")
    while place >= 0:
        length = int.from_bytes(start[place + 26 : place + 28], "little")
        yield start[place + 30 : place + 30 + length]
        place = start.find(b"PK\x03\x04", place + 4)


def _of_text(start: bytes) -> str:
    if not start:
        return UNKNOWN
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        plain = start.decode("utf-16", errors="replace")
    elif b"\x00" in start:
        return UNKNOWN
    else:
        plain = start.decode("utf-8", errors="replace").lstrip("\ufeff")
    if plain.startswith("WEBVTT"):
        return VTT
    if _CUE.search(plain[:4000]):
        return SRT
    controls = sum(letter < " " and letter not in "\r\n\t\f\x1a" for letter in plain)
    return UNKNOWN if controls > len(plain) // 200 else _of_letters(plain)


def _of_letters(plain: str) -> str:
    """A page and a letter begin in ways of their own; what only resembles them is plain text."""
    if _PAGE.match(plain):
        return HTML
    return LETTER if len(set(map(str.lower, _HEADER.findall(_HEADERS.match(plain)[0])))) >= 2 else TEXT
