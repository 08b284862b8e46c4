"""A line between client and server that counts what left the client's socket and can be cut at any byte."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress

_PIECE = 64 * 1024
# As on any line outside this machine: packets of an Ethernet, and no more on the way than a phone's line holds.
_BUFFER, _PACKET = 64 * 1024, 1400
# How many bytes a socket has received: `tcpi_bytes_received` in the `struct tcp_info` of Linux.
_RECEIVED = struct.Struct("=128xQ")


class Line:
    def __init__(self, target: Callable[[], int], port: int = 0) -> None:
        self._target = target
        self._listening = socket.create_server(("127.0.0.1", port))
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self._listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _PACKET)
        self.port: int = self._listening.getsockname()[1]
        self._gone = 0
        # Called with the bytes carried after each piece; true cuts every connection there.
        self.at: Callable[[int], bool] = lambda carried: False
        self._carried = 0
        self._clients: set[socket.socket] = set()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def sent(self) -> int:
        """Bytes that left the sockets of clients, be they carried on or lost where the line was cut."""
        with self._lock:
            return self._gone + sum(map(_received, self._clients))

    def close(self) -> None:
        self._listening.close()
        self.cut()

    def cut(self) -> None:
        with self._lock:
            gone = list(self._open)
        for one in gone:
            self._end(one)

    def _end(self, one: socket.socket) -> None:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        with self._lock:
            if one in self._clients:
                self._gone += _received(one)
            self._clients.discard(one)
            self._open.discard(one)
        one.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with self._lock:
            self._open.add(client)
            self._clients.add(client)
        try:
            server = socket.create_connection(("127.0.0.1", self._target()), timeout=5)
        except OSError:
            self._end(client)
            return
        server.settimeout(None)
        with self._lock:
            self._open.add(server)
        threading.Thread(target=self._carry, args=(server, client, False), daemon=True).start()
        self._carry(client, server, True)

    def _carry(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(_PIECE):
                target.sendall(data)
                if counted:
                    self._carried += len(data)
                    if self.at(self._carried):
                        self.cut()
        for one in (source, target):
            self._end(one)


def _received(one: socket.socket) -> int:
    told: int = _RECEIVED.unpack(one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _RECEIVED.size))[0]
    return told
