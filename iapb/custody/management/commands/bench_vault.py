"""[vault.upload] [vault.memory] [vault.seek]: the vault against the plain disk, in the same run."""

import gc
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from iapb.custody.durable import make_directory
from iapb.custody.intake import Taken, take_in
from iapb.custody.store import Vault

_PIECE = 1 << 20
_ROUNDS = 7
_SEEKS = 300


class Command(BaseCommand):
    help = "Measure hash and seal, memory and seeking of the vault."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 is a stream of 1 GiB and a file of 2 GiB")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each figure")

    def handle(self, *, scale: float, json: bool, **options: Any) -> None:
        make_directory(settings.VAULT_ROOT)
        with tempfile.TemporaryDirectory(dir=settings.VAULT_ROOT) as directory:
            bench = _Bench(Path(directory), pieces=max(4, int(1024 * scale)))
            for figure in (*bench.memory_and_seek(), bench.upload()):
                self._say(figure, json)

    def _say(self, figure: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(figure))
        else:
            self.stdout.write("{figure}: {value} {unit}; {baseline} {baseline_value}; ratio {ratio}".format(**figure))


class _Bench:
    def __init__(self, directory: Path, pieces: int) -> None:
        self._directory = directory
        self._vault = Vault(directory / "vault")
        self._pieces = pieces
        self._piece = os.urandom(_PIECE)
        self._key = os.urandom(32)

    def upload(self) -> dict[str, Any]:
        """The two in turn, so that what else runs on the machine weighs on both."""
        plain, sealed = [], []
        for _ in range(_ROUNDS):
            plain.append(self._seconds(self._write_plain))
            sealed.append(self._seconds(self._write_sealed))
        speed = self._pieces * _PIECE / 1e6
        return _figure(
            "vault.upload",
            speed / median(sealed),
            "MB/s",
            "plain write of the same stream",
            speed / median(plain),
            median(one / two for one, two in zip(plain, sealed, strict=True)),
        )

    def memory_and_seek(self) -> Iterator[dict[str, Any]]:
        blob = uuid4()
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")
        idle = _resident("VmRSS")
        # Each piece a new object, as a socket gives them: what waits in the pipeline must count.
        stream = (bytes(bytearray(self._piece)) for _ in range(2 * self._pieces))
        taken = take_in(self._vault, blob, self._key, stream)
        above = _resident("VmHWM") - idle
        yield _figure("vault.memory", above, "MiB", "idle process", idle, above / idle)
        yield self._seek(blob, taken)

    def _seek(self, blob: Any, taken: Taken) -> dict[str, Any]:
        random = Random(1)  # noqa: S311  (places to read, no secret)
        starts = [random.randrange(taken.size - _PIECE) for _ in range(_SEEKS)]
        # Opening counts: a player asks for each range anew.
        sealed = [self._timed(lambda at=at: self._read_sealed(blob, taken, at)) for at in starts]
        plain = [self._timed(lambda at=at: self._read_plain(blob, at)) for at in starts]
        value, baseline = median(sealed) * 1000, median(plain) * 1000
        return _figure("vault.seek", value, "ms", "plain read of as many bytes", baseline, value / baseline)

    def _stream(self, pieces: int) -> Iterator[bytes]:
        return (self._piece for _ in range(pieces))

    def _write_plain(self) -> Path:
        path = self._directory / "plain"
        with open(path, "wb", buffering=0) as file:
            for piece in self._stream(self._pieces):
                file.write(piece)
            os.fsync(file.fileno())
        return path

    def _write_sealed(self) -> Path:
        blob = uuid4()
        take_in(self._vault, blob, self._key, self._stream(self._pieces))
        return self._vault.path(blob, 0)

    def _seconds(self, write: Callable[[], Path]) -> float:
        start = perf_counter()
        path = write()
        taken = perf_counter() - start
        path.unlink()
        return taken

    def _timed(self, read: Callable[[], None]) -> float:
        start = perf_counter()
        read()
        return perf_counter() - start

    def _read_sealed(self, blob: Any, taken: Taken, start: int) -> None:
        with self._vault.open(blob, self._key, [taken.segment]) as file:
            size = sum(len(piece) for piece in file.read(start, start + _PIECE))
        if size != _PIECE:
            raise RuntimeError("the vault gave another number of bytes")

    def _read_plain(self, blob: Any, start: int) -> None:
        descriptor = os.open(self._vault.path(blob, 0), os.O_RDONLY)
        try:
            os.pread(descriptor, _PIECE, start)
        finally:
            os.close(descriptor)


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
