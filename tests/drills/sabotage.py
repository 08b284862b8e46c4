"""Breaks one line at a time and demands that a named test turns red.

Each breakage is made in a copy of the tree. A breakage whose line is gone, or whose test
stays green, counts as failed, and so does the drill when a named test is red before
anything is broken: a drill must not rot in silence.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.coding.breakages import BREAKAGES as CODING
from tests.coding.breakages_of_care import BREAKAGES as CARE
from tests.coding.breakages_of_corroboration import BREAKAGES as CORROBORATION
from tests.coding.breakages_of_handing_on import BREAKAGES as HANDING_ON
from tests.coding.breakages_of_talk import BREAKAGES as TALK
from tests.custody.breakages import BREAKAGES as VAULT
from tests.disclosures.breakages import BREAKAGES as DESK
from tests.drills.breakages import BREAKAGES as HOUSE
from tests.drills.breakages import Breakage
from tests.interviews.breakages import BREAKAGES as INTAKE
from tests.jobs.breakages import BREAKAGES as WORK
from tests.packages.breakages import BREAKAGES as PACKAGES
from tests.xss.breakages import BREAKAGES as SCRIPT

ROOT = Path(__file__).resolve().parents[2]
BREAKAGES = [
    *HOUSE,
    *VAULT,
    *DESK,
    *WORK,
    *PACKAGES,
    *INTAKE,
    *SCRIPT,
    *CODING,
    *CARE,
    *CORROBORATION,
    *HANDING_ON,
    *TALK,
]
KEPT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", ".iapb", "__pycache__", "vendor", "staticfiles")


@dataclass
class Outcome:
    breakage: Breakage
    red: bool
    note: str = ""


def run(environment: dict[str, str], count: int, only: str = "") -> int:
    chosen = [breakage for breakage in BREAKAGES if only in breakage.name]
    if count:
        chosen = random.SystemRandom().sample(chosen, min(count, len(chosen)))
    with tempfile.TemporaryDirectory(prefix="iapb-sabotage-", dir="/var/tmp") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=KEPT_OUT)
        shutil.copytree(ROOT / "static" / "vendor", tree / "static" / "vendor")
        (tree / "node_modules").symlink_to(ROOT / "node_modules")
        if not count and not _green(tree, environment, chosen):
            return 1
        outcomes = [_try(tree, breakage, environment) for breakage in chosen]
    red = sum(outcome.red for outcome in outcomes)
    print(f"sabotage: {red} of {len(outcomes)} breakages turned a named test red")
    return 0 if red == len(outcomes) else 1


def _green(tree: Path, environment: dict[str, str], chosen: list[Breakage]) -> bool:
    """Before anything is broken. A sample goes without: it runs among all tests."""
    before = _test(tree, environment, *dict.fromkeys(breakage.test for breakage in chosen))
    print(before.stdout.splitlines()[-1] if before.returncode == 0 else before.stdout[-3000:], flush=True)
    if before.returncode:
        print("sabotage: the named tests are not green before anything is broken")
    return before.returncode == 0


def _try(tree: Path, breakage: Breakage, environment: dict[str, str]) -> Outcome:
    file = tree / breakage.file
    whole = file.read_text(encoding="utf-8")
    if whole.count(breakage.old) != 1:
        outcome = Outcome(breakage, False, f"its line stands {whole.count(breakage.old)} times in {breakage.file}")
    else:
        file.write_text(whole.replace(breakage.old, breakage.new), encoding="utf-8")
        _serve(tree, breakage, environment)
        try:
            # A broken migration needs a database of its own, built with the broken line.
            broken_schema = "migrations/" in breakage.file
            base = {"TEST_TEMPLATE_DATABASE": ""} if broken_schema else {"TEST_BASE_DATABASE": "iapb"}
            code = _test(tree, {**environment, **base}, breakage.test).returncode
        finally:
            file.write_text(whole, encoding="utf-8")
            _serve(tree, breakage, environment)
        # 1: tests ran and failed. Anything else (nothing collected, wrong name) is no proof.
        outcome = Outcome(breakage, code == 1, "" if code == 1 else f"the runner ended with {code}")
    print(f"{'red  ' if outcome.red else 'GREEN'} {breakage.name}  {outcome.note}", flush=True)
    return outcome


def _serve(tree: Path, breakage: Breakage, environment: dict[str, str]) -> None:
    """Browsers are given what was collected, not what lies in the tree."""
    if breakage.file.startswith("static/"):
        words = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(words, cwd=tree, env=environment, check=True, stdout=subprocess.DEVNULL)


def _test(tree: Path, environment: dict[str, str], *tests: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:randomly", "-n0", *tests]
    return subprocess.run(words, cwd=tree, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
