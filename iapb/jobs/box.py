"""The box: what others sent is opened here and nowhere else.

One bubblewrap per call: no network, no other process, no file but the system's
programs and our own readers, nothing writable but a small memory file system, a
user who owns nothing, and limits on time, memory, disk, output and processes.
"""

import json
import os
import shutil
import signal
import site
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol, Self

from django.utils.translation import gettext_lazy as _

from iapb.jobs.parts import MIB, Parts
from iapb.jobs.seccomp import filter_program

NOBODY = 65534
STRANGERS = 2_000_000_000
PIECE = 64 * 1024
STDERR_KEPT = 64 * 1024
INSIDE = Path(__file__).parent / "inside"
LIBRARIES = "/libraries"
SCRIPTS = "/scripts"
MODULES = "/modules"
ASKED = INSIDE / "asked.py"
OUT_OF_MEMORY_WORDS = (b"MemoryError", b"bad_alloc", b"Cannot allocate memory", b"out of memory")
OUT_OF_DISK_WORDS = (b"No space left on device", b"File too large")

Input = bytes | BinaryIO | Iterable[bytes] | None


class Sink(Protocol):
    """Takes standard output as it comes; without one it is collected in the result."""

    def __call__(self, piece: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes and seconds. `disk` is the box's memory file system, the input included unless it stays outside.
    `file` is the length of the longest file where that may be more: one with a hole in it."""

    seconds: float = 120
    cpu_seconds: int = 120
    memory: int = 1024 * MIB
    disk: int = 512 * MIB
    output: int = 64 * MIB
    processes: int = 32
    file: int = 0


@dataclass(frozen=True, slots=True)
class BoxResult:
    stdout: bytes
    files: dict[str, bytes]
    peak_memory: int


class BoxError(Exception):
    """Carries the sentence a person reads. What the program printed is kept apart:
    it can quote the file, so it never becomes part of a message or a log."""

    sentence = _("The file could not be read.")

    def __init__(self, stderr: bytes = b"") -> None:
        super().__init__(type(self).__name__)
        self.stderr = stderr


class TooLong(BoxError):
    sentence = _("Reading the file took too long and was stopped. Try it in smaller parts.")


class TooLarge(BoxError):
    sentence = _("The file, or what it unpacks to, is too large to be read. Send it in smaller parts.")


class OutOfMemory(BoxError):
    sentence = _("Reading the file needed more memory than is allowed and was stopped.")


class Crashed(BoxError):
    sentence = _("The program that reads this kind of file failed on it. The file may be damaged.")


class BoxMissing(BoxError):
    sentence = _("The box is missing on this machine: install the package bubblewrap.")


REASONS: dict[str, type[BoxError]] = {
    "time": TooLong,
    "memory": OutOfMemory,
    "disk": TooLarge,
    "output": TooLarge,
}


@dataclass(frozen=True)
class Box:
    """Without limits of the caller's, those of `Limits` hold, or what an ability says it needs."""

    limits: Limits | None = None

    @property
    def allowed(self) -> Limits:
        return self.limits or Limits()

    def allowing(self, **needs: float) -> Self:
        """What an ability asks for its kind of file; a caller who gave limits has the last word."""
        return self if self.limits else replace(self, limits=Limits(**needs))

    def python(
        self,
        script: Path,
        *arguments: str,
        input: Input = None,
        outputs: Iterable[str] = (),
        sink: Sink | None = None,
        modules: Iterable[Path] = (),
        asking: bool = False,
    ) -> BoxResult:
        """Runs one of our own scripts; it finds the input at /work/input, writes to /work/out.

        It can import what lies in its own folder, the installed libraries, and `modules`. One that is `asking` opens
        its input through our module `asked`, so that a large one can stay outside.
        """
        argv = [_interpreter(), "-B", "-s", f"{SCRIPTS}/{script.name}", *arguments]
        code = (script.parent, ASKED, *modules)
        return self.run(argv, input, outputs, sink=sink, code=code, parts=Parts.of(input) if asking else None)

    def run(
        self,
        argv: list[str],
        input: Input = None,
        outputs: Iterable[str] = (),
        *,
        sink: Sink | None = None,
        code: tuple[Path, ...] = (),
        parts: Parts | None = None,
    ) -> BoxResult:
        """`outputs` are name patterns in /work/out. Raises a BoxError, or what `input` raised."""
        read_end, write_end = os.pipe()
        theirs = parts.theirs if parts else ()
        limits = replace(self.allowed, file=parts.size + MIB) if parts else self.allowed
        order = {
            "argv": argv,
            "input": input is not None and not parts,
            "outputs": list(outputs),
            "limits": asdict(limits),
            "answer": write_end,
            "asked": [*theirs, parts.size] if parts else [],
        }
        with _filter_file() as filter_number:
            kept = (write_end, *theirs, *((filter_number,) if filter_number else ()))
            try:
                process = subprocess.Popen(
                    [*self.command(code, filter_number), json.dumps(order)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    pass_fds=kept,
                    env={},
                    start_new_session=True,
                )
            except BaseException:
                os.close(read_end)
                if parts:
                    parts.close()
                raise
            finally:
                for number in (write_end, *theirs):
                    os.close(number)
        with process, os.fdopen(read_end, "rb") as answer:
            return _Conversation(process, answer, self.allowed, sink).hold(parts or input)

    def command(self, code: tuple[Path, ...], filter_number: int | None) -> list[str]:
        """The bubblewrap command line up to the launcher's argument."""
        bubblewrap = shutil.which("bwrap")
        if not bubblewrap:
            raise BoxMissing
        command = [bubblewrap, *self.isolation(), *_file_system(code, self.allowed.disk)]
        if filter_number:
            command += ["--seccomp", str(filter_number)]
        command.append("--")
        if os.geteuid() == 0:
            command += _become_nobody()
        return [*command, _interpreter(), "-I", "-S", "-B", "/box/launch.py"]

    def isolation(self) -> list[str]:
        flags = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
        flags += ["--unshare-cgroup-try", "--die-with-parent", "--new-session"]
        flags += ["--hostname", "box", "--cap-drop", "ALL", "--clearenv"]
        for name, value in _environment().items():
            flags += ["--setenv", name, value]
        if os.geteuid() == 0:
            # No user namespace: in one, our nobody would be the machine's root, whom the
            # limit on processes does not bind. The launcher gives these three up at once.
            for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
                flags += ["--cap-add", capability]
            return flags
        return ["--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY), *flags]


def _environment() -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": "/work",
        "TMPDIR": "/work/tmp",
        "LANG": "C.UTF-8",
        "PYTHONPATH": f"{LIBRARIES}:{MODULES}",
        "OMP_THREAD_LIMIT": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }


def _interpreter() -> str:
    return os.path.realpath(sys.executable)


def _become_nobody() -> list[str]:
    # A number of its own for each worker: the kernel counts processes per number.
    number = str(STRANGERS + os.getpid())
    drop = ["--clear-groups", "--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all"]
    return ["/usr/bin/setpriv", "--reuid", number, "--regid", number, *drop, "--no-new-privs"]


def _file_system(code: tuple[Path, ...], disk: int) -> list[str]:
    flags = ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        if os.path.islink(f"/{name}"):
            flags += ["--symlink", f"usr/{name}", f"/{name}"]
        else:
            flags += ["--ro-bind-try", f"/{name}", f"/{name}"]
    flags += _open_directories("/etc")
    for path in ("/etc/alternatives", "/etc/ld.so.cache", "/etc/fonts"):
        flags += ["--ro-bind-try", path, path]
    if not sys.base_prefix.startswith("/usr"):
        flags += _open_directories(*reversed(Path(sys.base_prefix).parents[:-1]))
        flags += ["--ro-bind", sys.base_prefix, sys.base_prefix]
    flags += ["--ro-bind", site.getsitepackages()[0], LIBRARIES]
    flags += ["--ro-bind", str(INSIDE), "/box"]
    if code:
        scripts, *modules = code
        flags += ["--ro-bind", str(scripts), SCRIPTS, *_open_directories(MODULES)]
        for module in modules:
            flags += ["--ro-bind", str(module), f"{MODULES}/{module.name}"]
    flags += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    flags += ["--perms", "0777", "--size", str(disk), "--tmpfs", "/work"]
    return [*flags, "--chdir", "/work", "--remount-ro", "/"]


def _open_directories(*paths: str | Path) -> list[str]:
    # Parents that bubblewrap makes by itself are closed to the box's user.
    return [flag for path in paths for flag in ("--perms", "0755", "--dir", str(path))]


class _filter_file:
    """A memory file with the system-call filter; None on a machine it is not known for."""

    def __enter__(self) -> int | None:
        program = filter_program()
        self.number = os.memfd_create("filter", 0) if program else None
        if program and self.number is not None:
            os.write(self.number, program)
            os.lseek(self.number, 0, os.SEEK_SET)
        return self.number

    def __exit__(self, *_exception: object) -> None:
        if self.number is not None:
            os.close(self.number)


class _Conversation:
    """Feeds the box and hears it out, each stream in a thread of its own."""

    def __init__(self, process: subprocess.Popen, answer: BinaryIO, limits: Limits, sink: Sink | None) -> None:
        self.process, self.answer, self.limits = process, answer, limits
        self.sink = sink or self._collect
        self.stdout, self.stderr = bytearray(), bytearray()
        self.files: dict[str, bytes] = {}
        self.report: dict = {}
        self.failure: BaseException | None = None

    def hold(self, input: Input | Parts) -> BoxResult:
        others = (self._hear_stderr, self._hear_answer, lambda: self._feed(input))
        threads = [threading.Thread(target=self._guard, args=(task,)) for task in others]
        threads.append(threading.Timer(self.limits.seconds, self._fail, [TooLong()]))
        for thread in threads:
            thread.daemon = True
            thread.start()
        try:
            # Here and not in a thread: a sink speaks its caller's language and uses its connection.
            self._guard(self._hear_stdout)
            self.process.wait()
        except BaseException:
            self._kill()
            raise
        finally:
            threads.pop().cancel()
        for thread in threads:
            thread.join()
        return self._result()

    def _guard(self, task: Callable[[], None]) -> None:
        try:
            task()
        except BaseException as failure:  # carried to the caller's thread by _result
            self._fail(failure)

    def _fail(self, failure: BaseException) -> None:
        self.failure = self.failure or failure
        self._kill()

    def _kill(self) -> None:
        # Bubblewrap's death takes the whole process namespace with it.
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def _feed(self, input: Input | Parts) -> None:
        assert self.process.stdin
        if isinstance(input, Parts):
            self.process.stdin.close()
            input.give()
            return
        with suppress(BrokenPipeError), self.process.stdin as target:
            for piece in _pieces(input):
                target.write(piece)

    def _collect(self, piece: bytes) -> None:
        self.stdout += piece

    def _hear_stdout(self) -> None:
        assert self.process.stdout
        heard = 0
        while piece := os.read(self.process.stdout.fileno(), PIECE):
            heard += len(piece)
            if heard > self.limits.output:
                raise TooLarge
            self.sink(piece)

    def _hear_stderr(self) -> None:
        assert self.process.stderr
        while piece := os.read(self.process.stderr.fileno(), PIECE):
            self.stderr += piece
            del self.stderr[:-STDERR_KEPT]

    def _hear_answer(self) -> None:
        left = self.limits.output
        while length := self.answer.read(2):
            name = self.answer.read(int.from_bytes(length, "big")).decode()
            size = int.from_bytes(self.answer.read(8), "big")
            if size > left + PIECE:
                raise TooLarge
            left -= size
            content = self.answer.read(size)
            if name:
                self.files[name] = content
            else:
                self.report = json.loads(content)

    def _result(self) -> BoxResult:
        stderr = bytes(self.stderr)
        if self.failure:
            if isinstance(self.failure, BoxError):
                self.failure.stderr = stderr
            raise self.failure
        if reason := self.report.get("reason"):
            raise REASONS[reason](stderr)
        if self.report.get("code") != 0:
            raise _cause(stderr)(stderr)
        return BoxResult(bytes(self.stdout), self.files, self.report["peak"])


def _cause(stderr: bytes) -> type[BoxError]:
    if any(word in stderr for word in OUT_OF_MEMORY_WORDS):
        return OutOfMemory
    if any(word in stderr for word in OUT_OF_DISK_WORDS):
        return TooLarge
    return Crashed


def _pieces(input: Input) -> Iterator[bytes]:
    if input is None:
        return
    if isinstance(input, bytes):
        yield input
    elif hasattr(input, "read"):
        while piece := input.read(PIECE):
            yield piece
    else:
        yield from input
