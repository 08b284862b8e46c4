"""Runs the tests on throw-away services. Tests log in as the web role."""

from __future__ import annotations

import os
import subprocess
import sys

from iapb.local import pages
from iapb.local import words as catalogues
from iapb.local.services import ROOT, throw_away


def main(words: list[str]) -> int:
    catalogues.compile_all()
    pages.copy()
    with throw_away() as (_, environment):
        # Migrated once: each process of the tests begins with a copy.
        for command in (
            ["make_roles"],
            ["migrate", "--verbosity", "0"],
            ["collectstatic", "--noinput", "--verbosity", "0"],
        ):
            words_of = [sys.executable, "manage.py", *command]
            subprocess.run(words_of, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        environment = {**environment, "TEST_TEMPLATE_DATABASE": "iapb"}
        pytest = [sys.executable, "-m", "pytest", *words]
        if any(word.startswith("-n") for word in words):
            return subprocess.run(pytest, cwd=ROOT, env=environment).returncode
        # Some look at what the whole cluster does, so nothing else may run beside them.
        workers = os.environ.get("TEST_WORKERS", "2")
        beside = ["-n", workers, "--dist", "loadgroup", "-m", "not alone"]
        codes = [
            subprocess.run([*pytest, *parallel], cwd=ROOT, env=environment).returncode
            for parallel in (["-n", "0", "-m", "alone"], beside)
        ]
        # 5: none of the chosen tests is of that kind.
        return next((code for code in codes if code not in (0, 5)), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
