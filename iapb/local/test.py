"""Runs the tests on throw-away services. Tests log in as the web role."""

from __future__ import annotations

import os
import subprocess
import sys

from iapb.local.services import ROOT, throw_away


def main(words: list[str]) -> int:
    with throw_away() as (_, environment):
        for command in (["make_roles"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            words_of = [sys.executable, "manage.py", *command]
            subprocess.run(words_of, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        workers = os.environ.get("TEST_WORKERS", "2")
        parallel = [] if any(word.startswith("-n") for word in words) else ["-n", workers, "--dist", "loadgroup"]
        return subprocess.run([sys.executable, "-m", "pytest", *parallel, *words], cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
