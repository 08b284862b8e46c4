"""The real box against programs that want out, or that never end."""

import io
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from django.utils import translation

from iapb.jobs.box import (
    MIB,
    Box,
    BoxError,
    Crashed,
    Limits,
    OutOfMemory,
    TooLarge,
    TooLong,
)

QUICK = Limits(seconds=10, cpu_seconds=5, memory=256 * MIB, disk=8 * MIB, output=4 * MIB)


def quick(**changes: float) -> Box:
    values = {name: getattr(QUICK, name) for name in Limits.__slots__} | changes
    return Box(Limits(**values))


def shell(command: str, box: Box | None = None, **rest: object):
    return (box or quick()).run(["/bin/bash", "-c", command], **rest)


def test_run_with_bytes_gives_outputs_and_nothing_else():
    result = shell("rev input > out/a.txt; cp input out/b.bin", input=b"abc\n", outputs=["*.txt"])
    assert result.files == {"a.txt": b"cba\n"}
    assert result.stdout == b""


@pytest.mark.parametrize("make", [io.BytesIO, lambda data: [data[:7], data[7:]]])
def test_run_with_a_stream_hands_over_every_byte(make):
    data = os.urandom(3 * MIB)
    assert shell("cat input", input=make(data)).stdout == data


def test_run_when_the_input_breaks_raises_what_broke():
    def broken():
        yield b"first"
        raise OSError("the sealed file is damaged")

    with pytest.raises(OSError, match="damaged"):
        shell("cat input", input=broken())


def test_run_with_a_sink_streams_standard_output():
    heard = []
    result = shell("head -c 200000 /dev/zero", sink=heard.append)
    assert (sum(map(len, heard)), result.stdout) == (200_000, b"")


@pytest.mark.parametrize(
    ("command", "changes", "error"),
    [
        ("while :; do :; done", {"cpu_seconds": 1}, TooLong),
        ("sleep 60", {"seconds": 1}, TooLong),
        ("trap '' TERM INT HUP; while :; do sleep 1; done", {"seconds": 1}, TooLong),
        ("python3 -c 'bytearray(1 << 33)'", {}, OutOfMemory),
        ("yes", {}, TooLarge),
        ("yes > /work/filled", {}, TooLarge),
        ("head -c 6000000 /dev/zero > out/large", {}, TooLarge),
        ("mkdir out/d; ln -s /dev/zero out/e; false", {}, Crashed),
        ("kill -SEGV $$", {}, Crashed),
        ("cat /etc/shadow", {}, Crashed),
        ("exec 3<>/dev/tcp/127.0.0.1/1", {}, Crashed),
    ],
)
def test_run_of_a_hostile_program_ends_in_its_typed_error(command, changes, error):
    with pytest.raises(error) as caught:
        shell(command, quick(**changes), outputs=["*"])
    assert type(caught.value) is error
    assert caught.value.sentence


def test_run_when_many_processes_share_the_hog_still_counts_their_sum():
    hog = "import time; x = bytearray(90 << 20); time.sleep(30)"
    with pytest.raises(OutOfMemory):
        shell(f"for i in 1 2 3 4; do python3 -c '{hog}' & done; wait")


def test_run_of_a_fork_bomb_is_bounded_and_leaves_no_process():
    before = _processes()
    with pytest.raises(BoxError):
        shell("bomb() { bomb | bomb & }; bomb; sleep 30", quick(seconds=2))
    time.sleep(0.2)
    assert _processes() - before == set()


def test_run_of_a_thread_bomb_is_bounded():
    code = (
        "import threading, time\n"
        "threading.stack_size(32768)\n"
        "for i in range(1000): threading.Thread(target=time.sleep, args=(9,), daemon=True).start()"
    )
    with pytest.raises(Crashed) as caught:
        quick().run(["/usr/bin/python3", "-c", code])
    assert b"can't start new thread" in caught.value.stderr


def test_run_when_it_ends_takes_background_processes_with_it():
    marker = f"{os.getpid()}.5"
    shell(f"nohup sleep {marker} >/dev/null 2>&1 & sleep 0.1")
    time.sleep(0.1)
    assert not [line for line in _command_lines() if marker in line]


