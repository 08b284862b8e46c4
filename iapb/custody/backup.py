"""Making a backup. Three parts under two recipients, so that no single theft opens a file."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

import psycopg
import pyrage

from iapb.custody import copies, keys
from iapb.custody.copies import CannotBackUp, House, Summary
from iapb.custody.durable import make_directory, replace
from iapb.custody.store import Vault

_STAMP = "%Y%m%dT%H%M%SZ"
_FILES = """
select file_id::text, number, sealed_sha256 from custody_filesegment order by file_id, number
"""
# Of refused files; dumps that still name them are gone by then (copies.DATABASE_LIFE).
_DESTROYED = "select id::text from custody_storedfile where destroyed_at < now() - %s::interval"
Say = Callable[[str], object]


def back_up(
    house: House, directory: Path, *, keys_directory: Path, recipient: str, keys_recipient: str, say: Say
) -> Summary:
    """Raises CannotBackUp, and leaves no part that looks whole, where one cannot be made."""
    if recipient.strip() == keys_recipient.strip():
        raise CannotBackUp("The keys need another recipient than the database: one theft must not open both.")
    seal_to, seal_keys_to = copies.recipient(recipient), copies.recipient(keys_recipient)
    stamp = datetime.now(UTC).strftime(_STAMP)
    place = directory / "database"
    make_directory(place)
    make_directory(keys_directory)
    # First: it may never remember more than a restored ledger holds.
    replace(place / f"{stamp}.memory.age", pyrage.encrypt(copies.pack(house.memory), [seal_to]))
    with copies.as_owner() as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        snapshot = connection.execute("select pg_export_snapshot()").fetchone()[0]  # type: ignore[index]
        # Dump first, files after: what a row of this snapshot names was on the disk before it.
        _dump(place / f"{stamp}.age", snapshot, seal_to)
        say("The database is dumped and sealed.")
        rows = connection.execute(_FILES).fetchall()
        lines = list(_copy_files(house.vault, directory / "vault", rows, say))
        _forget(directory / "vault", connection.execute(_DESTROYED, [copies.DATABASE_LIFE]).fetchall())
        summary = copies.summarise(connection, stamp, len(lines))
    packed = copies.pack(house.key_root, without=frozenset({"kek"}))
    replace(keys_directory / f"{stamp}.age", pyrage.encrypt(packed, [seal_keys_to]))
    replace(place / f"{stamp}.sha256", "".join(lines).encode())
    content = (json.dumps(summary.to_dict(), indent=1, sort_keys=True) + "\n").encode()
    replace(place / f"{stamp}.json.sig", keys.provider().sign(content))
    # Last: a backup without it does not count.
    replace(place / f"{stamp}.json", content)
    _expire(place, copies.DATABASE_LIFE)
    _expire(keys_directory, copies.KEYS_LIFE)
    return summary


def _dump(target: Path, snapshot: str, recipient: Any) -> None:
    words = ["--format=custom", "--no-comments", f"--snapshot={snapshot}"]
    words += [f"--exclude-table-data={pattern}" for pattern in copies.LEFT_OUT]
    aside = target.with_suffix(".part")
    with TemporaryFile() as complaints:
        dumping = copies.run_program("pg_dump", *words, stdout=subprocess.PIPE, stderr=complaints)
        with dumping as dump, open(aside, "wb") as sealed:
            pyrage.encrypt_io(dump.stdout, sealed, [recipient])
        if dump.returncode:
            aside.unlink()
            raise CannotBackUp(f"pg_dump failed: {copies.first_line(complaints)}")
    aside.chmod(0o600)
    aside.rename(target)


def _copy_files(vault: Vault, target: Path, rows: list[Any], say: Say) -> Iterator[str]:
    """Files never change, so one that is there is not copied again; sidecars may."""
    copied = 0
    for text, number, recorded in rows:
        blob = UUID(text)
        name = vault.name(blob, number)
        copy = target / name
        if not vault.holds(blob, number):
            raise CannotBackUp(f"{copy.name} is not in the vault. Find it, or restore it, before the next backup.")
        if not (copy.exists() and copy.stat().st_size == vault.sealed_size(blob, number) and recorded):
            digest = copies.copy_hashed(vault.sealed_bytes(blob, number), copy)
            copied += 1
            if recorded and digest != recorded:
                raise CannotBackUp(f"{copy.name} is damaged. Restore it from the last good copy.")
            recorded = digest
        sidecar = vault.read_sidecar(blob) if number == 0 else None
        if sidecar:
            replace(target / vault.sidecar_name(blob), sidecar.to_json())
        yield f"{recorded}  ../vault/{name}\n"
    say(f"{copied} of {len(rows)} sealed files were new and are copied.")


def _forget(copied: Path, rows: list[Any]) -> None:
    for (blob,) in rows:
        for path in (copied / blob[:2] / blob[2:4]).glob(f"{blob}[-.]*"):
            path.unlink()


def _expire(directory: Path, life: timedelta) -> None:
    oldest = (datetime.now(UTC) - life).strftime(_STAMP)
    for path in directory.glob("*Z.*"):
        if path.name.partition(".")[0] < oldest:
            path.unlink()
