"""tus 1.0.0 in words: what its headers say, read and written (https://tus.io/protocols/resumable-upload)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from uuid import UUID

from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _

from evidence.actions.files import Sent
from evidence.actions.uploads import Coming
from evidence.models import ItemFile
from iapb.access.errors import Invalid
from iapb.custody.models import Upload
from iapb.custody.pieces import CHECKSUMS

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination,checksum"
PIECE_TYPE = "application/offset+octet-stream"
_LONGEST_METADATA = 8000


def length_of(headers: Mapping[str, str]) -> int:
    return _number(headers.get("Upload-Length", ""), _("Say how long the file is (Upload-Length)."))


def coming(headers: Mapping[str, str]) -> Coming:
    at = _number(headers.get("Upload-Offset", ""), _("Say where the piece begins (Upload-Offset)."))
    size = headers.get("Content-Length", "")
    algorithm, digest = _checksum(headers.get("Upload-Checksum", ""))
    return Coming(at, int(size) if size.isdecimal() else None, algorithm, digest)


def metadata_of(header: str) -> dict[str, str]:
    """`key base64,key base64`; a key may stand alone."""
    if len(header) > _LONGEST_METADATA:
        raise _unreadable()
    found = {}
    for pair in filter(None, (one.strip() for one in header.split(","))):
        key, _space, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise _unreadable() from None
    return found


def item_of(metadata: Mapping[str, str]) -> UUID:
    try:
        return UUID(metadata.get("item", ""))
    except ValueError:
        raise Invalid(_("Say which item the file is for (Upload-Metadata: item)."), "item") from None


def sent_of(metadata: Mapping[str, str], size: int) -> Sent:
    """`filename` is what the common clients call it."""
    return Sent(
        name=metadata.get("name") or metadata.get("filename", ""),
        role=metadata.get("role", ""),
        language=metadata.get("language", ""),
        acquisition=metadata.get("acquisition", "") or ItemFile.Acquisition.UNKNOWN,
        note=metadata.get("note", ""),
        client_key=metadata.get("client_key") or None,
        expected_sha256=metadata.get("sha256") or None,
        expected_size=size,
    )


def headers_of(upload: Upload) -> dict[str, str]:
    told = {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.size), "Cache-Control": "no-store"}
    if upload.state == Upload.State.RECEIVING:
        told["Upload-Expires"] = expires(upload)
    return told


def expires(upload: Upload) -> str:
    return http_date(upload.expires_at.timestamp())


def _checksum(header: str) -> tuple[str, bytes]:
    if not header:
        return "", b""
    algorithm, _space, value = header.strip().partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except binascii.Error:
        digest = b""
    if algorithm not in CHECKSUMS or not digest:
        raise Invalid(_("Checksums are sent as sha1 or sha256 in base64 (Upload-Checksum)."))
    return algorithm, digest


def _number(text: str, sentence: object) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise Invalid(sentence)
    return int(text)


def _unreadable() -> Invalid:
    return Invalid(_("What is said of the file cannot be read (Upload-Metadata: pairs of key and base64)."))