def test_run_cannot_reach_a_listener_of_the_host(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        code = f"import socket; socket.create_connection(('127.0.0.1', {listener.getsockname()[1]}))"
        with pytest.raises(Crashed) as caught:
            quick().run(["/usr/bin/python3", "-c", code])
    assert b"Operation not permitted" in caught.value.stderr


def test_run_cannot_read_a_file_of_the_host(tmp_path: Path):
    secret = tmp_path / "root.key"
    secret.write_text("key")
    result = shell(f"cat {secret} || ls {tmp_path} || ls /home || ls /var || echo nothing")
    assert result.stdout == b"nothing\n"


def test_run_cannot_ask_the_kernel_for_more():
    code = (
        "import ctypes, os\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "calls = {'ptrace': (0, 0, 0, 0), 'unshare': (0x10000000,), 'setns': (0, 0),\n"
        "         'mount': (b'x', b'/work', b'tmpfs', 0, None), 'chroot': (b'/work',)}\n"
        "for name, arguments in calls.items():\n"
        "    answer = getattr(libc, name)(*arguments)\n"
        "    print(name, answer, ctypes.get_errno())\n"
    )
    lines = quick().run(["/usr/bin/python3", "-c", code]).stdout.decode().splitlines()
    assert len(lines) == 5
    assert all(line.endswith(" -1 1") for line in lines)


def test_run_cannot_forge_its_own_report():
    # The command looks for the launcher's answer file among all open files it can see.
    code = (
        "for p in /proc/[0-9]*; do for f in $p/fd/*; do "
        'case "$(readlink $f)" in pipe*) echo forged >> $f;; esac; done; done 2>/dev/null; false'
    )
    with pytest.raises(Crashed):
        shell(code)


def test_error_text_never_quotes_what_the_program_printed():
    with pytest.raises(Crashed) as caught:
        shell("echo 'Alena from Minsk' >&2; false")
    assert b"Alena" in caught.value.stderr
    assert "Alena" not in f"{caught.value} {caught.value!r} {caught.value.sentence!s}"


def _processes() -> set[str]:
    return {line for line in _command_lines() if "bomb" in line}


def _command_lines() -> list[str]:
    lines = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            lines.append((folder / "cmdline").read_bytes().decode(errors="replace"))
        except OSError:
            continue
    return lines


def test_allowing_when_the_caller_gave_limits_then_theirs_hold():
    needs = {"seconds": 900, "memory": 2048 * MIB}
    assert Box().allowing(**needs).allowed == Limits(seconds=900, memory=2048 * MIB)
    assert Box(QUICK).allowing(**needs).allowed == QUICK


def test_run_with_a_sink_then_it_speaks_the_callers_language():
    heard = []
    with translation.override("ru"):
        shell("echo x", sink=lambda piece: heard.append(translation.get_language()))
    assert heard == ["ru"]


ASKS = """
import os, sys
import asked
with asked.stream() as content:
    content.seek(-10, os.SEEK_END)
    sys.stdout.buffer.write(content.read())
    content.seek(1 << 30)
    sys.stdout.buffer.write(content.read(5) + str(os.path.exists("/work/input")).encode())
"""
RUDE = """
import os
asking, given, size = map(int, os.environ["BOX_INPUT"].split(":"))
for place, length in ((size - 2, 1 << 40), (1 << 62, 100), (0, 0)):
    os.write(asking, place.to_bytes(8, "big") + length.to_bytes(8, "big"))
    told = int.from_bytes(os.read(given, 8), "big")
    print(told, len(os.read(given, told)) if told else 0)
"""


def inside(folder: Path, text: str) -> Path:
    """Where the box's user may read it: pytest's own folder is closed to others."""
    (folder / "scripts").mkdir()
    script = folder / "scripts" / "script.py"
    script.write_text(text)
    return script


@pytest.fixture
def large(tmp_path: Path) -> Iterator[BinaryIO]:
    """Four GiB, nearly all of it a hole: more than any box may hold."""
    path = tmp_path / "large"
    with open(path, "wb") as target:
        target.seek(1 << 30)
        target.write(b"inner")
        target.seek((4 << 30) - 10)
        target.write(b"the ending")
    with open(path, "rb") as source:
        yield source


def test_input_when_large_then_it_stays_outside_and_its_parts_are_read(large: BinaryIO, tmp_path: Path) -> None:
    script = inside(tmp_path, ASKS)
    assert quick().python(script, input=large, asking=True).stdout == b"the endinginnerFalse"


def test_input_when_asked_for_what_is_not_in_it_then_nothing_is_given(large: BinaryIO, tmp_path: Path) -> None:
    script = inside(tmp_path, RUDE)
    assert quick().python(script, input=large, asking=True).stdout == b"2 2\n0 0\n0 0\n"


def test_ends_when_the_input_stays_outside_then_a_path_with_a_hole(large: BinaryIO, tmp_path: Path) -> None:
    script = inside(
        tmp_path,
        "import asked, os, sys\npath = asked.ends(1000, 1000)\n"
        "with open(path, 'rb') as one:\n    one.seek(-10, 2)\n    print(os.path.getsize(path), one.read())\n",
    )
    assert quick().python(script, input=large, asking=True).stdout == f"{4 << 30} {b'the ending'!r}\n".encode()


def test_input_when_its_parts_cannot_be_read_then_what_broke_is_told(large: BinaryIO, tmp_path: Path) -> None:
    class Broken(io.RawIOBase):
        def seekable(self) -> bool:
            return True

        def tell(self) -> int:
            return 0

        def seek(self, offset: int, whence: int = 0) -> int:
            return 4 << 30

        def read(self, size: int = -1) -> bytes:
            raise ValueError("damaged")

    script = inside(tmp_path, ASKS)
    with pytest.raises(ValueError, match="damaged"):
        quick().python(script, input=Broken(), asking=True)  # type: ignore[arg-type]


def test_input_when_small_then_in_the_box_all_the_same(tmp_path: Path) -> None:
    script = inside(tmp_path, "import asked\nwith asked.stream() as one:\n    print(asked.source(), one.read())\n")
    told = quick().python(script, input=io.BytesIO(b"words"), asking=True).stdout
    assert told == b"/work/input b'words'\n"
