"""The body of an upload request, as a stream for `actions.receive` and `arriving.append`."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from threading import Event, Thread

from django.http import HttpRequest
from django.http.request import UnreadablePostError
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid
from iapb.custody.claims import Claim

_PIECE_BYTES = 256 * 1024
_LOOK_EVERY = 0.2
# A line that carries nothing for so long is taken for broken. A sender behind it comes back with a new one.
SILENT_SECONDS = 30.0


def body_of(request: HttpRequest) -> Iterator[bytes]:
    """Pieces as they arrive. A broken line ends the stream: give `size_of` to `receive`, which notices."""
    try:
        while piece := request.read(_PIECE_BYTES):
            yield piece
    except UnreadablePostError:
        return


def size_of(request: HttpRequest) -> int:
    """Bytes that the sender announced. Without that a cut file could not be told from a short one."""
    announced = request.META.get("CONTENT_LENGTH") or ""
    if not announced.isdecimal():
        raise Invalid(_("The upload does not say how long it is (Content-Length)."))
    return int(announced)


class Line:
    """A body that ends early, with everything that came, when the line is silent or its claim is asked to end."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._socket: socket.socket | None = request.META.get("gunicorn.socket")
        self._moved = time.monotonic()
        self._ended = Event()
        self.was_cut = False

    def pieces(self, claim: Claim) -> Iterator[bytes]:
        watch = Thread(target=self._watch, args=(claim,), daemon=True)
        watch.start()
        try:
            for piece in body_of(self._request):
                self._moved = time.monotonic()
                yield piece
                if self.was_cut:
                    return
        finally:
            self._ended.set()
            watch.join()

    def _watch(self, claim: Claim) -> None:
        while not self._ended.wait(_LOOK_EVERY):
            if claim.is_asked_to_end or time.monotonic() - self._moved > SILENT_SECONDS:
                self.was_cut = True
                self._stop_reading()
                return

    def _stop_reading(self) -> None:
        """Wakes the reader: what has arrived is still read, then the stream ends."""
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RD)
            except OSError:
                return
