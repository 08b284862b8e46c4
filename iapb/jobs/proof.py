"""The worker's proof, at start, that the box holds; without it no job is taken."""

import json
import os
import platform
import socket
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from iapb.jobs.box import INSIDE, Box, BoxError, Limits
from iapb.jobs.seccomp import ARCHITECTURES

NAMESPACES = ("net", "pid", "ipc", "uts", "mnt")
ALWAYS_FORBIDDEN = ("/etc/shadow", "/etc/passwd", "/root/.ssh", "/home", "/var", "/run", "/sys")
PROOF = Limits(seconds=20, cpu_seconds=10)


class BoxLeaks(BoxError):
    """`leaks` says what the probe reached, in short words for the operator."""

    sentence = _("The box does not hold on this machine, so files of others are not opened here.")

    def __init__(self, leaks: list[str]) -> None:
        super().__init__()
        self.leaks = leaks


def prove(forbidden: Iterable[str | Path] = (), box: Box | None = None) -> None:
    """Raises BoxLeaks, or another BoxError where the box does not even start.

    `forbidden` names what this installation must hide: the key root, the vault, the settings.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        order = {
            "forbidden": [*ALWAYS_FORBIDDEN, *map(str, forbidden)],
            "port": listener.getsockname()[1],
            "namespaces": {name: os.readlink(f"/proc/self/ns/{name}") for name in NAMESPACES},
            "filtered": platform.machine() in ARCHITECTURES,
        }
        box = box or Box(PROOF)
        result = box.python(INSIDE / "probe.py", json.dumps(order))
    leaks = json.loads(result.stdout)
    if leaks:
        raise BoxLeaks(leaks)
