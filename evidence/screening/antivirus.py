"""clamd, where there is one: told what it says, never trusted. Without signatures it says nothing.

The plain text goes to it in pieces over its socket (INSTREAM). It keeps what it scans in its own
temporary directory: that must be a memory file system (docs/operations.md).
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings

from evidence.models import ItemFile

State = ItemFile.Antivirus
SECONDS = 300
SECONDS_TO_GREET = 5
PIECE = 256 * 1024
STREAM, VERSION = b"zINSTREAM\0", b"zVERSION\0"
OLD = timedelta(days=14)
_VERSION = re.compile(r"ClamAV (?P<program>[^/]+)(?:/(?P<number>\d+)/(?P<day>.+))?")
_FOUND = re.compile(r"stream: (?P<name>.{1,200}) FOUND")


class Unreachable(Exception):
    """No answer, or one that is not understood."""


@dataclass(frozen=True)
class Verdict:
    state: str
    name: str = ""  # what the signature calls it
    engine: str = ""
    signatures: str = ""  # number and day of the official ones

    def told(self) -> dict[str, Any]:
        return {"state": str(self.state), "name": self.name, "engine": self.engine, "signatures": self.signatures}


def scan(pieces: Iterable[bytes]) -> Verdict:
    """Never raises on account of clamd: what it cannot tell is a state of its own."""
    if not settings.CLAMD:
        return Verdict(State.ABSENT)
    try:
        engine, signatures, current = _version()
        answer = _asked(STREAM, pieces)
    except (OSError, Unreachable):
        return Verdict(State.UNREACHABLE)
    if found := _FOUND.fullmatch(answer):
        return Verdict(State.FOUND, found["name"], engine, signatures)
    if answer != "stream: OK":
        return Verdict(State.NOT_WHOLE, "", engine, signatures)
    if not signatures:
        return Verdict(State.NO_SIGNATURES, "", engine)
    return Verdict(State.NOTHING_FOUND if current else State.OLD_SIGNATURES, "", engine, signatures)


def readiness() -> tuple[bool, str]:
    """For /health/: a word. Without it nothing stands still, and every file says what was not learned."""
    return True, _in_a_word()


def _in_a_word() -> str:
    if not settings.CLAMD:
        return str(State.ABSENT)
    try:
        _engine, signatures, current = _version()
    except (OSError, Unreachable):
        return str(State.UNREACHABLE)
    if not signatures:
        return str(State.NO_SIGNATURES)
    return "ready" if current else str(State.OLD_SIGNATURES)


def _version() -> tuple[str, str, bool]:
    """Program, signatures, and whether these are younger than two weeks."""
    told = _VERSION.fullmatch(_asked(VERSION, ()))
    if told is None:
        raise Unreachable
    if not told["number"]:
        return told["program"], "", False
    try:
        day = datetime.strptime(told["day"].strip(), "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return told["program"], told["number"], False
    return told["program"], f"{told['number']} {day.date()}", datetime.now(UTC) - day < OLD


def _asked(command: bytes, pieces: Iterable[bytes]) -> str:
    with _connected() as line:
        line.sendall(command)
        if command == STREAM:
            line.settimeout(SECONDS)
            _send(line, pieces)
        answer = b""
        while len(answer) < 4096 and (piece := line.recv(4096)):
            answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _send(line: socket.socket, pieces: Iterable[bytes]) -> None:
    """When clamd has read as much as it is allowed, it answers and hangs up: the answer counts."""
    try:
        for piece in pieces:
            view = memoryview(piece)
            for start in range(0, len(view), PIECE):
                part = view[start : start + PIECE]
                line.sendall(len(part).to_bytes(4, "big") + part)
        line.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        return


def _connected() -> socket.socket:
    """`unix:/path` or `tcp:host:port`; settings have checked the form."""
    kind, _colon, place = settings.CLAMD.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS_TO_GREET)
        try:
            line.connect(place)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS_TO_GREET)
