"""[package.build] [package.bagit] [package.memory] [package.verify]: 1,502 files, packed and checked."""

from __future__ import annotations

import gc
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any
from uuid import uuid4

import bagit
import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from disclosures.package import numbering
from disclosures.package.build import VERIFIER, build
from disclosures.package.contents import ItemMetadata, Ledger, PackageContents, PackageFile, PackageItem, Proof
from disclosures.package.sealing import sealed
from iapb.custody.durable import make_directory
from iapb.custody.intake import take_in
from iapb.custody.store import Vault
from iapb.ledger import checkpoint, leaf, tree

FILES = 1502
MEAN_BYTES = 2_000_000
ROUNDS = 3
ORIGIN = "bench.iapb.example"


class Command(BaseCommand):
    help = "Measure packing, its memory, and the stranger's check of the package."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 1,502 files of 3.0 GB")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each figure")

    def handle(self, *, scale: float, json: bool, **options: Any) -> None:
        logging.getLogger("bagit").setLevel(logging.WARNING)
        make_directory(settings.VAULT_ROOT)
        with tempfile.TemporaryDirectory(dir=settings.VAULT_ROOT) as directory:
            for figure in _Bench(Path(directory), max(8, int(FILES * scale))).figures():
                self._say(figure, json)

    def _say(self, figure: dict[str, Any], as_json: bool) -> None:
        line = "{figure}: {value} {unit}; {baseline} {baseline_value}; ratio {ratio}"
        self.stdout.write(json.dumps(figure) if as_json else line.format(**figure))


class _Bench:
    def __init__(self, directory: Path, count: int) -> None:
        self._directory = directory
        self._vault = Vault(directory / "vault")
        self._key = os.urandom(32)
        self._recipient = pyrage.x25519.Identity.generate()
        self._ledger = _Ledger()
        self._items = [self._item(position, size) for position, size in enumerate(_sizes(count), 1)]
        self._megabytes = sum(item.files[0].size for item in self._items) / 1e6

    def figures(self) -> Iterator[dict[str, Any]]:
        peak, idle = self._memory()
        limit, packed = [], []
        for _ in range(ROUNDS):  # in turn, so that what else runs on the machine weighs on both
            limit.append(_seconds(self._reseal))
            packed.append(_seconds(self._pack))
        seconds = median(packed)
        yield _figure(
            "package.build", self._megabytes / seconds, "MB/s", "decrypt, seal again and write, no hash or bag",
            self._megabytes / median(limit), median(one / two for one, two in zip(packed, limit, strict=True)),
        )  # fmt: skip
        obvious = _seconds(self._bagit)
        yield _figure("package.bagit", seconds, "s", "folder, bagit, zip, age", obvious, obvious / seconds)
        yield _figure("package.memory", peak - idle, "MiB", "idle process", idle, peak / idle)
        yield self._verify()

    def _item(self, position: int, size: int) -> PackageItem:
        blob = uuid4()
        taken = take_in(self._vault, blob, self._key, _noise(position, size))
        self._ledger.append("file.received", {"sha256": taken.sha256})

        def opened() -> Iterator[bytes]:
            with self._vault.open(blob, self._key, [taken.segment]) as file:
                yield from file.read()

        number = numbering.number("BENCH", position)
        metadata = ItemMetadata(
            title="Noise", doc_type="other", source_type="internal", legal_basis="none", transfer_basis="none"
        )
        file = PackageFile("original", "bin", opened, taken.sha256, taken.size, "application/octet-stream")
        received = {"id": str(blob), "event": "item.received", "at": "2026-03-01T00:00:00Z", "actor": "bench"}
        return PackageItem(number, number, metadata, [file], [received])

    def _contents(self) -> PackageContents:
        return PackageContents(
            number="IAPB-P-BENCH", day=date(2026, 3, 1), recipient="bench", recipient_code="BENCH", purpose="bench",
            request_ref="bench", contact="bench", caveats=[], items=self._items, ledger=self._answer,
        )  # fmt: skip

    def _answer(self, contents_sha512: str) -> Ledger:
        self._ledger.append("package.built", {"contents_sha512": contents_sha512})
        return self._ledger.answer([item.doc_id for item in self._items])

    def _reseal(self) -> Path:
        path = self._directory / "limit.age"
        with path.open("wb") as file, sealed(file, str(self._recipient.to_public())) as stream:
            for item in self._items:
                for piece in item.files[0].open():
                    stream.write(piece)
        return path

    def _pack(self) -> Path:
        path = self._directory / "package.age"
        with path.open("wb") as file:
            build(self._contents(), str(self._recipient.to_public()), file)
        return path

    def _memory(self) -> tuple[float, float]:
        """Highest and idle MiB, taken first: what other steps leave in the process does not count."""
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")
        idle = _resident("VmRSS")
        self._pack().unlink()
        return _resident("VmHWM"), idle

    def _bagit(self) -> Path:
        folder = self._directory / "bag"
        folder.mkdir()
        for item in self._items:
            with (folder / item.doc_id).open("wb") as file:
                file.writelines(item.files[0].open())
        bagit.make_bag(str(folder), checksums=["sha256", "sha512"])
        shutil.make_archive(str(folder), "zip", folder)
        shutil.rmtree(folder)
        path = self._directory / "bag.age"
        pyrage.encrypt_file(f"{folder}.zip", str(path), [self._recipient.to_public()])
        Path(f"{folder}.zip").unlink()
        return path

    def _verify(self) -> dict[str, Any]:
        path, clear = self._pack(), self._directory / "package.zip"
        pyrage.decrypt_file(str(path), str(clear), [self._recipient])
        command = [sys.executable, str(VERIFIER), str(clear), "--public-key", self._ledger.public_key]
        checked = _seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL) and path)
        read = _seconds(lambda: _read_through(clear))
        return _figure("package.verify", checked, "s", "sha256sum of the same ZIP", read, checked / read)


