"""An S3-compatible object store for the vault (requirements-storage.txt, docs/decisions/object-store.md)."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from io import SEEK_SET, RawIOBase
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

# One question for bytes in a row; a seek asks for what is needed alone.
_AHEAD_BYTES = 4 * 1024 * 1024
_MISSING = {"404", "NoSuchKey", "NotFound"}


class SealedObjects(S3Storage):
    """What django-storages offers, but read by ranges: it would fetch a whole object before the first byte."""

    @property
    def bucket(self) -> Any:
        """Each thread its own: what boto3 calls resources may not be shared."""
        return self.connection.Bucket(self.bucket_name)

    def _open(self, name: str, mode: str = "rb") -> File:
        with _as_of_a_disk():
            return File(_Ranged(self.bucket.Object(self._key(name))), name)

    def _save(self, name: str, content: File) -> str:
        with _as_of_a_disk():
            saved: str = super()._save(name, content)
            return saved

    def exists(self, name: str) -> bool:
        with _as_of_a_disk():
            found: bool = super().exists(name)
            return found

    def delete(self, name: str) -> None:
        with _as_of_a_disk():
            super().delete(name)

    def size(self, name: str) -> int:
        with _as_of_a_disk():
            return int(self.bucket.Object(self._key(name)).content_length)

    def listed(self, beginning: str = "") -> Iterator[tuple[str, float]]:
        """Keys in order and when each was written last: by one question for a thousand of them."""
        with _as_of_a_disk():
            for one in self.bucket.objects.filter(Prefix=self._key(beginning) if beginning else self.location):
                yield one.key[len(self.location) :].lstrip("/"), one.last_modified.timestamp()

    def problem(self) -> str:
        """Why this store cannot be used, in a few words; empty where it can."""
        try:
            kept = self.connection.meta.client.get_bucket_versioning(Bucket=self.bucket_name)
        except (BotoCoreError, ClientError):
            return "does not answer"
        # What is destroyed must be gone: an older version would still be there.
        return "keeps old versions" if kept.get("Status") else ""

    def _key(self, name: str) -> str:
        key: str = self._normalize_name(name)
        return key


class _Ranged(RawIOBase):
    """An object as a file that can be sought."""

    def __init__(self, found: Any) -> None:
        super().__init__()
        self._object = found
        self.size: int = found.content_length
        self._position = 0
        self._window = b""
        self._window_at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        assert whence == SEEK_SET, "read by position"
        self._position = offset
        return offset

    def read(self, size: int = -1) -> bytes:
        left = max(self.size - self._position, 0)
        size = left if size < 0 else min(size, left)
        if not size:
            return b""
        at = self._position - self._window_at
        if not 0 <= at <= len(self._window) - size:
            self._fetch(size, in_a_row=at == len(self._window) > 0)
            at = 0
        self._position += size
        return self._window[at : at + size]

    def _fetch(self, size: int, *, in_a_row: bool) -> None:
        wanted = min(max(size, _AHEAD_BYTES if in_a_row else 0), self.size - self._position)
        with _as_of_a_disk():
            told = self._object.get(Range=f"bytes={self._position}-{self._position + wanted - 1}")
            self._window = told["Body"].read()
        if len(self._window) != wanted:
            raise OSError(errno.EIO, "the object store gave another length than was asked for")
        self._window_at = self._position


@contextmanager
def _as_of_a_disk() -> Iterator[None]:
    """Whoever reads and writes the vault knows the errors of a disk. Their words name neither bucket nor key."""
    try:
        yield
    except ClientError as refusal:
        code = str(refusal.response.get("Error", {}).get("Code", ""))
        if code in _MISSING:
            raise FileNotFoundError(errno.ENOENT, "not in the object store") from None
        raise OSError(errno.EIO, f"the object store refused: {code}") from None
    except BotoCoreError as failure:
        raise OSError(errno.EIO, f"the object store failed: {type(failure).__name__}") from None
