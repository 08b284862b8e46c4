"""The proof must pass on the real box and fail on each box broken on purpose."""

import os
import shutil
import site
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from iapb.jobs.box import Box
from iapb.jobs.proof import PROOF, BoxLeaks, prove

ROOT = Path(__file__).parents[2]


class Changed(Box):
    """A box with one flag of its command line taken out or put in."""

    without: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    def command(self, code, filter_number):
        command = super().command(code, filter_number)
        for flag in self.without:
            command.remove(flag)
        place = command.index("--")
        return [*command[:place], *self.extra, *command[place:]]


class WithNetwork(Changed):
    without = ("--unshare-net",)


class WithProcesses(Changed):
    without = ("--unshare-pid",)


class WithWritableRoot(Changed):
    extra = ("--perms", "0777", "--tmpfs", "/libraries")


class WithHostFiles(Changed):
    extra = ("--ro-bind", "/etc", "/work/../etc")


class WithoutFilter(Changed):
    def command(self, code, filter_number):
        return super().command(code, None)


class WithEnvironment(Changed):
    extra = ("--setenv", "DATABASE_URL", "postgresql://")


def test_prove_when_the_box_holds_says_nothing(tmp_path: Path):
    prove([tmp_path, ROOT])


@pytest.mark.parametrize(
    ("broken", "leak"),
    [
        (WithNetwork, "namespace:net"),
        (WithProcesses, "namespace:pid"),
        (WithWritableRoot, "writable:/libraries"),
        (WithHostFiles, "file:/etc/passwd"),
        (WithoutFilter, "Seccomp"),
        (WithEnvironment, "environment:DATABASE_URL"),
    ],
)
def test_prove_when_one_wall_is_missing_refuses_and_names_it(broken, leak):
    with pytest.raises(BoxLeaks) as caught:
        prove(box=broken(replace(PROOF, memory=1 << 40)))
    assert leak in caught.value.leaks
    assert caught.value.sentence


def test_prove_when_a_secret_is_within_the_system_folder_refuses(tmp_path: Path):
    with pytest.raises(BoxLeaks) as caught:
        prove(["/usr/bin/env"])
    assert caught.value.leaks == ["file:/usr/bin/env"]


def test_prove_as_a_plain_user_holds_too():
    """The system's interpreter, since a plain user may not reach the one of these tests."""
    python = shutil.which("python3", path="/usr/bin")
    libraries = os.pathsep.join([str(ROOT), site.getsitepackages()[0]])
    plain = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run(
        [python, "-B", "-c", "from iapb.jobs.proof import prove; prove()"],
        env={"PYTHONPATH": libraries, "PATH": "/usr/bin:/bin"},
        cwd="/",
        capture_output=True,
        text=True,
        **plain,
    )
    assert (done.returncode, done.stderr) == (0, "")
