"""Packing: a valid bag, sealed on the way, refused when anything does not fit."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import bagit
import pyrage
import pytest

from disclosures.package.bag import Payload, bag, blocks, check_path, manifest
from disclosures.package.build import build
from disclosures.package.errors import PackageRefused, StoredFileDamaged
from disclosures.package.sealing import parse_recipient, sealed
from tests.package import cases


def test_build_when_opened_then_it_is_a_valid_bag_to_others(pristine: Path):
    opened = bagit.Bag(str(pristine))
    opened.validate()
    assert opened.info["Payload-Oxum"] == f"{256 * 700 + 71 + 9000 + 5400 + 1}.5"
    assert opened.info["External-Identifier"] == cases.NUMBER
    assert opened.info["Bagging-Date"] == "2026-03-01"
    assert not (pristine / "fetch.txt").exists()
    listed = (pristine / "tagmanifest-sha512.txt").read_text().splitlines()
    tags = {p.relative_to(pristine).as_posix() for p in pristine.rglob("*") if p.is_file()}
    tags = {tag for tag in tags if not tag.startswith("data/") and tag != "tagmanifest-sha512.txt"}
    assert {line.split("  ", 1)[1] for line in listed} == tags


def test_build_when_looked_at_then_names_come_from_numbers_alone(pristine: Path):
    names = sorted(p.relative_to(pristine).as_posix() for p in (pristine / "data").rglob("*") if p.is_file())
    assert names == [
        "data/IAPB-LTGP-0000-0001/IAPB-LTGP-0000-0001.wav",
        "data/IAPB-LTGP-0000-0001/IAPB-LTGP-0000-0001_transcript_ru.txt",
        "data/IAPB-LTGP-0000-0002/IAPB-LTGP-0000-0002.bin",
        "data/IAPB-LTGP-0000-0002/IAPB-LTGP-0000-0002_2.bin",
        "data/IAPB-LTGP-0000-0003/IAPB-LTGP-0000-0003.txt",
    ]


def test_build_when_zipped_then_every_entry_is_stored_in_one_folder(archive: bytes):
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert {entry.compress_type for entry in opened.infolist()} == {zipfile.ZIP_STORED}
        assert {name.split("/")[0] for name in opened.namelist()} == {cases.NUMBER}
        assert opened.testzip() is None


def test_build_when_writing_then_no_clear_byte_reaches_the_target():
    seen = io.BytesIO()
    package = cases.example()
    build(package, cases.RECIPIENT, seen)
    assert seen.getvalue().startswith(b"age-encryption.org/v1")
    for clear in (b"second" * 3, b"bagit.txt", cases.NUMBER.encode(), "калідоры".encode()):
        assert clear not in seen.getvalue()


def spoilt(package: cases.PackageContents, data: bytes) -> cases.PackageContents:
    first, *rest = package.items
    broken = replace(first.files[1], open=cases.opener(data))
    return replace(package, items=[replace(first, files=[first.files[0], broken]), *rest])


@pytest.mark.parametrize("data", [b"", b"other bytes", b"z" * 3_000_000])
def test_build_when_a_stored_file_changed_then_stops_and_leaves_nothing_that_opens(data: bytes):
    target = io.BytesIO()
    with pytest.raises(StoredFileDamaged) as refused:
        build(spoilt(cases.example(), data), cases.RECIPIENT, target)
    assert refused.value.path == "data/IAPB-LTGP-0000-0001/IAPB-LTGP-0000-0001_transcript_ru.txt"
    assert "second copy" in str(refused.value.sentence)
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(target.getvalue(), [cases.IDENTITY])


class Withdrawn(Exception):
    pass


def test_build_when_consent_is_gone_before_it_is_built_then_nothing_opens():
    def refuse(_: str) -> cases.Ledger:
        raise Withdrawn

    target = io.BytesIO()
    with pytest.raises(Withdrawn):
        build(replace(cases.example(), ledger=refuse), cases.RECIPIENT, target)
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(target.getvalue(), [cases.IDENTITY])


class Full(io.RawIOBase):
    def write(self, data: bytes, /) -> int:
        raise OSError(28, "No space left on device")


def test_build_when_the_disk_is_full_then_says_so_and_ends():
    with pytest.raises(OSError, match="No space"):
        build(cases.example(), cases.RECIPIENT, Full())


def test_build_when_a_big_stream_meets_a_full_disk_then_the_writer_is_stopped():
    with pytest.raises(OSError, match="No space"), sealed(Full(), cases.RECIPIENT) as stream:
        for _ in range(200):
            stream.write(b"x" * 1_000_000)


def ledger_that_answers(change: dict[str, object]) -> cases.PackageContents:
    package = cases.example()
    answer = package.ledger
    return replace(package, ledger=lambda digest: replace(answer(digest), **change))


OTHER = cases.SmallLedger()
OTHER.append("package.built", {"contents_sha512": "0" * 128})


@pytest.mark.parametrize(
    "change",
    [
        {"items": {}},
        {"package": OTHER.proof(0)},
        {"checkpoint": OTHER.checkpoint()},
        {"checkpoint": "nothing"},
        {"public_key": cases.public_key(cases.Ed25519PrivateKey.generate())},
        {"public_key": "nothing"},
    ],
)
def test_build_when_the_proofs_would_not_convince_the_recipient_then_refuses(change: dict[str, object]):
    with pytest.raises(PackageRefused, match="proofs of the ledger"):
        build(ledger_that_answers(change), cases.RECIPIENT, io.BytesIO())


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("", "not a key"),
        ("age1abc", "not a key"),
        (cases.RECIPIENT[:-1], "not a key"),
        ("ssh-ed25519 AAAA", "not a key"),
        (str(cases.IDENTITY), "private key"),
    ],
    ids=["empty", "short", "cut", "of another kind", "private"],
)
def test_parse_recipient_when_it_is_no_key_then_says_what_to_ask_for(key: str, words: str):
    with pytest.raises(PackageRefused, match=words):
        parse_recipient(key)
    assert parse_recipient(f" {cases.RECIPIENT}\n")


def with_item(**more: object) -> cases.PackageContents:
    package = cases.example()
    return replace(package, items=[replace(package.items[0], **more)])


@pytest.mark.parametrize(
    ("package", "words"),
    [
        (replace(cases.example(), items=[]), "empty"),
        (replace(cases.example(), number="../x"), "package number"),
        (replace(cases.example(), items=[cases.example().items[0]] * 2), "used twice"),
        (with_item(doc_id="W-40312"), "not a production number"),
        (with_item(files=[cases.file_of(b"t", "transcript")]), "no original"),
        (with_item(files=[cases.file_of(b"t", extension="../sh")]), "no proper role"),
        (with_item(custody=[]), "no custody"),
        (with_item(metadata=cases.metadata(legal_basis=" ")), "legal basis"),
        (with_item(metadata=cases.metadata(transfer_basis="")), "transfer basis"),
        (with_item(metadata=cases.metadata(title="")), "no title"),
        (with_item(metadata=cases.metadata(doc_type="gossip")), "doc_type"),
        (with_item(metadata=cases.metadata(version="R1")), "version"),
        (with_item(metadata=cases.metadata(main_date="2021-08-09", date_precision="month")), "exact"),
    ],
)
def test_build_when_the_contents_are_not_fit_then_refuses_with_a_sentence(package: cases.PackageContents, words: str):
    target = io.BytesIO()
    with pytest.raises(PackageRefused, match=words):
        build(package, cases.RECIPIENT, target)
    assert target.getvalue() == b""


def write_bag(*payload: Payload) -> bytes:
    target = io.BytesIO()
    with bag(target, "odd", cases.date(2026, 3, 1)) as writer:
        for file in payload:
            writer.add(file)
        writer.tag("manifest-sha512.txt", manifest(writer.payload))
        writer.info({})
    return target.getvalue()

    return manifest(writer.payload)


def named(*names: str) -> bytes:
    data = b"some bytes"
    digest = cases.hashlib.sha256(data).hexdigest()
    return write_bag(*(Payload(name, cases.opener(data), digest, len(data)) for name in names))


def test_bag_when_names_hold_line_ends_then_others_still_read_it(tmp_path: Path):
    made = named("data/a\nb.txt", "data/a\rb.txt", "data/дом/ў.txt")
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        opened.extractall(tmp_path)
    bagit.Bag(str(tmp_path / "odd")).validate()
    text = (tmp_path / "odd" / "manifest-sha512.txt").read_text()
    assert "data/a%0Ab.txt" in text
    assert "data/a%0Db.txt" in text


def test_bag_when_a_name_holds_a_percent_then_the_manifest_escapes_it():
    # RFC 8493, 2.1.3. The library the test above uses does not read this one back.
    with zipfile.ZipFile(io.BytesIO(named("data/50%0A.txt"))) as opened:
        assert "odd/data/50%0A.txt" in opened.namelist()
        assert b"  data/50%250A.txt\n" in opened.read("odd/manifest-sha512.txt")


@pytest.mark.parametrize("path", ["", "/etc/x", "data/../x", "data//x", "./x", "a\\b", "c:x", "a\0", "е\u0308"])
def test_check_path_when_it_could_leave_the_bag_then_refuses(path: str):
    with pytest.raises(ValueError, match="a path in a bag"):
        check_path(path)


def test_blocks_when_chunks_are_small_then_joins_them_and_loses_nothing():
    chunks = [bytes([i % 251]) * (i % 7000) for i in range(900)]
    pieces = list(blocks(chunks))
    assert b"".join(pieces) == b"".join(chunks)
    assert all(len(piece) >= 512 * 1024 for piece in pieces[:-1])
    assert list(blocks([])) == []
