"""The body of an upload request, as a stream for `actions.receive` and `arriving.append`."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.http.request import UnreadablePostError
from gunicorn.http.body import LengthReader

from iapb.custody.claims import Claim

_PIECE_BYTES = 256 * 1024
_FROM_LINE_BYTES = 1024 * 1024
_LOOK_EVERY = 0.2
# A line whose sender came back over another one is read until it is quiet for so long, or for so long at all.
_QUIET_SECONDS = 0.4
_LAST_SECONDS = 5.0
# A line that carries nothing for so long is taken for broken. A sender behind it comes back with a new one.
SILENT_SECONDS = 30.0


def body_of(request: HttpRequest) -> Iterator[bytes]:
    """Pieces as they arrive. A broken line ends the stream."""
    try:
        while piece := request.read(_PIECE_BYTES):
            yield piece
    except UnreadablePostError:
        return


class Line:
    """A body that ends early, with everything that came, when the line is silent or its claim is asked to end."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def pieces(self, claim: Claim) -> Iterator[bytes]:
        body = _Body.of(self._request)
        return body_of(self._request) if body is None else _until_over(body, claim)


def _until_over(body: _Body, claim: Claim) -> Iterator[bytes]:
    moved = looked = time.monotonic()
    asked: float | None = None
    while (piece := body.next()) != b"":
        if piece is not None:
            yield piece
            moved = time.monotonic()
        now = time.monotonic()
        if asked is None and now - looked >= _LOOK_EVERY:
            looked, asked = now, now if claim.is_asked_to_end else None
        # Whoever asked sees the line as broken. What they had sent before may still be on its way here.
        given_up = asked is not None and (now - moved >= _QUIET_SECONDS or now - asked >= _LAST_SECONDS)
        if given_up or now - moved >= SILENT_SECONDS:
            body.leave()
            return


class _Body:
    """A body of known length, read from the socket of gunicorn.

    `request.read` returns when all it was asked for has come, copies each byte several times on the way, and
    forgets what it had where the line breaks.
    """

    def __init__(self, body: Any, line: socket.socket) -> None:
        self._body, self._reader, self._line = body, body.reader, line
        self._ready = select.poll()
        self._ready.register(line, select.POLLIN)

    @classmethod
    def of(cls, request: HttpRequest) -> _Body | None:
        body, line = request.META.get("wsgi.input"), request.META.get("gunicorn.socket")
        known = isinstance(getattr(body, "reader", None), LengthReader)
        return cls(body, line) if known and type(line) is socket.socket else None

    def next(self) -> bytes | None:
        """Nothing (b"") where the body or the line ended, None where nothing came for a moment."""
        if self._reader.length == 0:
            return b""
        try:
            piece = self._read_ahead() or self._from_line()
        except OSError:
            piece = b""
        if piece == b"":
            self.leave()
        elif piece:
            self._reader.length -= len(piece)
        return piece

    def leave(self) -> None:
        """The rest is not read, and so nothing else can be asked over this connection."""
        self._body.failed = True

    def _read_ahead(self) -> bytes:
        """What came together with the head of the request, without what follows the body."""
        held = self._reader.unreader.take_buffered()
        self._reader.unreader.unread(held[self._reader.length :])
        return held[: self._reader.length]

    def _from_line(self) -> bytes | None:
        if not self._ready.poll(_LOOK_EVERY * 1000):
            return None
        return self._line.recv(min(_FROM_LINE_BYTES, self._reader.length))
