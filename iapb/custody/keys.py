"""Keys that live outside the database.

The root key (KEK) wraps one key per subject: a witness, an open-source batch. A subject
key wraps the file keys of what that subject gave. Destroying a subject key is erasure,
so a subject key is never kept in memory beyond one call and never leaves this module.
"""

import hashlib
import hmac
import os
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from iapb.custody.durable import KeyFile, locked, make_directory, remove, replace

KEY_BYTES = 32
NONCE_BYTES = 12
_WRAP = "iapb-wrap/1"
_FIELD = "iapb-field/1"
# Wrapped by the root key like the subjects, in a file of their own.
_SECRETS = ("signing", "index")


class KeysMissing(Exception):
    """The key directory is not usable; nothing may start without it."""


class NoSuchKey(Exception):
    """The subject never had a key here."""


class KeyDestroyed(Exception):
    """The subject's key was destroyed; what it sealed is gone for good."""


class WrongKey(Exception):
    """The wrapped bytes belong elsewhere or were changed."""


class KeyProvider(Protocol):
    """What a file here, a key process or a KMS must answer. Subject keys stay inside."""

    def new_subject_key(self, subject: UUID) -> None: ...

    def wrap(self, subject: UUID, file_key: bytes, context: str) -> bytes: ...

    def unwrap(self, subject: UUID, wrapped: bytes, context: str) -> bytes: ...

    def rewrap(self, subjects: Iterable[UUID] | None = None) -> int: ...

    def destroy(self, subject: UUID) -> None: ...

    def is_destroyed(self, subject: UUID) -> bool: ...

    def subjects(self) -> Iterator[UUID]: ...

    def seal_field(self, subject: UUID, table: str, column: str, row: UUID, text: str) -> bytes: ...

    def open_field(self, subject: UUID, table: str, column: str, row: UUID, sealed: bytes) -> str: ...

    def blind_index(self, text: str) -> str: ...

    def sign(self, message: bytes) -> bytes: ...

    def public_key(self) -> bytes: ...


def file_context(kind: str, blob: UUID) -> str:
    """What a wrapped file key is bound to, beside its subject."""
    return f"{kind}|{blob}"


