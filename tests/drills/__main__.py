"""`python -m tests.drills NAME [--count N]` on throw-away services. The log of a full run goes to docs/measured."""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys

from iapb.local.services import ROOT, throw_away

DRILLS = ("sabotage", "kill", "races", "mutate")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/drill", description=__doc__)
    parser.add_argument("name", choices=DRILLS)
    parser.add_argument("--count", type=int, default=0, help="rounds; 0: the drill's full count")
    parser.add_argument("--only", default="", help="only cases whose name contains this")
    chosen = parser.parse_args()
    drill = importlib.import_module(f"tests.drills.{chosen.name}")
    with throw_away() as (_, environment):
        for command in (["make_roles"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            words = [sys.executable, "manage.py", *command]
            subprocess.run(words, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        return drill.run(environment, chosen.count, chosen.only)


if __name__ == "__main__":
    sys.exit(main())
