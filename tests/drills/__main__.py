"""`python -m tests.drills NAME [--count N]` on throw-away services. Without a name: what there is.

The log of a full run goes to docs/measured.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys

from iapb.local.services import ROOT, throw_away

DRILLS = {
    "kill": "Processes die, Valkey forgets and the disk is full in the middle of work: nothing is lost, nothing twice.",
    "sabotage": "One line at a time is broken in a copy of the tree: a named test must turn red.",
    "races": "Twenty people approve, withdraw and release at the same moment: nothing leaves that was taken back.",
    "hostile": "Files made to do harm go the whole way: nothing leaves, nothing dies, each ends in a named state.",
    "matrix": "Every address is asked in every way by everybody for everybody's things: as the table says.",
    "upload": "2 GB by two public clients over a line that is cut 20 times, to a server that is killed 5 times.",
    "long": "Two hours of sound and 30,000 segments, whose worker is killed between parts: no part is made twice.",
    "mutate": "Sealed files are damaged in every way: none may open, and nothing unverified may be released.",
}
# Its services die, live in a network of their own, or are the test run's.
OWN_HOUSE = {"kill", "hostile", "upload", "matrix", "long"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/drill", description=__doc__)
    parser.add_argument("name", nargs="?", choices=DRILLS)
    parser.add_argument("--count", type=int, default=0, help="rounds; 0: the drill's full count")
    parser.add_argument("--only", default="", help="only cases whose name contains this")
    chosen = parser.parse_args()
    if chosen.name is None:
        for name, sentence in DRILLS.items():
            print(f"{name:10} {sentence}")
        return 0
    drill = importlib.import_module(f"tests.drills.{chosen.name}")
    if chosen.name in OWN_HOUSE:
        return int(drill.run({}, chosen.count, chosen.only))
    with throw_away(migrate=True) as (_, environment):
        words = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(words, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        return int(drill.run({**environment, "TEST_TEMPLATE_DATABASE": "iapb"}, chosen.count, chosen.only))


if __name__ == "__main__":
    sys.exit(main())
