"""The vault directory: sealed, whole, and readable again from its sidecars."""

import gc
import hashlib
import os
from io import SEEK_END, BufferedReader
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from iapb.custody.hashing import Hashes
from iapb.custody.sealed import Damaged, Fault
from iapb.custody.shelves import NotInVault
from iapb.custody.store import Segment, Sidecar, Vault

KEY = bytes(range(32))
PLAIN = hashlib.shake_128(b"testimony").digest(1_200_000)
CUTS = (0, 400_000, 416_384, 1_200_000)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


@pytest.fixture
def blob(vault: Vault) -> UUID:
    return uuid4()


@pytest.fixture
def segments(vault: Vault, blob: UUID) -> list[Segment]:
    """One file that came in three pieces."""
    return [put(vault, blob, number, PLAIN[CUTS[number] : CUTS[number + 1]]) for number in range(3)]


def put(vault: Vault, blob: UUID, number: int, plain: bytes) -> Segment:
    with vault.new_segment(blob, number, KEY) as writer:
        writer.write(plain)
        return writer.keep()


def read(vault: Vault, blob: UUID, segments: list[Segment], start: int = 0, end: int | None = None) -> bytes:
    with vault.open(blob, KEY, segments) as file:
        return b"".join(file.read(start, end))


def test_keep_when_done_then_only_sealed_bytes_lie_under_an_opaque_name(vault: Vault, blob: UUID) -> None:
    put(vault, blob, 0, PLAIN)
    files = [path for path in vault.root.rglob("*") if path.is_file()]
    assert files == [vault.root / blob.hex[:2] / blob.hex[2:4] / f"{blob}-0"]
    assert PLAIN[:32] not in files[0].read_bytes()
    assert files[0].stat().st_mode & 0o077 == 0


def test_write_when_not_kept_then_nothing_stays(vault: Vault, blob: UUID) -> None:
    with vault.new_segment(blob, 0, KEY) as writer:
        writer.write(PLAIN)
    with pytest.raises(RuntimeError), vault.new_segment(blob, 0, KEY) as writer:
        writer.write(PLAIN)
        raise RuntimeError
    assert [path for path in vault.root.rglob("*") if path.is_file()] == []


def test_keep_when_segment_is_there_then_never_replaced(vault: Vault, blob: UUID) -> None:
    first = put(vault, blob, 0, PLAIN)
    with pytest.raises(FileExistsError):
        put(vault, blob, 0, b"other")
    assert read(vault, blob, [first]) == PLAIN


def test_read_when_file_has_several_segments_then_they_are_one(
    vault: Vault, blob: UUID, segments: list[Segment]
) -> None:
    assert read(vault, blob, segments) == PLAIN
    for start, end in ((399_990, 400_010), (399_999, 416_400), (0, 0), (1_199_999, 1_200_000), (500_000, 900_001)):
        assert read(vault, blob, segments, start, end) == PLAIN[start:end]


def test_open_when_segments_are_reordered_then_refused(vault: Vault, blob: UUID, segments: list[Segment]) -> None:
    one, two = vault.path(blob, 0), vault.path(blob, 2)
    content = one.read_bytes(), two.read_bytes()
    one.write_bytes(content[1])
    two.write_bytes(content[0])
    swapped = [
        Segment(0, segments[2].size, segments[2].sealed_size),
        segments[1],
        Segment(2, segments[0].size, segments[0].sealed_size),
    ]
    for recorded in (segments, swapped):
        with pytest.raises(Damaged):
            vault.open(blob, KEY, recorded)
    with pytest.raises(Damaged):
        vault.open(blob, KEY, [segments[1], segments[0], segments[2]])


def test_open_when_a_segment_is_left_out_of_the_record_then_refused(
    vault: Vault, blob: UUID, segments: list[Segment]
) -> None:
    for kept in ([], segments[1:], [segments[0], segments[2]]):
        with pytest.raises(Damaged):
            vault.open(blob, KEY, kept)


def test_open_when_a_segment_is_gone_then_refused_before_the_first_byte(
    vault: Vault, blob: UUID, segments: list[Segment]
) -> None:
    vault.path(blob, 2).unlink()
    with pytest.raises(NotInVault):
        vault.open(blob, KEY, segments)


def test_open_when_last_segment_is_cut_then_refused_before_the_first_byte(
    vault: Vault, blob: UUID, segments: list[Segment]
) -> None:
    os.truncate(vault.path(blob, 2), 56 + 3 * 16_400 + 17)
    with pytest.raises(Damaged) as refusal:
        vault.open(blob, KEY, segments)
    assert refusal.value.fault is Fault.SIZE


