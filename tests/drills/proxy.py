"""A line between client and server that counts what the client sent and can be cut at any byte."""

from __future__ import annotations

import fcntl
import socket
import sys
import termios
import threading
from collections.abc import Callable
from contextlib import suppress

_PIECE = 64 * 1024
# Small, so that what the client gave away and the server never saw is little: the line of a phone holds no more.
_BUFFER = 64 * 1024


class Line:
    def __init__(self, target: Callable[[], int], port: int = 0) -> None:
        self._target = target
        self._listening = socket.create_server(("127.0.0.1", port))
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self.port: int = self._listening.getsockname()[1]
        self.sent = 0
        # Called with the count after each piece; true cuts every connection there.
        self.at: Callable[[int], bool] = lambda sent: False
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()
        self.cut()

    def cut(self) -> None:
        with self._lock:
            gone, self._open = self._open, set()
        for one in gone:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._target()), timeout=5)
        except OSError:
            client.close()
            return
        server.settimeout(None)
        with self._lock:
            self._open |= {client, server}
        threading.Thread(target=self._carry, args=(server, client, False), daemon=True).start()
        self._carry(client, server, True)

    def _carry(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(_PIECE):
                if counted:
                    self.sent += len(data)
                target.sendall(data)
                if counted and self.at(self.sent):
                    self.sent += _left_in(source)
                    self.cut()
                    return
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
            with self._lock:
                self._open.discard(one)


def _left_in(source: socket.socket) -> int:
    """What the client has sent and nobody will read any more."""
    return int.from_bytes(fcntl.ioctl(source, termios.FIONREAD, bytes(4)), sys.byteorder)
