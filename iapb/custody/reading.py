"""Opening files of the vault. Who may open one is asked before, at the door of its item."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader
from types import TracebackType
from typing import Self
from uuid import UUID

from django.conf import settings
from django.core.files.storage import storages

from iapb.custody import keys, sealed
from iapb.custody.keys import KeyDestroyed, NoSuchKey
from iapb.custody.models import StoredFile
from iapb.custody.shelves import Objects
from iapb.custody.store import Segment, Vault, VaultFile


class KeyGone(Exception):
    """Every subject's key was destroyed: nobody can read this file again."""


class Pieces:
    """Verified plain text of a range. Holds the file open until it is read or closed."""

    def __init__(self, file: VaultFile, start: int, end: int | None) -> None:
        self._file = file
        self._pieces = file.read(start, end)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()


def vault() -> Vault:
    """In a folder, or on the storage that the settings name `vault`."""
    return Vault(settings.VAULT_ROOT, Objects(storages["vault"]) if "vault" in settings.STORAGES else None)


def open_file(file: StoredFile) -> VaultFile:
    """Raises KeyGone, NotInVault or Damaged before any byte is released."""
    return vault().open(file.id, file_key(file), segments_of(file))


def open_plain(file: StoredFile) -> BufferedReader:
    """A seekable stream for workers; close it."""
    return vault().open_plain(file.id, file_key(file), segments_of(file))


def read(file: StoredFile, start: int = 0, end: int | None = None) -> Pieces:
    """Plain text from `start` up to, not including, `end`. Opened now, read as it is asked for."""
    opened = open_file(file)
    try:
        return Pieces(opened, start, end)
    except BaseException:
        opened.close()
        raise


def original_name(file: StoredFile) -> str:
    """What the uploader called it: personal, for those who may read the identity."""
    if file.name_sealed is None:
        return ""
    return sealed.open_sealed(file_key(file), name_context(file.id), bytes(file.name_sealed)).decode()


def file_key(file: StoredFile) -> bytes:
    provider = keys.provider()
    context = keys.file_context(file.kind, file.id)
    for subject, wrapped in file.wrapped_keys.values_list("subject", "wrapped"):
        try:
            return provider.unwrap(subject, bytes(wrapped), context)
        except (KeyDestroyed, NoSuchKey):
            continue
    raise KeyGone("no subject's key is left")


def segments_of(file: StoredFile) -> list[Segment]:
    fields = ("number", "size", "sealed_size", "sealed_sha256")
    return [Segment(*row) for row in file.segments.values_list(*fields)]


def name_context(blob: UUID) -> bytes:
    return f"iapb-name/1|{blob}".encode("ascii")