def test_open_when_file_lies_under_another_id_then_refused(vault: Vault, blob: UUID, segments: list[Segment]) -> None:
    other = uuid4()
    put(vault, other, 0, b"x")
    vault.path(other, 0).write_bytes(vault.path(blob, 0).read_bytes())
    with pytest.raises(Damaged) as refusal:
        vault.open(other, KEY, [segments[0]])
    assert refusal.value.fault is Fault.COMMITMENT


def test_open_when_refused_then_no_descriptor_stays_open(vault: Vault, blob: UUID, segments: list[Segment]) -> None:
    vault.path(blob, 2).unlink()
    gc.collect()  # what other tests left open
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        with pytest.raises(NotInVault):
            vault.open(blob, KEY, segments)
    assert len(os.listdir("/proc/self/fd")) == before


def test_open_plain_when_read_as_a_stream_then_seeks_like_a_file(
    vault: Vault, blob: UUID, segments: list[Segment]
) -> None:
    with vault.open_plain(blob, KEY, segments) as stream:
        assert isinstance(stream, BufferedReader)
        assert stream.read(10) == PLAIN[:10]
        assert stream.seek(-5, SEEK_END) == len(PLAIN) - 5
        assert stream.read() == PLAIN[-5:]
        assert stream.read(1) == b""
        stream.seek(399_990)
        assert stream.read(300_000) == PLAIN[399_990:699_990]
        stream.seek(len(PLAIN) + 10)
        assert stream.read(5) == b""


def test_sidecar_when_read_again_then_equal(vault: Vault, blob: UUID, segments: list[Segment]) -> None:
    written = Sidecar(blob, "original", len(PLAIN), "ab" * 32, segments, {uuid4(): b"\x01\x02", uuid4(): b"\x03"})
    vault.write_sidecar(written)
    assert vault.read_sidecar(blob) == written
    assert list(vault.blobs()) == [blob]


def test_sidecar_when_format_is_another_then_refused(vault: Vault, blob: UUID, segments: list[Segment]) -> None:
    vault.write_sidecar(Sidecar(blob, "original", 1, None, segments, {}))
    path = vault.sidecar_path(blob)
    path.write_text(path.read_text().replace("iapb-vault/1", "iapb-vault/2"))
    with pytest.raises(ValueError, match="format"):
        vault.read_sidecar(blob)


def test_sealed_sha256_when_asked_then_the_bytes_are_read_again(vault: Vault, blob: UUID) -> None:
    put(vault, blob, 0, PLAIN)
    before = vault.sealed_sha256(blob, 0)
    assert before == hashlib.sha256(vault.path(blob, 0).read_bytes()).hexdigest()
    with open(vault.path(blob, 0), "r+b") as file:
        file.seek(500)
        file.write(b"\x00\x01\x02")
    assert vault.sealed_sha256(blob, 0) != before


def test_unfinished_when_a_process_died_then_its_file_is_found(vault: Vault) -> None:
    left = vault.incoming / "left"
    left.write_bytes(b"sealed")
    os.utime(left, (0, 0))
    (vault.incoming / "running").write_bytes(b"sealed")
    assert list(vault.unfinished(older_than=86_400)) == [left]


def test_hashes_when_computed_beside_then_equal_to_hashlib() -> None:
    with Hashes("sha256", "sha512") as hashes:
        for start in range(0, len(PLAIN), 70_001):
            hashes.update(memoryview(PLAIN)[start : start + 70_001])
        found = hashes.digests()
    assert found == {name: hashlib.new(name, PLAIN).digest() for name in ("sha256", "sha512")}


def test_left_aside_when_one_is_not_whole_then_what_follows_it_is_not_read(vault: Vault) -> None:
    """After a power cut the first may be short while the second is there: put together they would be another file."""
    blob = uuid4()
    for number in (3, 4):
        writer = vault.new_segment(blob, number, KEY, found_again=True)
        writer.write(bytes([number]) * 100_000)
        writer.finish()
    assert b"".join(vault.left_aside(blob, 3, KEY)) == b"\3" * 100_000 + b"\4" * 100_000
    os.truncate(vault.aside(blob, 3), 50_000)
    assert b"".join(vault.left_aside(blob, 3, KEY)) == b"\3" * (3 * 16_384)
    held = vault.left_aside(blob, 4, KEY)
    vault.clear_aside(blob)
    assert b"".join(held) == b"\4" * 100_000
    assert list(vault.incoming.iterdir()) == [] and b"".join(vault.left_aside(blob, 3, KEY)) == b""
