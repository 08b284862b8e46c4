"""What a sender says of a file before its first byte, made clean. Nothing of it is trusted later."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.custody.models import StoredFile

# Names as RFC 6838 4.2 allows them, as long as the column holds. A Word document's own is 71 letters.
_MEDIA_TYPE = re.compile(r"(?=.{3,100}$)[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST_NAME = 255
_UNKNOWN_TYPE = "application/octet-stream"


@dataclass(frozen=True)
class Sending:
    subjects: Sequence[UUID]
    media_type: str
    name: str
    by: Person
    kind: str
    client_key: str | None
    expected_sha256: str | None
    expected_size: int | None
    # In the transaction of the row: what links the file to its item. Not run for a rejected one.
    within: Callable[[StoredFile], object] | None
    # Likewise, and for a rejected one as well: what ends the upload it arrived by.
    ending: Callable[[StoredFile], object] | None = None

    @classmethod
    def of(
        cls,
        *,
        subjects: Sequence[UUID],
        media_type: str,
        name: str,
        by: Person,
        expected_sha256: str | None = None,
        expected_size: int | None = None,
        client_key: str | None = None,
        kind: str = StoredFile.Kind.ORIGINAL,
        within: Callable[[StoredFile], object] | None = None,
    ) -> Self:
        if not subjects:
            raise ValueError("a file belongs to at least one subject")
        return cls(
            subjects=list(dict.fromkeys(subjects)),
            media_type=_clean_type(media_type),
            name=_clean_name(name),
            by=by,
            kind=StoredFile.Kind(kind),
            client_key=_clean_client_key(client_key),
            expected_sha256=_clean_hash(expected_sha256),
            expected_size=expected_size,
            within=within,
        )


def _clean_type(media_type: str) -> str:
    """The sender's word, without parameters. It is never trusted: see `views`."""
    plain = media_type.partition(";")[0].strip().lower()
    return plain if _MEDIA_TYPE.fullmatch(plain) else _UNKNOWN_TYPE


def _clean_name(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1].strip().replace("\x00", "")
    if len(last) > _LONGEST_NAME:
        raise Invalid(_("The file's name is longer than 255 characters. Shorten it and send the file again."), "file")
    return last


def _clean_client_key(client_key: str | None) -> str | None:
    if client_key is not None and not re.fullmatch(r"[\w.:-]{8,64}", client_key, re.ASCII):
        raise Invalid(_("A sending's key has 8 to 64 letters, digits or . _ : -"), "client_key")
    return client_key


def _clean_hash(sha256: str | None) -> str | None:
    plain = sha256.strip().lower() if sha256 else None
    if plain is not None and not _SHA256.fullmatch(plain):
        raise Invalid(_("A SHA-256 has 64 hexadecimal digits."), "sha256")
    return plain
