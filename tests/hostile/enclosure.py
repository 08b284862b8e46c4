"""A network and temporary folders of the drill's own, so that what leaves can be counted.

Every packet to anywhere but this machine goes over one virtual line whose counter is read. Needs root;
without it the drill says that nothing was counted.
"""

from __future__ import annotations

import os
import shutil
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from iapb.local.services import ROOT
from tests.hostile.hostile import NEAR, SLIP

INSIDE = "IAPB_HOSTILE_ENCLOSED"
LINE = "out0"
NETWORK = f"""
ip link set lo up
ip link add {LINE} type veth peer name out1
echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6
ip addr add 198.51.100.2/24 dev {LINE}
ip link set {LINE} up
ip link set out1 up
ip route add default via 198.51.100.1
ip neigh add 198.51.100.1 lladdr 02:00:00:00:00:01 dev {LINE} nud permanent
"""
# What a run changes by itself, or what belongs to the machine and not to any file.
NOT_LOOKED_AT = ("/proc", "/sys", "/dev/pts", "/dev/mqueue", "/work", "/var/lib/docker")


def possible() -> bool:
    return os.geteuid() == 0 and all(shutil.which(program) for program in ("unshare", "ip", "mount"))


def enter(words: list[str]) -> int:
    """Runs these words of Python again inside; the folder it worked in is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="iapb-hostile-", dir="/var/tmp"))
    folder.chmod(0o711)
    temporary = folder / "tmp"
    temporary.mkdir()
    temporary.chmod(0o1777)
    (folder / "resolv.conf").write_text("nameserver 192.0.2.53\noptions timeout:1 attempts:1\n")
    own = "".join(f"mount --bind {place} {over}\n" for over, place in _hidden(folder))
    mounts = f'set -e\nmount --bind {folder}/resolv.conf /etc/resolv.conf || true\n{own}{NETWORK}\nexec "$@"\n'
    command = ["unshare", "--net", "--mount", "--propagation", "private", "sh", "-c", mounts, "sh", sys.executable]
    try:
        return subprocess.run([*command, *words], env={**os.environ, INSIDE: "yes"}, check=False).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _hidden(folder: Path) -> list[tuple[str, Path]]:
    """Folders that are the drill's own inside; not where the project or its Python themselves lie."""
    needed = (str(ROOT), sys.prefix, sys.base_prefix)
    own = (("/tmp", folder / "tmp"), ("/var/tmp", folder))  # the second holds the first, so it comes last
    return [(over, place) for over, place in own if not any(path.startswith(f"{over}/") for path in needed)]


def _own_folders() -> tuple[str, ...]:
    return tuple(f"{over}/" for over, _place in _hidden(Path("/"))) if is_inside() else ()


def is_inside() -> bool:
    return bool(os.environ.get(INSIDE))


def packets_out() -> int:
    """Sent over the line since it was made."""
    for row in Path("/proc/net/dev").read_text().splitlines():
        name, _colon, numbers = row.partition(":")
        if name.strip() == LINE:
            return int(numbers.split()[9])
    raise RuntimeError("the line is not there")


def counts() -> bool:
    """One packet sent on purpose is one packet counted."""
    before = packets_out()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(b"seen?", ("192.0.2.80", 9))
    return packets_out() == before + 1


class Canary:
    """Listens where the lures lead on this machine; every connection is a leak."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        heard = self.heard

        class Hear(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.settimeout(2)
                heard.append(self.request.recv(200))

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        address = ("127.0.0.1", int(NEAR.rsplit(":", 1)[1]))
        self.server = socketserver.ThreadingTCPServer(address, Hear)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def hears(self) -> bool:
        """One call made on purpose is heard, and forgotten."""
        with socket.create_connection(self.server.server_address[:2], timeout=2) as line:
            line.sendall(b"heard?")
            line.shutdown(socket.SHUT_WR)
            line.recv(1)
        heard = self.heard == [b"heard?"]
        self.heard.clear()
        return heard

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Places:
    """Every file of the machine, before and after."""

    def __init__(self, project: Path, home: Path) -> None:
        self.project, self.home = project, home
        self.before = set(self._all())

    def added(self) -> tuple[list[str], int]:
        """Files that may not be there, and how many others came: of other programs of this machine."""
        new = [path for path in self._all() if path not in self.before]
        ours = [path for path in new if SLIP in path or self._is_ours(path)]
        return ours, len(new) - len(ours)

    def _is_ours(self, path: str) -> bool:
        """In the drill's own folders nobody else writes: there every new file counts."""
        return path.startswith((str(self.project), *_own_folders()))

    def _all(self) -> Iterator[str]:
        # The house itself writes here, all of it sealed or its own: looked at by name, below.
        yield from self._under(self.project)
        for folder, folders, files in os.walk("/", onerror=lambda _error: None):
            if folder.startswith(NOT_LOOKED_AT) or folder == str(self.home) or folder == str(self.project):
                folders.clear()
                continue
            yield from (os.path.join(folder, name) for name in files)
        yield from (path for path in self._under(self.home) if SLIP in path)

    @staticmethod
    def _under(root: Path) -> Iterator[str]:
        for folder, folders, files in os.walk(root):
            if "node_modules" in folders:
                folders.remove("node_modules")
            yield from (os.path.join(folder, name) for name in files)
