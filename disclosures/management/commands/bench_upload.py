"""[upload.stream] [upload.memory]: a resumable upload through gunicorn against a plain copy from socket to disk."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody.reading import vault
from iapb.custody.store import Segment
from iapb.local.cluster import free_port, wait_for
from interviews.models import Interview

_GIB = 1 << 30
_PIECE = os.urandom(1 << 20)
_ROUNDS = 5
_AT_ONCE = 4
_PLAIN = """
import os, socket, sys
listening = socket.create_server(("127.0.0.1", int(sys.argv[1])))
buffer = memoryview(bytearray(1 << 20))
while True:
    connection, _ = listening.accept()
    left = int.from_bytes(connection.recv(8, socket.MSG_WAITALL), "big")
    with connection, open(sys.argv[2], "wb", buffering=0) as file:
        while left:
            count = connection.recv_into(buffer)
            file.write(buffer[:count])
            left -= count
        os.fsync(file.fileno())
        connection.sendall(b"1")
    os.unlink(sys.argv[2])
"""


class Command(BaseCommand):
    help = "Measure a tus PATCH of 1 GiB through gunicorn, and the memory one connection takes."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 1 GiB")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each figure")

    def handle(self, *, scale: float, json: bool, **options: Any) -> None:
        call_command("load_demonstration", verbosity=0)
        size = max(1, int(scale * _GIB / len(_PIECE))) * len(_PIECE)
        with _served() as (port, worker), _plain_copy() as plain:
            sender = _Sender(port)
            for figure in (_stream(sender, plain, size), _memory(sender, worker, size // _AT_ONCE)):
                self._say(figure, json)

    def _say(self, figure: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(figure))
        else:
            self.stdout.write("{figure}: {value} {unit}; {baseline} {baseline_value}; ratio {ratio}".format(**figure))


class _Sender:
    """The demonstration's partner, with their token."""

    def __init__(self, port: int) -> None:
        accounts = json.loads((settings.IAPB_HOME / "demo-accounts.json").read_text())
        account = next(one for one in accounts if one["role"] == "partner")
        self._port, self._token = port, account["api_token"]
        person = Person.objects.get(email=account["email"])
        with actor_transaction(person):
            self._item = Interview.objects.visible_to(person).values_list("pk", flat=True)[0]

    def begin(self, size: int) -> str:
        item = base64.b64encode(str(self._item).encode()).decode()
        head, _body = self._ask("POST", "/api/uploads/", {"Upload-Length": size, "Upload-Metadata": f"item {item}"})
        return next(line.split(b": ")[1] for line in head.split(b"\r\n") if line.startswith(b"Location")).decode()

    def send(self, size: int) -> float:
        """Seconds from the first byte to the receipt. What was stored is taken away again."""
        address = self.begin(size)
        start = perf_counter()
        head, _body = self._ask("PATCH", address, {"Upload-Offset": 0, "Content-Length": size}, size)
        taken = perf_counter() - start
        if b" 200 " not in head[:20]:
            raise RuntimeError(head[:200].decode())
        _throw_away(address)
        return taken

    def _ask(self, method: str, path: str, headers: dict[str, Any], size: int = 0) -> tuple[bytes, bytes]:
        told = {
            "Host": f"localhost:{self._port}", "Authorization": f"Token {self._token}", "Tus-Resumable": "1.0.0",
            "Content-Type": "application/offset+octet-stream", "Connection": "close", **headers,
        }  # fmt: skip
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
        with socket.create_connection(("127.0.0.1", self._port)) as connection:
            connection.sendall("\r\n".join(lines).encode())
            for _piece in range(size // len(_PIECE)):
                connection.sendall(_PIECE)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, body = answer.partition(b"\r\n\r\n")
        return head, body


def _stream(sender: _Sender, plain: Callable[[int], float], size: int) -> dict[str, Any]:
    """The two in turn, so that what else runs on the machine weighs on both. The first of each warms up."""
    pairs = [(plain(size), sender.send(size)) for _round in range(_ROUNDS + 1)][1:]
    speed = size / 1e6
    return _figure(
        "upload.stream",
        speed / median(two for _one, two in pairs),
        "MB/s",
        "plain copy from socket to disk, synced",
        speed / median(one for one, _two in pairs),
        median(one / two for one, two in pairs),
    )


def _memory(sender: _Sender, worker: int, size: int) -> dict[str, Any]:
    Path(f"/proc/{worker}/clear_refs").write_text("5")
    idle = _resident(worker, "VmRSS")
    senders = [threading.Thread(target=sender.send, args=(size,)) for _one in range(_AT_ONCE)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    above = (_resident(worker, "VmHWM") - idle) / _AT_ONCE
    return _figure("upload.memory", above, "MiB", "idle process", idle, above / idle)


@contextmanager
def _served() -> Iterator[tuple[int, int]]:
    """As `bin/start` serves uploads and content: one process, many threads. Its port and the worker's id."""
    port = free_port()
    words = [sys.executable, "-m", "gunicorn", "iapb.wsgi", "-k", "gthread", "-w", "1", "--threads", "16"]
    environment = {**os.environ, "PUBLIC_URL": f"http://localhost:{port}", "CONTENT_URL": "http://127.0.0.1:1"}
    with subprocess.Popen(
        [*words, "-b", f"127.0.0.1:{port}"], cwd=settings.BASE_DIR, env=environment, stderr=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(lambda: _listens(port), 60, "the server")
            children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            yield port, int(children[0])
        finally:
            server.terminate()


@contextmanager
def _plain_copy() -> Iterator[Callable[[int], float]]:
    port, path = free_port(), settings.VAULT_ROOT / "plain"
    with subprocess.Popen([sys.executable, "-c", _PLAIN, str(port), str(path)]) as server:

        def send(size: int) -> float:
            with socket.create_connection(("127.0.0.1", port)) as connection:
                start = perf_counter()
                connection.sendall(size.to_bytes(8, "big"))
                for _piece in range(size // len(_PIECE)):
                    connection.sendall(_PIECE)
                connection.recv(1)
                return perf_counter() - start

        try:
            wait_for(lambda: _listens(port), 30, "the plain copy")
            yield send
        finally:
            server.terminate()


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(bytes(8))
            return True
    except OSError:
        return False


def _throw_away(address: str) -> None:
    blob, place = UUID(address.rstrip("/").rsplit("/", 1)[1]), vault()
    sidecar = place.read_sidecar(blob)
    place.discard(blob, sidecar.segments if sidecar else [Segment(0, 0, 0)])


def _resident(process: int, name: str) -> float:
    """MiB of a process that are in memory: now (VmRSS) or at most since the last reset (VmHWM)."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
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
