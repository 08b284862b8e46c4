"""A partner's script on a bad line: sends a file, and sends it again until there is a receipt."""

from __future__ import annotations

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
            connection.putrequest("PUT", f"/api/items/{self.item}/files/upload/", skip_host=True)
            for name, value in self._headers(port, token).items():
                connection.putheader(name, value)
            connection.endheaders()
            self.under_way = True
            self._write(connection)
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

    def _write(self, connection: http.client.HTTPConnection) -> None:
        pieces = [self.content[start : start + PIECE] for start in range(0, len(self.content), PIECE)]
        for piece in pieces:
            connection.send(piece)
            time.sleep(self.seconds / len(pieces))


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
