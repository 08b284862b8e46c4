"""The worker's proof, at start, that the box holds; without it no job is taken."""

import json
import logging
import os
import platform
import socket
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from iapb.jobs.box import INSIDE, Box, BoxError, Limits
from iapb.jobs.seccomp import ARCHITECTURES

log = logging.getLogger(__name__)
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


def hidden_here() -> list[Path]:
    """What this installation must hide from the box: keys, vault, secrets, the settings' home."""
    return [settings.KEY_ROOT, settings.VAULT_ROOT, settings.SECRETS, settings.IAPB_HOME, settings.LEDGER_STATE]


@cache
def unproven() -> BoxError | None:
    """Why files of others are not opened in this process; None where the box was proved. Asked once."""
    try:
        prove(hidden_here())
    except BoxError as problem:
        log.error("the box is refused: %s %s", type(problem).__name__, " ".join(getattr(problem, "leaks", [])))
        return problem
    return None
