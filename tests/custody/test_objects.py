"""The vault in an S3-compatible store: a real server of that protocol on this machine."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import boto3
import pytest
from django.conf import settings as now
from django.core.files.storage import storages

from iapb.accounts.models import Person
from iapb.custody import actions, backup, fixity, health, reading, refused
from iapb.custody.models import StoredFile
from iapb.custody.objects import _Ranged
from iapb.custody.sealed import Damaged
from iapb.custody.shelves import NotInVault, Objects
from iapb.custody.store import Segment, Sidecar, Vault
from iapb.local.cluster import free_port, wait_for

KEY = bytes(range(32))
CONTENT = hashlib.shake_128(b"an invented testimony of some length").digest(9_000_000)
Send = Callable[..., StoredFile]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    port = free_port()
    words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(lambda: _answers(port), 60, "the object store")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


class Bucket:
    """What the provider of the store sees."""

    def __init__(self, endpoint: str) -> None:
        self.name = f"vault-{uuid4()}"
        self.client = boto3.client(
            "s3", endpoint_url=endpoint, aws_access_key_id="a", aws_secret_access_key="b", region_name="us-east-1"
        )
        self.client.create_bucket(Bucket=self.name)
        self.options = {
            "bucket_name": self.name, "endpoint_url": endpoint, "region_name": "us-east-1", "access_key": "a",
            "secret_key": "b", "file_overwrite": True, "default_acl": None,
        }  # fmt: skip

    def names(self) -> list[str]:
        return [one["Key"] for one in self.client.list_objects_v2(Bucket=self.name).get("Contents", [])]

    def content(self, key: str) -> bytes:
        return bytes(self.client.get_object(Bucket=self.name, Key=key)["Body"].read())


@pytest.fixture
def bucket(endpoint: str, settings: Any) -> Bucket:
    bucket = Bucket(endpoint)
    told = {"BACKEND": "iapb.custody.objects.SealedObjects", "OPTIONS": bucket.options}
    settings.STORAGES = {**settings.STORAGES, "vault": told}
    return bucket


@pytest.fixture
def vault(bucket: Bucket, tmp_path: Path) -> Vault:
    return Vault(tmp_path, Objects(storages["vault"]))


def put(vault: Vault, blob: UUID, number: int, content: bytes) -> Segment:
    with vault.new_segment(blob, number, KEY) as writer:
        writer.write(content)
        return writer.keep()


def test_file_when_kept_then_read_from_anywhere_and_nothing_of_it_stays_here(vault: Vault, tmp_path: Path) -> None:
    blob = uuid4()
    segments = [put(vault, blob, 0, CONTENT[:6_000_000]), put(vault, blob, 1, CONTENT[6_000_000:])]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    with vault.open(blob, KEY, segments) as opened:
        assert b"".join(opened.read()) == CONTENT
        assert b"".join(opened.read(5_999_990, 6_000_010)) == CONTENT[5_999_990:6_000_010]
    with vault.open_plain(blob, KEY, segments) as plain:
        plain.seek(8_000_000)
        assert plain.read(100) == CONTENT[8_000_000:8_000_100]


def test_range_when_read_then_only_about_so_much_is_fetched(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """A player seeks in a film of gigabytes."""
    blob = uuid4()
    segment = put(vault, blob, 0, CONTENT)
    fetched: list[int] = []
    fetch = _Ranged._fetch

    def counted(ranged: _Ranged, size: int, **how: Any) -> None:
        fetch(ranged, size, **how)
        fetched.append(len(ranged._window))

    monkeypatch.setattr(_Ranged, "_fetch", counted)
    with vault.open(blob, KEY, [segment]) as opened:
        assert b"".join(opened.read(4_000_000, 4_001_000)) == CONTENT[4_000_000:4_001_000]
    assert sum(fetched) < 100_000
    fetched.clear()
    with vault.open(blob, KEY, [segment]) as opened:
        assert b"".join(opened.read()) == CONTENT
    assert len(fetched) < 10, "a whole file is read in long pieces"


def test_store_then_it_is_given_sealed_bytes_only(bucket: Bucket, send: Send) -> None:
    file = send(CONTENT[:300_000])
    assert sorted(bucket.names()) == sorted([reading.vault().name(file.pk, 0), reading.vault().sidecar_name(file.pk)])
    for key in bucket.names():
        content = bucket.content(key)
        assert not any(CONTENT[at : at + 16] in content for at in range(0, 300_000, 4096))
        assert b"a name" not in content
    local = [path for path in Path(now.VAULT_ROOT).rglob(f"*{file.pk}*") if path.parent.name != "claims"]
    assert local == []


def test_file_when_received_then_read_back_and_found_sound(bucket: Bucket, send: Send) -> None:
    file = send(CONTENT[:300_000])
    assert b"".join(actions.read(file)) == CONTENT[:300_000]
    assert fixity.check_fixity(file).sound
    assert fixity.sweep(older_than=-1).missing == []


def test_sealed_bytes_when_changed_or_gone_in_the_store_then_refused(bucket: Bucket, vault: Vault) -> None:
    blob = uuid4()
    segment = put(vault, blob, 0, CONTENT[:100_000])
    sealed = bytearray(bucket.content(vault.name(blob, 0)))
    sealed[5000] ^= 1
    bucket.client.put_object(Bucket=bucket.name, Key=vault.name(blob, 0), Body=bytes(sealed))
    with vault.open(blob, KEY, [segment]) as opened, pytest.raises(Damaged):
        b"".join(opened.read())
    bucket.client.delete_object(Bucket=bucket.name, Key=vault.name(blob, 0))
    with pytest.raises(NotInVault):
        vault.open(blob, KEY, [segment])


def test_segment_when_there_already_then_never_replaced(vault: Vault) -> None:
    blob = uuid4()
    put(vault, blob, 0, b"the first")
    with pytest.raises(FileExistsError):
        put(vault, blob, 0, b"another")


def test_vault_when_discarded_then_nothing_is_left(bucket: Bucket, vault: Vault) -> None:
    blob = uuid4()
    segment = put(vault, blob, 0, b"something")
    sidecar = Sidecar(blob, "original", 9, None, [segment], {})
    vault.write_sidecar(sidecar)
    assert vault.read_sidecar(blob) == sidecar
    assert list(vault.blobs()) == [blob] and 0 <= vault.age(blob) < 60
    vault.discard(blob, [segment])
    assert bucket.names() == [] and vault.read_sidecar(blob) is None


def test_store_when_it_does_not_answer_then_no_receipt_and_no_row(bucket: Bucket, send: Send, settings: Any) -> None:
    dead = {**bucket.options, "endpoint_url": f"http://127.0.0.1:{free_port()}"}
    told = {"BACKEND": "iapb.custody.objects.SealedObjects", "OPTIONS": dead}
    settings.STORAGES = {**settings.STORAGES, "vault": told}
    with pytest.raises(OSError):
        send(CONTENT[:1000])
    assert not StoredFile.objects.unscoped("test").exists()
    assert health.state()[0] is False and health.state()[1]["store"] == "does not answer"


def test_store_when_it_keeps_old_versions_then_health_says_so(bucket: Bucket, partner: Person) -> None:
    """What is destroyed must be gone."""
    assert health.state()[1]["store"] == "answers"
    bucket.client.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"})
    ready, parts = health.state()
    assert (ready, parts["store"]) == (False, "keeps old versions")


def test_refused_bytes_when_destroyed_then_gone_from_the_store(bucket: Bucket, send: Send) -> None:
    file = send(CONTENT[:1000])
    assert bucket.names()
    reading.vault().discard(file.pk, reading.segments_of(file))
    assert bucket.names() == [] and refused.sweep() == 0


def test_backup_when_the_vault_is_in_a_store_then_its_copies_lie_on_this_disk(
    bucket: Bucket, vault: Vault, tmp_path: Path
) -> None:
    blob = uuid4()
    put(vault, blob, 0, CONTENT[:100_000])
    lines = list(backup._copy_files(vault, tmp_path / "copies", [(str(blob), 0, None)], print))
    copied = tmp_path / "copies" / vault.name(blob, 0)
    assert copied.read_bytes() == bucket.content(vault.name(blob, 0))
    assert lines[0].startswith(hashlib.sha256(copied.read_bytes()).hexdigest())
