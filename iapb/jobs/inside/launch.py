"""First program inside the box: takes the input, sets the limits, runs one command.

Runs on the bare interpreter and imports nothing of ours. Its one argument is JSON;
its answer goes, framed, to a file descriptor that the command never sees:
name length, name, size, bytes for each output; a frame without name is the report.
The host treats every frame as hostile all the same.
"""

import ctypes
import fnmatch
import json
import os
import resource
import signal
import stat
import subprocess
import sys
import threading
import time

WORK = "/work"
OUT = "/work/out"
INPUT = "/work/input"
PIECE = 1 << 20
WATCH_SECONDS = 0.05
SET_DUMPABLE = 4
PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    order = json.loads(sys.argv[1])
    # Undumpable: the command, of the same user, can open nothing of ours through /proc.
    ctypes.CDLL(None).prctl(SET_DUMPABLE, 0, 0, 0, 0)
    os.makedirs(OUT, exist_ok=True)
    os.makedirs("/work/tmp", exist_ok=True)
    answer = os.fdopen(order["answer"], "wb")
    os.set_inheritable(answer.fileno(), False)
    report = take_input() if order["input"] else {}
    if not report:
        report = run(order)
    if not report.get("reason"):
        report |= send_outputs(answer, order)
    send(answer, "", json.dumps(report).encode())


def take_input() -> dict:
    """Everything on standard input into the box's own memory file system."""
    try:
        with open(INPUT, "wb") as target:
            while piece := sys.stdin.buffer.read(PIECE):
                target.write(piece)
    except OSError:
        return {"reason": "disk"}
    return {}


def run(order: dict) -> dict:
    limits = order["limits"]
    asked = order["asked"]  # pipes over which parts of a large input are had, and its size
    command = subprocess.Popen(
        order["argv"],
        stdin=subprocess.DEVNULL,
        cwd=WORK,
        env={**os.environ, "BOX_INPUT": ":".join(map(str, asked))} if asked else None,
        pass_fds=asked[:2],
        preexec_fn=lambda: restrict(limits),
    )
    for number in asked[:2]:
        os.close(number)
    watch = Watch(command, limits["memory"])
    watch.start()
    code = command.wait()
    watch.done.set()
    watch.join()
    return {"code": code, "peak": watch.peak, "reason": reason(code, watch)}


def restrict(limits: dict) -> None:
    for what, value in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, max(limits["disk"], limits["file"])),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (value, value + (what == resource.RLIMIT_CPU)))


class Watch(threading.Thread):
    """Adds up the memory of all processes: the address-space limit holds for one only."""

    def __init__(self, command: subprocess.Popen, limit: int) -> None:
        super().__init__(daemon=True)
        self.command, self.limit = command, limit
        self.peak, self.over, self.full = 0, False, False
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(WATCH_SECONDS):
            self.peak = max(self.peak, memory_of_all())
            self.full = self.full or os.statvfs(WORK).f_bavail == 0
            if self.peak > self.limit:
                self.over = True
                self.command.kill()
                return


def memory_of_all() -> int:
    total = 0
    own = {1, os.getpid()}
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) not in own:
            try:
                with open(f"/proc/{name}/statm") as statm:
                    total += int(statm.read().split()[1]) * PAGE
            except (OSError, IndexError):
                continue
    return total


def reason(code: int, watch: Watch) -> str:
    if watch.over:
        return "memory"
    if code == -signal.SIGXCPU:
        return "time"
    if code == -signal.SIGXFSZ or (code and (watch.full or disk_is_full())):
        return "disk"
    return ""


def disk_is_full() -> bool:
    return os.statvfs(WORK).f_bavail == 0


def send_outputs(answer, order: dict) -> dict:
    left = order["limits"]["output"]
    deadline = time.monotonic() + order["limits"]["cpu_seconds"]
    for name in sorted(os.listdir(OUT)):
        if not any(fnmatch.fnmatchcase(name, pattern) for pattern in order["outputs"]):
            continue
        content = read_regular(os.path.join(OUT, name), left)
        if content is None or time.monotonic() > deadline:
            return {"reason": "output"}
        left -= len(content)
        send(answer, name, content)
    return {}


def read_regular(path: str, limit: int) -> bytes | None:
    """None when it is larger than what may still leave; links and devices count as empty."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    with os.fdopen(number, "rb") as source:
        what = os.fstat(number)
        if not stat.S_ISREG(what.st_mode):
            return b""
        return None if what.st_size > limit else source.read(limit)


def send(answer, name: str, content: bytes) -> None:
    label = name.encode()
    answer.write(len(label).to_bytes(2, "big") + label + len(content).to_bytes(8, "big"))
    answer.write(content)
    answer.flush()


if __name__ == "__main__":
    main()
