"""`bin/drill upload`: 2 GB over a line that is cut at 20 moments, to a server that is killed at 5.

By two public clients, tuspy and tus-js-client, each through a line that counts what the client sent.
Afterwards the file in the vault must have the hash it had at the sender, and little may have been sent twice.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import uuid4

from tests.drills.house import ROOT, House
from tests.drills.proxy import Line

SIZE = 2 * 10**9
CUTS, KILLS = 20, 5
SENT_AT_MOST = 1.05
CLIENTS = ("tuspy", "tus-js-client")


@dataclass
class Sent:
    client: str
    size: int
    sha256: str
    bytes_sent: int = 0
    cuts: int = 0
    kills: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return self.bytes_sent / self.size

    def line(self) -> str:
        return (
            f"{self.client:14} {self.size:,} bytes, {self.cuts} cuts, {self.kills} kills, {self.seconds:.0f} s: "
            f"sent {self.ratio:.4f} of the size; " + ("hash equal" if not self.faults else "; ".join(self.faults))
        )


def run(environment: dict[str, str], count: int, only: str = "") -> int:
    """`count`: thousandths of the full size, for a quick look; `only`: one client."""
    seed = int(os.environ.get("SEED") or secrets.randbits(32))
    print(f"seed {seed} (SEED={seed} cuts at the same bytes again)", flush=True)
    home = Path(tempfile.mkdtemp(prefix="iapb-upload-", dir="/var/tmp"))
    home.chmod(0o711)
    house = House(home / "house")
    try:
        house.start()
        file, sha256 = _make_file(home / "recording.bin", SIZE * count // 1000 if count else SIZE)
        case = _Case(house)
        done = [
            _Drill(house, case, Random(f"{seed} {client}"), client, file, sha256).play()
            for client in CLIENTS
            if only in client
        ]
    finally:
        house.stop()
        shutil.rmtree(home, ignore_errors=True)
    for sent in done:
        print(sent.line())
    return int(any(sent.faults for sent in done))


class _Drill:
    def __init__(self, house: House, case: _Case, chance: Random, client: str, file: Path, sha256: str) -> None:
        self.house, self.case, self.client, self.file = house, case, client, file
        size = file.stat().st_size
        self.sent = Sent(client, size, sha256)
        moments = sorted(chance.randrange(size // 200, size - size // 200) for _ in range(CUTS + KILLS))
        kills = set(chance.sample(moments, KILLS))
        self.coming = [(moment, moment in kills) for moment in moments]
        self.key = uuid4().hex
        self.item = case.item()

    def play(self) -> Sent:
        line = Line(lambda: self.house.port)
        line.at = self._strike
        begun = time.monotonic()
        try:
            SENDERS[self.client](self, line.port)
        except Exception as failure:
            self.sent.faults.append(f"the client gave up: {failure}")
        finally:
            line.close()
        self.sent.seconds = time.monotonic() - begun
        self.sent.bytes_sent = line.sent
        self._judge()
        print(self.sent.line(), flush=True)
        return self.sent

    def _strike(self, sent: int) -> bool:
        """True where the line breaks here; the server may die with it."""
        if not self.coming or sent < self.coming[0][0]:
            return False
        _moment, kills = self.coming.pop(0)
        if kills:
            self.house.kill_all("web")
            self.sent.kills += 1
        else:
            self.sent.cuts += 1
        return True

    def _judge(self) -> None:
        sent = self.sent
        if (sent.cuts, sent.kills) != (CUTS, KILLS):
            sent.faults.append("not every moment came")
        if sent.ratio > SENT_AT_MOST:
            sent.faults.append(f"more than {SENT_AT_MOST} of the size was sent")
        found = self.case.received(self.key)
        if found != (sent.size, sent.sha256, sent.sha256):
            sent.faults.append(f"the vault holds {found}")


def _by_tuspy(drill: _Drill, port: int) -> None:
    from tusclient.client import TusClient

    client = TusClient(f"http://127.0.0.1:{port}/api/uploads/", headers=drill.case.headers)
    said = {"item": drill.item, "name": "recording.bin", "client_key": drill.key, "sha256": drill.sent.sha256}
    uploader = client.uploader(
        file_path=str(drill.file), chunk_size=100_000_000, metadata=said, retries=300, retry_delay=0.3
    )
    uploader.upload()


def _by_tus_js(drill: _Drill, port: int) -> None:
    words = [
        "node", str(ROOT / "tests" / "drills" / "send.js"), f"http://127.0.0.1:{port}/api/uploads/", drill.case.token,
        drill.case.headers["Host"], str(drill.file), drill.item, drill.key, str(drill.house.home / "sendings.json"),
    ]  # fmt: skip
    done = subprocess.run(words, capture_output=True, text=True, timeout=1800)
    if done.returncode:
        raise RuntimeError(done.stderr[-500:])


SENDERS: dict[str, Callable[[_Drill, int], None]] = {"tuspy": _by_tuspy, "tus-js-client": _by_tus_js}


class _Case:
    """A partner, their token, and an interview for each client."""

    def __init__(self, house: House) -> None:
        os.environ.update(house.environment("web"))
        import django

        django.setup()
        from datetime import timedelta

        from django.utils import timezone

        from iapb.access.transaction import actor_transaction
        from iapb.accounts.actions import tokens
        from tests.intake import make_partner

        self.partner = make_partner()
        with actor_transaction(self.partner):
            self.token = tokens.make(label="drill", until=timezone.now() + timedelta(days=1), by=self.partner)
        # By its name: the bare address is where content is read.
        self.headers = {"Authorization": f"Token {self.token}", "Host": f"localhost:{house.port}"}

    def item(self) -> str:
        from iapb.access.transaction import actor_transaction
        from tests.intake import make_interview

        with actor_transaction(self.partner):
            return str(make_interview(self.partner).pk)

    def received(self, key: str) -> tuple[int, str, str] | None:
        """Size, the hash of the receipt, and that of the bytes as they are read from the disk now."""
        from iapb.custody import fixity
        from iapb.custody.models import StoredFile

        file = StoredFile.objects.unscoped("the checker looks at all").filter(client_key=key).first()
        if file is None:
            return None
        found = fixity.examine(file)
        return (file.size, file.sha256 or "", found.sha256 or "") if found.sound else None


def _make_file(path: Path, size: int) -> tuple[Path, str]:
    digest = hashlib.sha256()
    with open(path, "wb") as file:
        while left := size - file.tell():
            piece = os.urandom(min(left, 16_000_000))
            digest.update(piece)
            file.write(piece)
    return path, digest.hexdigest()
