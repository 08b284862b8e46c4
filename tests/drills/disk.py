"""A small file system of the drill's own: when it is full, it is full as a disk is, for every process on it.

An image on the large disk, with ext4 in it, mounted in a mount namespace of the drill's own: it goes with the
last process. Needs root; without it the drill says that a full disk was not tried.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

INSIDE = "IAPB_SMALL_DISK"
SIZE = 8 << 30
_BLOCK = 4096
_NEEDED = ("unshare", "mount", "mkfs.ext4")


def possible() -> bool:
    return os.geteuid() == 0 and all(shutil.which(program) for program in _NEEDED)


def place() -> Path | None:
    """Where it is mounted, inside."""
    found = os.environ.get(INSIDE)
    return Path(found) if found else None


def enter(words: list[str]) -> int:
    """Runs these words of Python again with a small disk; both are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="iapb-disk-", dir="/var/tmp"))
    folder.chmod(0o711)
    image, mounted = folder / "image", folder / "small"
    mounted.mkdir()
    with open(image, "wb") as file:
        file.truncate(SIZE)
    # No block is kept back for root: as full for us as for everybody.
    subprocess.run(["mkfs.ext4", "-q", "-m", "0", str(image)], check=True)
    script = 'set -e\nmount -o loop "$1" "$2"\nchmod 711 "$2"\nshift 2\nexec "$@"\n'
    command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", str(image), str(mounted)]
    try:
        environment = {**os.environ, INSIDE: str(mounted)}
        return subprocess.run([*command, sys.executable, *words], env=environment, check=False).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Ballast:
    """A file that takes every free block, until it is thrown out."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "ballast"

    def fill(self) -> None:
        piece, size = 1 << 30, 0
        with open(self._file, "wb") as file:
            while piece >= _BLOCK:
                try:
                    os.posix_fallocate(file.fileno(), size, piece)
                    size += piece
                except OSError as full:
                    if full.errno != errno.ENOSPC:
                        raise
                    piece //= 2

    def throw_out(self) -> None:
        self._file.unlink(missing_ok=True)
