"""Bringing a house back from its backup alone, and proving that it is the same."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from tempfile import TemporaryFile

import pyrage
from psycopg import sql
from pyrage import IdentityError, x25519

from iapb.custody import copies, keys
from iapb.custody.copies import CannotBackUp, House, Summary
from iapb.custody.durable import KeyFile, make_directory
from iapb.custody.hashing import Hashes
from iapb.custody.keys import FileKeyProvider, KeyDestroyed, NoSuchKey
from iapb.custody.sealed import Damaged
from iapb.custody.shelves import NotInVault
from iapb.custody.store import Sidecar, Vault

_PIECE = 1 << 20
Say = Callable[[str], object]


@dataclass
class Report:
    summary: Summary
    differences: list[str] = field(default_factory=list)
    files_read: int = 0
    # Files whose subjects' keys were all destroyed: sealed bytes are whole, nobody can read them.
    files_erased: int = 0

    @property
    def same(self) -> bool:
        return not self.differences


def restore(
    house: House,
    directory: Path,
    *,
    keys_directory: Path,
    identity: Path,
    keys_identity: Path,
    kek: Path,
    say: Say,
    stamp: str | None = None,
) -> Report:
    """Only into an empty database, vault and key directory: raises CannotBackUp otherwise."""
    stamp = stamp or _newest(directory / "database")
    content = (directory / "database" / f"{stamp}.json").read_bytes()
    report = Report(Summary.from_dict(json.loads(content)))
    _must_be_empty(house)
    opener = _identity(identity)
    memory = _decrypt(directory / "database" / f"{stamp}.memory.age", opener, "The dump does not open")
    _restore_keys(keys_directory / f"{stamp}.age", _identity(keys_identity), kek, house.key_root)
    provider = FileKeyProvider(house.key_root)
    if not _signed(provider, content, directory / "database" / f"{stamp}.json.sig"):
        report.differences.append("the summary was not signed by this house")
    say("The keys are back.")
    _restore_database(directory / "database" / f"{stamp}.age", opener)
    copies.unpack(memory, house.memory)
    say("The database is back.")
    _restore_vault(directory, stamp, house.vault, report)
    say("The sealed files are back.")
    _compare(report)
    _read_everything(house.vault, provider, report)
    return report


def _newest(place: Path) -> str:
    stamps = sorted(path.stem for path in place.glob("*Z.json"))
    if not stamps:
        raise CannotBackUp("There is no whole backup in this directory.")
    return stamps[-1]


def _identity(file: Path) -> x25519.Identity:
    lines = [line.strip() for line in file.read_text().splitlines()]
    try:
        return x25519.Identity.from_str(next(line for line in lines if line.startswith("AGE-SECRET-KEY-")))
    except (StopIteration, IdentityError):
        raise CannotBackUp(f"{file.name} holds no age identity.") from None


def _must_be_empty(house: House) -> None:
    if next(house.vault.blobs(), None) is not None:
        raise CannotBackUp("The vault is not empty: restore into a new directory.")
    if (house.key_root / "kek").exists() or any(house.key_root.glob("subjects/*/*")):
        raise CannotBackUp("There are keys already: restore into a new directory.")
    if house.memory.exists() and any(house.memory.iterdir()):
        raise CannotBackUp("The ledger's signer remembers another history: restore into a new directory.")
    with copies.as_owner() as connection:
        if copies.count_rows(connection):
            raise CannotBackUp("The database is not empty: run make_roles for a new one, and not migrate.")


def _restore_keys(sealed: Path, identity: x25519.Identity, kek: Path, key_root: Path) -> None:
    packed = _decrypt(sealed, identity, "The keys do not open")
    try:
        root_key = KeyFile(kek).read()
    except (OSError, ValueError, KeyError) as error:
        raise CannotBackUp(f"The root key cannot be read: {error}") from None
    copies.unpack(packed, key_root)
    make_directory(key_root / "subjects")
    KeyFile(key_root / "kek").write(root_key)


def _decrypt(sealed: Path, identity: x25519.Identity, refusal: str) -> bytes:
    try:
        return pyrage.decrypt(sealed.read_bytes(), [identity])
    except pyrage.DecryptError:
        raise CannotBackUp(f"{refusal} with this identity.") from None


def _signed(provider: FileKeyProvider, content: bytes, signature: Path) -> bool:
    return signature.exists() and keys.verifies(provider.public_key(), signature.read_bytes(), content)


def _restore_database(sealed: Path, identity: x25519.Identity) -> None:
    _forget_default_rights()
    words = ["--single-transaction", "--exit-on-error", "--no-comments", f"--dbname={copies.database_name()}"]
    with TemporaryFile() as complaints:
        with copies.run_program("pg_restore", *words, stdin=subprocess.PIPE, stderr=complaints) as program:
            try:
                with open(sealed, "rb") as reader, program.stdin:  # type: ignore[union-attr]
                    pyrage.decrypt_io(reader, program.stdin, [identity])
            except pyrage.DecryptError:
                program.kill()
                raise CannotBackUp("The dump does not open with this identity.") from None
            except OSError:
                # pg_restore stopped listening; it says why below.
                program.kill()
        if program.returncode:
            raise CannotBackUp(f"pg_restore failed: {copies.first_line(complaints)}")


def _forget_default_rights() -> None:
    """A new table would get the default rights first, and a dump only adds to them: what the
    ledger and the vault had taken away from web and worker would be given back. The dump
    brings the default rights themselves along, as its last part."""
    with copies.as_owner() as connection:
        for role in ("iapb_web", "iapb_worker", "iapb_sealer"):
            for things in ("tables", "sequences", "functions"):
                statement = "alter default privileges in schema public revoke all on {} from {}"
                connection.execute(sql.SQL(statement).format(sql.SQL(things), sql.Identifier(role)))


def _restore_vault(directory: Path, stamp: str, vault: Vault, report: Report) -> None:
    place = directory / "database"
    listed = (place / f"{stamp}.sha256").read_text().splitlines()
    if len(listed) != report.summary.files:
        report.differences.append("the list of sealed files has another length than the summary")
    for line in listed:
        recorded, _, name = line.partition("  ")
        source = (place / name).resolve()
        kept = str(source.relative_to((directory / "vault").resolve()))
        if not source.exists():
            report.differences.append(f"{source.name} is not in the backup")
            continue
        if _bring(source, vault, kept) != recorded:
            report.differences.append(f"{source.name} was changed")
        sidecar = source.with_name(source.name.rpartition("-")[0] + ".json")
        if sidecar.exists():
            vault.shelf.write(str(PurePath(kept).with_name(sidecar.name)), sidecar.read_bytes())


def _bring(source: Path, vault: Vault, name: str) -> str:
    """By a copy of its own on this disk, so that nothing is linked to what lies in the backup."""
    aside = vault.incoming / source.name
    with open(source, "rb") as reader:
        digest = copies.copy_hashed(iter(lambda: reader.read(_PIECE), b""), aside)
    vault.shelf.put(name, aside)
    aside.unlink()
    return digest


def _compare(report: Report) -> None:
    with copies.as_owner() as connection:
        found = copies.summarise(connection, report.summary.at, report.summary.files)
    for table in sorted(set(found.tables) | set(report.summary.tables)):
        was, now = report.summary.tables.get(table), found.tables.get(table)
        if was != now:
            report.differences.append(f"{table} has {now} rows, not {was}")
    for kind, was in report.summary.walls.items():
        if found.walls.get(kind) != was:
            report.differences.append(f"the {kind} of the database are others")
    if found.checkpoint != report.summary.checkpoint:
        report.differences.append("the last checkpoint of the ledger is another")


def _read_everything(vault: Vault, provider: FileKeyProvider, report: Report) -> None:
    """Every file is opened and hashed: a copy that was never read is only a hope."""
    with copies.as_owner() as connection:
        rows = connection.execute(
            "select id, kind, size, sha256 from custody_storedfile where destroyed_at is null"
        ).fetchall()
    for blob, kind, size, sha256 in rows:
        sidecar = vault.read_sidecar(blob)
        if sidecar is None:
            report.differences.append(f"{blob} has no sidecar")
            continue
        key = _file_key(provider, kind, sidecar)
        if key is None:
            report.files_erased += 1
            continue
        try:
            found = _hash(vault, key, sidecar)
        except (Damaged, NotInVault) as damage:
            report.differences.append(f"{blob}: {damage}")
            continue
        report.files_read += 1
        if found != (sha256 or found[0], size):
            report.differences.append(f"{blob} is not what was received")


def _file_key(provider: FileKeyProvider, kind: str, sidecar: Sidecar) -> bytes | None:
    for subject, wrapped in sidecar.wrapped.items():
        try:
            return provider.unwrap(subject, wrapped, keys.file_context(kind, sidecar.blob))
        except (KeyDestroyed, NoSuchKey):
            continue
    return None


def _hash(vault: Vault, key: bytes, sidecar: Sidecar) -> tuple[str, int]:
    with vault.open(sidecar.blob, key, sidecar.segments) as opened, Hashes("sha256") as hashes:
        for piece in opened.read():
            hashes.update(piece)
        return hashes.digests()["sha256"].hex(), opened.size
