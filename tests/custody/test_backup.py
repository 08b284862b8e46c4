"""A backup counts when a bare machine came back from it alone, equal in every row and byte."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pyrage
import pytest
from django.conf import settings
from pyrage import x25519

from iapb import environment
from iapb.accounts.models import Person
from iapb.custody import actions, fixity, keys
from iapb.custody.store import Vault
from iapb.local.services import ROOT, Services, throw_away
from tests.cast import make_body, make_person
from tests.conftest import urls_for
from tests.custody.conftest import stored

CONTENT = {name: hashlib.shake_128(name.encode()).digest(size) for name, size in (("one", 300_000), ("two", 5))}
NAME = "Выдуманы Алесь"


@dataclass
class House:
    """A backed-up house: where its parts are and what it held."""

    database: str
    directory: Path
    keys_directory: Path
    identities: Path
    files: dict[str, UUID]
    erased: UUID


def manage(*words: str, variables: dict[str, str], check: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=variables, capture_output=True, text=True
    )
    assert not check or done.returncode == 0, done.stderr
    return done


@pytest.fixture
def house(committing: str, tmp_path: Path, made_keys: keys.FileKeyProvider) -> House:
    variables = {**os.environ, **urls_for(committing)}
    recipients = {}
    for name in ("database", "keys"):
        made = manage("make_backup_identity", str(tmp_path / f"{name}.identity"), variables=variables)
        recipients[name] = made.stdout.strip()
    person = make_person("Partner", "partner", body=make_body(f"Body {uuid4()}"))
    files = {name: receive(person, made_keys, content) for name, content in CONTENT.items()}
    fixity.check_fixity(stored(files["one"]))
    erased_subject = uuid4()
    erased = receive(person, made_keys, b"withdrawn", erased_subject)
    made_keys.destroy(erased_subject)
    # A memory of its own: the one of this test process belongs to another ledger.
    variables["LEDGER_STATE"] = str(tmp_path / "ledger")
    manage("seal", "--once", variables={**variables, "IAPB_DATABASE": "sealer"})
    made = manage(
        "backup",
        str(tmp_path / "backup"),
        *("--keys-to", str(tmp_path / "backup-keys")),
        *("--recipient", recipients["database"], "--keys-recipient", recipients["keys"]),
        variables=variables,
    )
    assert "3 files" in made.stdout
    return House(committing, tmp_path / "backup", tmp_path / "backup-keys", tmp_path, files, erased)


def receive(person: Person, made_keys: keys.FileKeyProvider, content: bytes, subject: UUID | None = None) -> UUID:
    subject = subject or uuid4()
    made_keys.new_subject_key(subject)
    return actions.receive([content], subjects=[subject], media_type="audio/mpeg", name=f"{NAME}.mp3", by=person).id


@dataclass
class Bare:
    services: Services
    variables: dict[str, str]
    vault: Path
    keys: Path

    def restore(self, house: House, **changed: Path) -> subprocess.CompletedProcess[str]:
        parts = {
            "keys-from": house.keys_directory,
            "identity": house.identities / "database.identity",
            "keys-identity": house.identities / "keys.identity",
            "kek": Path(settings.KEY_ROOT) / "kek",
            **changed,
        }
        words = [word for name, path in parts.items() for word in (f"--{name}", str(path))]
        return manage("restore", str(house.directory), *words, variables=self.variables, check=False)


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Bare]:
    """A new machine: another cluster, empty directories, roles and nothing else."""
    vault, key_root = tmp_path / "bare-vault", tmp_path / "bare-keys"
    places = {"VAULT_ROOT": str(vault), "KEY_ROOT": str(key_root), "LEDGER_STATE": str(tmp_path / "bare-ledger")}
    with throw_away(**places) as (services, variables):
        manage("make_roles", variables=variables)
        yield Bare(services, variables, vault, key_root)


def rows(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        return {
            table: connection.execute(f'select count(*) from "{table}"').fetchone()[0]  # type: ignore[arg-type, index]
            for (table,) in tables
        }


def structure(url: str) -> list[tuple[str, ...]]:
    """What a dump could lose without losing a row: policies, triggers, constraints, rights."""
    ours = "'public'::regnamespace"
    queries = (
        "select 'policy', tablename, policyname || coalesce(qual, '') from pg_policies",
        "select 'trigger', tgrelid::regclass::text, tgname || tgenabled::text from pg_trigger where not tgisinternal",
        f"select 'constraint', conrelid::regclass::text, conname from pg_constraint where connamespace = {ours}",
        # The owner's own rights are implied: written out or not, they are the same.
        "select 'rights', relname, replace(coalesce(relacl::text, ''), '{iapb_owner=arwdDxtm/iapb_owner}', '')"
        f" from pg_class where relnamespace = {ours}",
        f"select 'columns', relname, attname || attacl::text from pg_attribute join pg_class on attrelid = pg_class.oid"
        f" where attacl is not null and relnamespace = {ours}",
        f"select 'function', proname, prosrc || prosecdef::text from pg_proc where pronamespace = {ours}",
        "select 'default', defaclobjtype::text, defaclacl::text from pg_default_acl",
    )
    with psycopg.connect(url) as connection:
        return sorted(tuple(row) for query in queries for row in connection.execute(query).fetchall())


def owner_url(bare: Bare) -> str:
    return environment.secret("DATABASE_OWNER_URL", bare.services.secrets)


def test_restore_when_the_machine_is_bare_then_everything_is_equal(house: House, bare: Bare, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.identity"
    manage("make_backup_identity", str(wrong), variables=bare.variables)
    assert "keys do not open" in bare.restore(house, **{"keys-identity": wrong}).stderr
    done = bare.restore(house)
    assert done.returncode == 0, done.stderr
    assert "2 files opened and hashed, 1 erased before" in done.stdout
    before, after = urls_for(house.database)["DATABASE_OWNER_URL"], owner_url(bare)
    was = rows(before)
    assert was["custody_storedfile"] == 3
    assert was["ledger_event"] >= 4
    assert rows(after) == {**was, "django_session": 0, "custody_contentticket": 0}
    assert structure(after) == structure(before)
    assert_files_are_whole(house, bare)
    assert was["ledger_checkpoint"] == 1
    manage("verify_ledger", variables=bare.variables)
    manage("seal", "--once", variables={**bare.variables, "IAPB_DATABASE": "sealer"})
    assert "not empty" in bare.restore(house).stderr
    with psycopg.connect(environment.secret("DATABASE_URL", bare.services.secrets)) as connection:
        assert connection.execute("select count(*) from custody_storedfile").fetchone() == (3,)


def assert_files_are_whole(house: House, bare: Bare) -> None:
    vault, provider = Vault(bare.vault), keys.FileKeyProvider(bare.keys)
    for name, file in house.files.items():
        sidecar = vault.read_sidecar(file)
        (subject, wrapped), *_ = sidecar.wrapped.items()
        key = provider.unwrap(subject, wrapped, keys.file_context("original", file))
        with vault.open(file, key, sidecar.segments) as opened:
            assert b"".join(opened.read()) == CONTENT[name]
    (subject, wrapped), *_ = vault.read_sidecar(house.erased).wrapped.items()
    with pytest.raises(keys.KeyDestroyed):
        provider.unwrap(subject, wrapped, keys.file_context("original", house.erased))


def test_backup_when_stolen_without_the_root_key_then_nothing_is_readable(house: House) -> None:
    kek = keys.KeyFile(Path(settings.KEY_ROOT) / "kek").read()["versions"]["1"]
    stolen = [p.read_bytes() for d in (house.directory, house.keys_directory) for p in d.rglob("*") if p.is_file()]
    for secret in (kek, NAME.encode(), CONTENT["one"][:32], b"Partner"):
        assert not any(secret in content for content in stolen)


def test_backup_when_the_keys_are_opened_then_the_root_key_is_not_among_them(house: House) -> None:
    (sealed,) = house.keys_directory.glob("*.age")
    identity = x25519.Identity.from_str((house.identities / "keys.identity").read_text().strip())
    with tarfile.open(fileobj=BytesIO(pyrage.decrypt(sealed.read_bytes(), [identity]))) as archive:
        names = archive.getnames()
    assert {"signing", "index"} <= set(names)
    assert len([name for name in names if name.startswith("subjects/")]) >= len(house.files)
    assert not [name for name in names if "kek" in name]


def test_backup_when_hosts_check_the_copies_then_sha256sum_needs_no_key(house: House) -> None:
    (listed,) = (house.directory / "database").glob("*.sha256")
    check = ["sha256sum", "--check", "--quiet", listed.name]
    assert subprocess.run(check, cwd=listed.parent, check=False).returncode == 0
    copy = next((house.directory / "vault").rglob(f"{house.files['one']}-0"))
    copy.write_bytes(copy.read_bytes()[:-1] + b"\0")
    assert subprocess.run(check, cwd=listed.parent, capture_output=True, check=False).returncode != 0


Spoil = Callable[[House], None]


def change_a_sealed_file(house: House) -> None:
    copy = next((house.directory / "vault").rglob(f"{house.files['one']}-0"))
    copy.write_bytes(copy.read_bytes()[:-1] + b"\0")


def lose_a_sealed_file(house: House) -> None:
    next((house.directory / "vault").rglob(f"{house.files['two']}-0")).unlink()


def change_the_summary(house: House) -> None:
    (summary,) = (house.directory / "database").glob("*.json")
    content = json.loads(summary.read_text())
    content["tables"]["ledger_event"] += 1
    content["checkpoint"] = {"size": 999, "root": "ab" * 32}
    content["walls"]["row policies"] = "00" * 32
    summary.write_text(json.dumps(content))


def test_restore_when_parts_were_changed_then_each_difference_is_named(house: House, bare: Bare) -> None:
    for spoil in (change_a_sealed_file, lose_a_sealed_file, change_the_summary):
        spoil(house)
    done = bare.restore(house)
    assert done.returncode != 0
    for said in (
        f"{house.files['one']}-0 was changed",
        f"{house.files['two']}-0 is not in the backup",
        "the summary was not signed by this house",
        "ledger_event has",
        "the last checkpoint of the ledger is another",
        "the row policies of the database are others",
        f"{house.files['one']}: sealed bytes refused",
    ):
        assert said in done.stderr, said


def test_backup_when_both_recipients_are_one_then_refused(house: House, tmp_path: Path) -> None:
    variables = {**os.environ, **urls_for(house.database)}
    same = manage("make_backup_identity", str(tmp_path / "same.identity"), variables=variables).stdout.strip()
    words = ("backup", str(tmp_path / "b"), "--keys-to", str(tmp_path / "k"))
    for recipients, said in (((same, same), "another recipient"), ((same, "age1nonsense"), "begins with age1")):
        done = manage(
            *words, "--recipient", recipients[0], "--keys-recipient", recipients[1], variables=variables, check=False
        )
        assert done.returncode != 0
        assert said in done.stderr
    assert not (tmp_path / "b").exists()


def test_backup_when_a_sealed_file_is_damaged_or_gone_then_said_at_once(house: House, tmp_path: Path) -> None:
    variables = {**os.environ, **urls_for(house.database)}
    names = {n: manage("make_backup_identity", str(tmp_path / n), variables=variables).stdout.strip() for n in "ab"}
    words = ("backup", str(tmp_path / "new"), "--keys-to", str(tmp_path / "new-keys"))
    words += ("--recipient", names["a"], "--keys-recipient", names["b"])
    sealed = Vault(Path(settings.VAULT_ROOT)).path(house.files["one"], 0)
    whole = sealed.read_bytes()
    sealed.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert "is damaged" in manage(*words, variables=variables, check=False).stderr
    sealed.unlink()
    assert "is not in the vault" in manage(*words, variables=variables, check=False).stderr
    sealed.write_bytes(whole)
    assert not list((tmp_path / "new" / "database").glob("*.json"))
