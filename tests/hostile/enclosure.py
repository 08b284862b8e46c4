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
from contextlib import suppress
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


def own_folders() -> tuple[str, ...]:
    """For temporary files, of which the drill has its own inside."""
    return tuple(over for over, _place in _hidden(Path("/"))) if is_inside() else ()


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
    """Every file of the machine, before and after: new ones, and those that somebody wrote into."""

    def __init__(self, project: Path, home: Path, root: Path = Path("/")) -> None:
        self.project, self.home, self.root = project, home, root
        self.before = dict(self._all())

    def touched(self) -> tuple[list[str], int]:
        """Files that may not be there or were written into, and how many others: of other programs of this machine."""
        touched = [path for path, state in self._all() if self.before.get(path) != state]
        ours = [path for path in touched if SLIP in path or self._is_ours(path) or _carries_the_word(path)]
        return ours, len(touched) - len(ours)

    def _is_ours(self, path: str) -> bool:
        """In the drill's own folders nobody else writes: there every file counts."""
        return path.startswith((f"{self.project}/", *_own_folders()))

    def _all(self) -> Iterator[tuple[str, tuple[int, int]]]:
        yield from self._under(self.project)
        yield from self._under(Path(sys.prefix))
        for folder, folders, files in os.walk(self.root, onerror=lambda _error: None):
            if folder.startswith(NOT_LOOKED_AT) or folder in (str(self.home), str(self.project)):
                folders.clear()
                continue
            yield from self._of(folder, files)
        # The house itself writes here, all of it sealed or its own: looked at by name.
        yield from (one for one in self._under(self.home) if SLIP in one[0])

    def _under(self, root: Path) -> Iterator[tuple[str, tuple[int, int]]]:
        for folder, folders, files in os.walk(root):
            if "node_modules" in folders:
                folders.remove("node_modules")
            yield from self._of(folder, files)

    @staticmethod
    def _of(folder: str, files: list[str]) -> Iterator[tuple[str, tuple[int, int]]]:
        for name in files:
            path = os.path.join(folder, name)
            with suppress(OSError):
                found = os.lstat(path)
                yield path, (found.st_mtime_ns, found.st_size)


def _carries_the_word(path: str) -> bool:
    """In its first megabyte. Not what cannot be read as a file: that may wait for ever."""
    if not os.path.isfile(path) or os.path.islink(path):
        return False
    try:
        with open(path, "rb") as file:
            return SLIP.encode() in file.read(1 << 20)
    except OSError:
        return False


class Glimpses(threading.Thread):
    """What lay for a moment in the folders for temporary files, where nothing of anybody's may ever lie in clear."""

    EVERY_SECONDS = 0.02

    def __init__(self, *folders: str) -> None:
        super().__init__(daemon=True)
        self._folders = folders
        self._known = set(self._names())
        self._ends = threading.Event()
        self.seen: dict[str, None] = {}
        self.looks = 0
        self.start()

    def run(self) -> None:
        while not self._ends.wait(self.EVERY_SECONDS):
            self.seen |= dict.fromkeys(name for name in self._names() if name not in self._known)
            self.looks += 1

    def stop(self) -> list[str]:
        self._ends.set()
        self.join(10)
        return list(self.seen)

    def _names(self) -> list[str]:
        return [os.path.join(folder, name) for folder in self._folders for name in os.listdir(folder)]