class _Ledger:
    """A tree in memory and a key of the moment, in the ledger's own forms."""

    def __init__(self) -> None:
        self._signing = Ed25519PrivateKey.generate()
        self._key = checkpoint.Key(ORIGIN, self._signing.public_key().public_bytes_raw())
        self._events: list[tuple[bytes, bytes, bytes]] = []
        self.public_key = self._key.to_text()

    def append(self, event: str, detail: dict[str, str]) -> None:
        salt, text = leaf.new_salt(), leaf.canonical(detail)
        entry = leaf.Leaf(uuid4(), event, datetime.now(UTC), "bench", "bench", leaf.commit(salt, text))
        self._events.append((entry.to_bytes(), salt, text))

    def answer(self, doc_ids: list[str]) -> Ledger:
        nodes = tree.Nodes([tree.leaf_hash(entry) for entry, _, _ in self._events])
        size = len(self._events)
        head = checkpoint.Head(ORIGIN, size, tree.root_at(size, nodes))
        proofs = [
            Proof(entry, index, size, tree.inclusion_proof(index, size, nodes), salt, text.decode())
            for index, (entry, salt, text) in enumerate(self._events)
        ]
        items = {doc_id: [proof] for doc_id, proof in zip(doc_ids, proofs, strict=False)}
        return Ledger(checkpoint.signed(head, self._signing.sign, self._key), self.public_key, items, proofs[-1])


def _sizes(count: int) -> Iterator[int]:
    """Many small papers, some long recordings, two megabytes on the mean."""
    random = Random(1)  # noqa: S311  (sizes, no secret)
    drawn = [random.lognormvariate(0, 1.5) for _ in range(count)]
    return (max(1, int(share * count * MEAN_BYTES / sum(drawn))) for share in drawn)


def _noise(seed: int, size: int) -> Iterator[bytes]:
    block = Random(seed).randbytes(1 << 16)  # noqa: S311  (filler, no secret)
    blocks = (sha256(block + i.to_bytes(4, "big")).digest() + block[32:] for i in range(1 << 20))
    yield from islice(blocks, size >> 16)
    yield block[: size % (1 << 16)]


def _seconds(work: Callable[[], Path]) -> float:
    with ExitStack() as after:
        start = perf_counter()
        path = work()
        taken = perf_counter() - start
        after.callback(path.unlink, missing_ok=True)
        return taken


def _read_through(path: Path) -> Path:
    subprocess.run(["sha256sum", str(path)], check=True, stdout=subprocess.DEVNULL)
    return path


def _resident(name: str) -> float:
    """MiB of this process that are in memory: now (VmRSS) or at most since the last reset (VmHWM)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"{name} is not told by this system")


def _figure(name: str, value: float, unit: str, baseline: str, baseline_value: float, ratio: float) -> dict[str, Any]:
    return {
        "figure": name,
        "value": round(value, 3),
        "unit": unit,
        "baseline": baseline,
        "baseline_value": round(baseline_value, 3),
        "ratio": round(ratio, 3),
    }
