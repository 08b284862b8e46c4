"""A partner's script on a bad line: sends a file, and sends it again, or on, until there is a receipt."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

PIECE = 32 * 1024


@dataclass(eq=False)
class Sending:
    """One file under one key of the sender."""

    item: str
    content: bytes
    role: str
    language: str = ""
    name: str = "file.bin"
    seconds: float = 0.0  # over which the bytes are spread
    key: str = field(default_factory=lambda: uuid4().hex)
    under_way: bool = False
    tries: int = 0
    receipt: dict[str, Any] | None = None
    refusal: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def path(self) -> str:
        return f"/api/items/{self.item}/files/upload/"

    def send(self, port: int, token: str, patience: float = 90.0) -> None:
        until = time.monotonic() + patience
        while self.receipt is None and not self.refusal and time.monotonic() < until:
            self.tries += 1
            try:
                self._once(port, token)
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
            finally:
                self.under_way = False
        if self.receipt is None and not self.refusal:
            self.refusal = "no receipt"

    def _once(self, port: int, token: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.putrequest("PUT", self.path, skip_host=True)
            for name, value in self._headers(port, token).items():
                connection.putheader(name, value)
            connection.endheaders()
            self.under_way = True
            self._write(connection, self.content, self.seconds)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status in (200, 201):
                self.receipt = json.loads(body)
            elif answer.status < 500:
                self.refusal = f"{answer.status} {body[:200]!r}"
            else:
                time.sleep(0.1)
        finally:
            connection.close()

    def _headers(self, port: int, token: str) -> dict[str, str]:
        return {
            "Host": f"localhost:{port}",  # the address itself is where content is read
            "Authorization": f"Token {token}",
            "Content-Length": str(len(self.content)),
            "Content-Type": "application/octet-stream",
            "X-File-Name": self.name,
            "X-File-Role": self.role,
            "X-File-Language": self.language,
            "X-File-Sha256": self.sha256,
            "X-Client-Key": self.key,
        }

    def _write(self, connection: http.client.HTTPConnection, content: bytes, seconds: float) -> None:
        pieces = [content[start : start + PIECE] for start in range(0, len(content), PIECE)]
        for piece in pieces:
            connection.send(piece)
            time.sleep(seconds / len(pieces))


# The house is full, busy, or stands elsewhere by now: asked again.
_LATER = (409, 423)
_GONE = (404, 410)


@dataclass(eq=False)
class Resumed(Sending):
    """The same by tus 1.0: announced, sent in pieces, asked how far it has come, sent on."""

    pieces: int = 4
    address: str = ""

    def _once(self, port: int, token: str) -> None:
        if not self.address:
            answer = self._ask(port, token, "POST", "/api/uploads/", self._announcement())
            if answer.status != 201:
                return self._refused(answer)
            self.address = answer.headers["Location"]
        while self.receipt is None and not self.refusal:
            answer = self._ask(port, token, "HEAD", self.address)
            if answer.status in _GONE:
                self.address = ""
                return None
            if answer.status != 200:
                return self._refused(answer)
            self._send_on(port, token, int(answer.headers["Upload-Offset"]))
        return None

    def _send_on(self, port: int, token: str, offset: int) -> None:
        if offset == len(self.content):
            # The answer with the receipt was lost on its way.
            answer = self._ask(port, token, "GET", self.address)
            self.receipt = answer.told()["receipt"] if answer.status == 200 else None
            return
        piece = self.content[offset : offset + len(self.content) // self.pieces + 1]
        self.under_way = True
        answer = self._ask(port, token, "PATCH", self.address, {"Upload-Offset": str(offset)}, piece)
        if answer.status == 200:
            self.receipt = answer.told()
        elif answer.status != 204:
            self._refused(answer)

    def _refused(self, answer: Answered) -> None:
        if answer.status >= 500 or answer.status in _LATER:
            raise OSError("later")  # as a broken line: after a moment, from where it stands
        self.refusal = f"{answer.status} {answer.body[:200]!r}"

    def _ask(
        self, port: int, token: str, method: str, path: str, more: dict[str, str] | None = None, piece: bytes = b""
    ) -> Answered:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        said = {"Host": f"localhost:{port}", "Authorization": f"Token {token}", "Tus-Resumable": "1.0.0"}
        if piece:
            said |= {"Content-Type": "application/offset+octet-stream"}
        try:
            connection.putrequest(method, path, skip_host=True)
            for name, value in {**said, "Content-Length": str(len(piece)), **(more or {})}.items():
                connection.putheader(name, value)
            connection.endheaders()
            self._write(connection, piece, self.seconds / self.pieces)
            answer = connection.getresponse()
            return Answered(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def _announcement(self) -> dict[str, str]:
        said = {
            "item": self.item, "name": self.name, "role": self.role, "language": self.language,
            "client_key": self.key, "sha256": self.sha256,
        }  # fmt: skip
        pairs = (f"{key} {base64.b64encode(value.encode()).decode()}".rstrip() for key, value in said.items())
        return {"Upload-Length": str(len(self.content)), "Upload-Metadata": ",".join(pairs)}


@dataclass(frozen=True)
class Answered:
    status: int
    headers: Any
    body: bytes

    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


class Line(threading.Thread):
    """Sends one after the other, whatever happens to the house meanwhile."""

    def __init__(self, port: int, token: str, *first: Sending) -> None:
        super().__init__(daemon=True)
        self.port, self.token, self.waiting = port, token, list(first)
        self.sent: list[Sending] = []
        self.more: Any = None  # makes another one as long as it is set

    def run(self) -> None:
        while self.waiting or self.more:
            sending = self.waiting.pop(0) if self.waiting else self.more()
            self.sent.append(sending)
            sending.send(self.port, self.token)

    @property
    def under_way(self) -> bool:
        return any(sending.under_way for sending in self.sent[-1:])
