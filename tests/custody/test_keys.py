"""Keys outside the database: bound to their place, rotated, and truly destroyed."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from iapb.custody.keys import (
    FileKeyProvider,
    KeyDestroyed,
    KeysMissing,
    NoSuchKey,
    WrongKey,
    file_context,
)

FILE_KEY = bytes(range(32))
CONTEXT = file_context("original", UUID(int=1))


@pytest.fixture
def keys(tmp_path: Path) -> FileKeyProvider:
    return FileKeyProvider.create(tmp_path / "keys")


@pytest.fixture
def witness(keys: FileKeyProvider) -> UUID:
    subject = uuid4()
    keys.new_subject_key(subject)
    return subject


def everything(root: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file())


def test_start_when_no_keys_were_made_then_refused(tmp_path: Path) -> None:
    with pytest.raises(KeysMissing):
        FileKeyProvider(tmp_path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_start_when_others_may_read_the_root_key_then_refused(keys: FileKeyProvider, tmp_path: Path, mode: int) -> None:
    (tmp_path / "keys" / "kek").chmod(mode)
    with pytest.raises(KeysMissing, match="600"):
        FileKeyProvider(tmp_path / "keys")


@pytest.mark.parametrize("content", ["", "{}", '{"current": 1, "versions": {"1": "short!"}}', "[]"])
def test_start_when_root_key_is_unreadable_then_refused(keys: FileKeyProvider, tmp_path: Path, content: str) -> None:
    (tmp_path / "keys" / "kek").write_text(content)
    with pytest.raises(KeysMissing):
        FileKeyProvider(tmp_path / "keys")


def test_create_when_done_twice_then_keys_stay(keys: FileKeyProvider, witness: UUID, tmp_path: Path) -> None:
    before = everything(tmp_path)
    FileKeyProvider.create(tmp_path / "keys")
    assert everything(tmp_path) == before


def test_create_when_only_the_root_key_is_lost_then_refused(
    keys: FileKeyProvider, witness: UUID, tmp_path: Path
) -> None:
    (tmp_path / "keys" / "kek").unlink()
    with pytest.raises(KeysMissing, match="restore"):
        FileKeyProvider.create(tmp_path / "keys")


def test_create_when_done_then_nobody_else_may_read(keys: FileKeyProvider, witness: UUID, tmp_path: Path) -> None:
    for path in (tmp_path / "keys").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_wrap_when_unwrapped_in_its_place_then_the_key_returns(keys: FileKeyProvider, witness: UUID) -> None:
    wrapped = keys.wrap(witness, FILE_KEY, CONTEXT)
    assert FILE_KEY not in wrapped
    assert wrapped != keys.wrap(witness, FILE_KEY, CONTEXT)
    assert keys.unwrap(witness, wrapped, CONTEXT) == FILE_KEY


@pytest.mark.parametrize(
    "context", [file_context("original", UUID(int=2)), file_context("derivative", UUID(int=1)), ""]
)
def test_unwrap_when_moved_to_another_file_then_refused(keys: FileKeyProvider, witness: UUID, context: str) -> None:
    with pytest.raises(WrongKey):
        keys.unwrap(witness, keys.wrap(witness, FILE_KEY, CONTEXT), context)


def test_unwrap_when_moved_to_another_subject_then_refused(keys: FileKeyProvider, witness: UUID) -> None:
    other = uuid4()
    keys.new_subject_key(other)
    with pytest.raises(WrongKey):
        keys.unwrap(other, keys.wrap(witness, FILE_KEY, CONTEXT), CONTEXT)


def test_unwrap_when_any_byte_is_changed_then_refused(keys: FileKeyProvider, witness: UUID) -> None:
    wrapped = keys.wrap(witness, FILE_KEY, CONTEXT)
    for place in range(len(wrapped)):
        changed = wrapped[:place] + bytes([wrapped[place] ^ 1]) + wrapped[place + 1 :]
        with pytest.raises(WrongKey):
            keys.unwrap(witness, changed, CONTEXT)
    for size in range(len(wrapped)):
        with pytest.raises(WrongKey):
            keys.unwrap(witness, wrapped[:size], CONTEXT)


def test_unwrap_when_key_files_are_exchanged_then_refused(keys: FileKeyProvider, witness: UUID, tmp_path: Path) -> None:
    other = uuid4()
    keys.new_subject_key(other)
    wrapped = keys.wrap(witness, FILE_KEY, CONTEXT)
    ours, theirs = keys._path(witness), keys._path(other)
    ours.write_bytes(theirs.read_bytes())
    with pytest.raises(WrongKey):
        keys.unwrap(witness, wrapped, CONTEXT)


def test_wrap_when_subject_is_unknown_then_refused(keys: FileKeyProvider) -> None:
    with pytest.raises(NoSuchKey):
        keys.wrap(uuid4(), FILE_KEY, CONTEXT)


def test_new_subject_key_when_asked_again_then_the_key_stays(keys: FileKeyProvider, witness: UUID) -> None:
    wrapped = keys.wrap(witness, FILE_KEY, CONTEXT)
    keys.new_subject_key(witness)
    assert keys.unwrap(witness, wrapped, CONTEXT) == FILE_KEY


def test_new_subject_key_when_asked_at_once_by_many_then_one_key_is_made(tmp_path: Path) -> None:
    FileKeyProvider.create(tmp_path / "keys")
    subject = uuid4()

    def ask(_: int) -> bytes:
        one = FileKeyProvider(tmp_path / "keys")
        one.new_subject_key(subject)
        return one.wrap(subject, FILE_KEY, CONTEXT)

    with ThreadPoolExecutor(16) as pool:
        wrapped = list(pool.map(ask, range(64)))
    reader = FileKeyProvider(tmp_path / "keys")
    assert [reader.unwrap(subject, each, CONTEXT) for each in wrapped] == [FILE_KEY] * 64


def test_destroy_when_done_then_nothing_opens_and_no_new_key_is_made(
    keys: FileKeyProvider, witness: UUID, tmp_path: Path
) -> None:
    wrapped = keys.wrap(witness, FILE_KEY, CONTEXT)
    sealed = keys.seal_field(witness, "witness", "name", UUID(int=3), "Invented Name")
    content = keys._path(witness).read_bytes()
    keys.destroy(witness)
    assert not keys._path(witness).exists()
    assert content[16:] not in everything(tmp_path)
    again = FileKeyProvider(tmp_path / "keys")
    for reader in (keys, again):
        with pytest.raises(KeyDestroyed):
            reader.unwrap(witness, wrapped, CONTEXT)
        with pytest.raises(KeyDestroyed):
            reader.open_field(witness, "witness", "name", UUID(int=3), sealed)
        with pytest.raises(KeyDestroyed):
            reader.new_subject_key(witness)
        assert reader.is_destroyed(witness)
        assert list(reader.subjects()) == []


def test_destroy_when_one_goes_then_the_others_stay(keys: FileKeyProvider, witness: UUID) -> None:
    other = uuid4()
    keys.new_subject_key(other)
    wrapped = keys.wrap(other, FILE_KEY, CONTEXT)
    keys.destroy(witness)
    assert keys.unwrap(other, wrapped, CONTEXT) == FILE_KEY
    assert list(keys.subjects()) == [other]


def test_destroy_when_it_was_cut_short_then_the_next_start_finishes_it(
    keys: FileKeyProvider, witness: UUID, tmp_path: Path
) -> None:
    keys._stone(witness).write_bytes(b"")
    assert keys._path(witness).exists()
    FileKeyProvider(tmp_path / "keys")
    assert not keys._path(witness).exists()


def test_destroy_when_an_open_handle_remains_then_it_reads_zeroes(keys: FileKeyProvider, witness: UUID) -> None:
    with open(keys._path(witness), "rb") as held:
        size = os.fstat(held.fileno()).st_size
        keys.destroy(witness)
        assert held.read() == bytes(size)


def test_rewrap_when_root_key_is_new_then_all_opens_without_the_old_one(
    keys: FileKeyProvider, witness: UUID, tmp_path: Path
) -> None:
    other = uuid4()
    keys.new_subject_key(other)
    wrapped = keys.wrap(witness, FILE_KEY, CONTEXT)
    public, index = keys.public_key(), keys.blind_index("Invented Name")
    assert keys.new_root_key() == 2
    assert keys.unwrap(witness, wrapped, CONTEXT) == FILE_KEY
    assert keys.retire_root_keys() == 0
    assert (keys.rewrap(), keys.rewrap()) == (2, 0)
    assert keys.retire_root_keys() == 1
    again = FileKeyProvider(tmp_path / "keys")
    assert again.unwrap(witness, wrapped, CONTEXT) == FILE_KEY
    assert (again.public_key(), again.blind_index("Invented Name")) == (public, index)


def test_rewrap_when_subject_was_destroyed_then_it_stays_destroyed(keys: FileKeyProvider, witness: UUID) -> None:
    keys.new_root_key()
    keys.destroy(witness)
    assert keys.rewrap([witness]) == 0
    assert not keys._path(witness).exists()


def test_seal_field_when_opened_in_its_place_then_the_text_returns(keys: FileKeyProvider, witness: UUID) -> None:
    sealed = keys.seal_field(witness, "interviews_witness", "name", UUID(int=3), "Алесь Выдуманы")
    assert keys.open_field(witness, "interviews_witness", "name", UUID(int=3), sealed) == "Алесь Выдуманы"
    assert "Выдуманы".encode() not in sealed


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [
        ("interviews_witness", "name", UUID(int=4)),
        ("interviews_witness", "birth", UUID(int=3)),
        ("interviews_namedperson", "name", UUID(int=3)),
    ],
)
def test_open_field_when_moved_to_another_place_then_refused(
    keys: FileKeyProvider, witness: UUID, table: str, column: str, row: UUID
) -> None:
    sealed = keys.seal_field(witness, "interviews_witness", "name", UUID(int=3), "Invented Name")
    with pytest.raises(WrongKey):
        keys.open_field(witness, table, column, row, sealed)


def test_seal_field_when_a_name_could_imitate_another_place_then_refused(keys: FileKeyProvider, witness: UUID) -> None:
    with pytest.raises(ValueError, match="may not contain"):
        keys.seal_field(witness, "a|b", "c", UUID(int=3), "x")


def test_blind_index_when_spelling_is_only_typed_otherwise_then_equal(keys: FileKeyProvider) -> None:
    assert keys.blind_index("  Алесь  ВЫДУМАНЫ ") == keys.blind_index("алесь выдуманы")
    assert keys.blind_index("алесь выдуманы") != keys.blind_index("алесь выдуманая")


def test_blind_index_when_keys_are_others_then_differs(keys: FileKeyProvider, tmp_path: Path) -> None:
    assert keys.blind_index("x") != FileKeyProvider.create(tmp_path / "other").blind_index("x")


def test_sign_when_checked_with_the_public_key_then_valid(keys: FileKeyProvider) -> None:
    Ed25519PublicKey.from_public_bytes(keys.public_key()).verify(keys.sign(b"checkpoint"), b"checkpoint")


def test_secrets_when_the_directory_is_read_without_the_root_key_then_nothing_is_in_clear(
    keys: FileKeyProvider, witness: UUID, tmp_path: Path
) -> None:
    secrets = [keys._secret("signing"), keys._secret("index"), keys._subject_key(witness)]
    (tmp_path / "keys" / "kek").unlink()
    rest = everything(tmp_path)
    assert not any(secret in rest for secret in secrets)
