"""Writing files so that they are there, whole, after the power fails."""

import base64
import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PRIVATE_FILE = 0o600
PRIVATE_DIRECTORY = 0o700


def sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_directory(path: Path) -> None:
    """Each new level is synced into the one above it."""
    if path.is_dir():
        return
    make_directory(path.parent)
    path.mkdir(mode=PRIVATE_DIRECTORY, exist_ok=True)
    sync_directory(path.parent)


def _write_aside(path: Path, content: bytes) -> Path:
    aside = path.with_name(f".{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return aside


def replace(path: Path, content: bytes) -> None:
    os.replace(_write_aside(path, content), path)
    sync_directory(path.parent)


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """One writer at a time among all processes; ends with the process that holds it."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Zeroes in place first: on most disks the old block is then gone too, not only its name."""
    try:
        with open(path, "r+b") as file:
            file.write(bytes(os.fstat(file.fileno()).st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        pass
    sync_directory(path.parent)


class KeyFile:
    """A small JSON file of named keys that nobody else may read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, Any]:
        mode = stat.S_IMODE(self.path.stat().st_mode)
        if mode & 0o077:
            raise PermissionError(f"mode {mode:o} lets others read it; make it 600")
        content = json.loads(self.path.read_text("ascii"))
        content["versions"] = {
            version: base64.b64decode(key, validate=True) for version, key in content["versions"].items()
        }
        return content

    def write(self, content: dict[str, Any]) -> None:
        versions = {v: base64.b64encode(key).decode() for v, key in content["versions"].items()}
        replace(self.path, (json.dumps({**content, "versions": versions}, indent=1) + "\n").encode())


def exclusive(path: Path, content: bytes) -> None:
    """Raises FileExistsError where the file is there already."""
    aside = _write_aside(path, content)
    try:
        os.link(aside, path)
    finally:
        aside.unlink()
    sync_directory(path.absolute().parent)
