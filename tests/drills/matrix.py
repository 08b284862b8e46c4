"""Every route with every method, asker and owner: what the test run takes in turns, here in full."""

from __future__ import annotations

import os
import subprocess
import sys

from iapb.local.services import ROOT


def run(environment: dict[str, str], count: int, only: str = "") -> int:
    """`count` is without meaning here: there is one full count. `only`: a word in the name of the tests."""
    words = ["tests/matrix", "-rP", *(["-k", only] if only else [])]
    whole = {**os.environ, "IAPB_MATRIX_WHOLE": "1"}
    return subprocess.run([sys.executable, "-m", "iapb.local.test", *words], cwd=ROOT, env=whole).returncode