def verifies(public_key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _seal(key: bytes, plain: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def _open(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError):
        raise WrongKey("wrapped bytes refused") from None


def _part(name: str) -> str:
    if "|" in name:
        raise ValueError("a name bound to sealed bytes may not contain |")
    return name


def _field(table: str, column: str, row: UUID) -> str:
    return f"{_FIELD}|{_part(table)}|{_part(column)}|{row}"


class FileKeyProvider:
    """Keys in a directory of mode 700: `kek`, `signing`, `index`, `subjects/ab/<uuid>`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._subjects = root / "subjects"
        self._kek = KeyFile(root / "kek")
        self._keks()
        self._finish_destructions()

    @classmethod
    def create(cls, root: Path) -> "FileKeyProvider":
        """Makes what is missing and leaves alone what is there."""
        make_directory(root)
        make_directory(root / "subjects")
        kek = KeyFile(root / "kek")
        if not kek.path.exists():
            if any((root / "subjects").iterdir()):
                raise KeysMissing("subject keys are here but the root key is gone: restore it")
            kek.write({"current": 1, "versions": {"1": os.urandom(KEY_BYTES)}})
        provider = cls(root)
        for name in _SECRETS:
            if not (root / name).exists():
                provider._write_secret(name, os.urandom(KEY_BYTES))
        return provider

    # Subjects

    def new_subject_key(self, subject: UUID) -> None:
        """Returns when the key is on the disk; a key that is there already stays."""
        path = self._path(subject)
        with locked(self._root):
            if self.is_destroyed(subject):
                raise KeyDestroyed("this subject's key was destroyed")
            make_directory(path.parent)
            if not path.exists():
                replace(path, self._wrapped_subject_key(subject, os.urandom(KEY_BYTES)))

    def wrap(self, subject: UUID, file_key: bytes, context: str) -> bytes:
        return _seal(self._subject_key(subject), file_key, f"{_WRAP}|{context}|{subject}")

    def unwrap(self, subject: UUID, wrapped: bytes, context: str) -> bytes:
        return _open(self._subject_key(subject), wrapped, f"{_WRAP}|{context}|{subject}")

    def rewrap(self, subjects: Iterable[UUID] | None = None) -> int:
        """Brings subject keys under the newest root key; returns how many moved."""
        return sum(self._rewrap_one(subject) for subject in list(self.subjects() if subjects is None else subjects))

    def destroy(self, subject: UUID) -> None:
        """The stone is on the disk before the key goes: a crash between the two still destroys."""
        path = self._path(subject)
        with locked(self._root):
            make_directory(path.parent)
            replace(self._stone(subject), b"")
            remove(path)

    def is_destroyed(self, subject: UUID) -> bool:
        return self._stone(subject).exists()

    def subjects(self) -> Iterator[UUID]:
        for path in sorted(self._subjects.glob("??/*")):
            if not path.name.startswith(".") and path.suffix != ".destroyed":
                yield UUID(path.name)

    # Fields and look-up

    def seal_field(self, subject: UUID, table: str, column: str, row: UUID, text: str) -> bytes:
        return _seal(self._subject_key(subject), text.encode(), _field(table, column, row))

    def open_field(self, subject: UUID, table: str, column: str, row: UUID, sealed: bytes) -> str:
        return _open(self._subject_key(subject), sealed, _field(table, column, row)).decode()

    def blind_index(self, text: str) -> str:
        """Finds an equal name without storing it. Scripts are the caller's to settle first."""
        plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
        return hmac.new(self._secret("index"), plain.encode(), hashlib.sha256).hexdigest()

    # Checkpoints

    def sign(self, message: bytes) -> bytes:
        return self._signing().sign(message)

    def public_key(self) -> bytes:
        """The 32 raw bytes of the Ed25519 key that checkpoints verify with."""
        return self._signing().public_key().public_bytes_raw()

    # Root key

    def new_root_key(self) -> int:
        """Adds a root key version; older ones stay until everything is rewrapped."""
        with locked(self._root):
            current, keys = self._keks()
            keys[current + 1] = os.urandom(KEY_BYTES)
            self._write_keks(current + 1, keys)
            for name in _SECRETS:
                self._write_secret(name, self._secret(name))
        return current + 1

    def retire_root_keys(self) -> int:
        """Forgets root keys that wrap nothing any more; returns how many."""
        with locked(self._root):
            current, keys = self._keks()
            wrapped = [*map(self._path, self.subjects()), *(self._root / name for name in _SECRETS)]
            used = {_split(path.read_bytes())[0] for path in wrapped} | {current}
            self._write_keks(current, {version: keys[version] for version in used})
        return len(keys) - len(used)

    def _rewrap_one(self, subject: UUID) -> bool:
        with locked(self._root):
            try:
                version, _ = self._read_subject(subject)
            except (KeyDestroyed, NoSuchKey):
                return False
            if version == self._keks()[0]:
                return False
            key = self._subject_key(subject)
            replace(self._path(subject), self._wrapped_subject_key(subject, key))
            return True

    def _finish_destructions(self) -> None:
        for stone in self._subjects.glob("??/*.destroyed"):
            if (key := stone.with_suffix("")).exists():
                remove(key)

    def _signing(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._secret("signing"))

    def _path(self, subject: UUID) -> Path:
        return self._subjects / subject.hex[:2] / str(subject)

    def _stone(self, subject: UUID) -> Path:
        return self._path(subject).with_suffix(".destroyed")

    def _keks(self) -> tuple[int, dict[int, bytes]]:
        try:
            content = self._kek.read()
            keys = {int(version): key for version, key in content["versions"].items()}
            return int(content["current"]), keys
        except (OSError, ValueError, KeyError, TypeError, PermissionError) as error:
            raise KeysMissing(f"no usable root key: {error}") from None

    def _write_keks(self, current: int, keys: dict[int, bytes]) -> None:
        self._kek.write({"current": current, "versions": {str(v): k for v, k in keys.items()}})

    def _secret(self, name: str) -> bytes:
        try:
            version, wrapped = _split((self._root / name).read_bytes())
        except OSError:
            raise KeysMissing(f"the {name} key is missing") from None
        return _open(self._kek_of(version), wrapped, f"{_WRAP}|{name}|kek-{version}")

    def _write_secret(self, name: str, key: bytes) -> None:
        current, keys = self._keks()
        sealed = _seal(keys[current], key, f"{_WRAP}|{name}|kek-{current}")
        replace(self._root / name, _join(current, sealed))

    def _wrapped_subject_key(self, subject: UUID, key: bytes) -> bytes:
        current, keys = self._keks()
        return _join(current, _seal(keys[current], key, f"{_WRAP}|subject|kek-{current}|{subject}"))

    def _subject_key(self, subject: UUID) -> bytes:
        version, wrapped = self._read_subject(subject)
        return _open(self._kek_of(version), wrapped, f"{_WRAP}|subject|kek-{version}|{subject}")

    def _read_subject(self, subject: UUID) -> tuple[int, bytes]:
        if self.is_destroyed(subject):
            raise KeyDestroyed("this subject's key was destroyed")
        try:
            return _split(self._path(subject).read_bytes())
        except FileNotFoundError:
            raise NoSuchKey("no key for this subject") from None

    def _kek_of(self, version: int) -> bytes:
        _, keys = self._keks()
        if version not in keys:
            raise KeysMissing(f"root key version {version} is missing")
        return keys[version]


def _join(version: int, wrapped: bytes) -> bytes:
    return version.to_bytes(4, "big") + wrapped


def _split(content: bytes) -> tuple[int, bytes]:
    return int.from_bytes(content[:4], "big"), content[4:]


@lru_cache(maxsize=1)
def _file_provider(root: Path) -> FileKeyProvider:
    return FileKeyProvider(root)


def provider() -> KeyProvider:
    """The provider of this installation; raises KeysMissing until `make_keys` was run."""
    from django.conf import settings

    return _file_provider(Path(settings.KEY_ROOT))


def checkpoint_signer() -> KeyProvider:
    """What the ledger's sealer signs with: `sign(bytes)` and `public_key()`."""
    return provider()
