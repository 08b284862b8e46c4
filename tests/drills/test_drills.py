"""A few rounds of the drills; races and mutations have theirs beside what they try. Full counts: bin/drill."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from iapb.local.services import ROOT
from tests.drills.__main__ import DRILLS
from tests.drills.sabotage import BREAKAGES


def drill(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "tests.drills", *words], cwd=ROOT, capture_output=True, text=True)


# Everything dies and starts again, and has seconds for it.
@pytest.mark.undisturbed
def test_kill_when_in_the_middle_of_everything_then_nothing_lost_and_nothing_twice() -> None:
    done = drill("kill", "--count", "12")
    assert done.returncode == 0, done.stdout + done.stderr
    print(done.stdout)


@pytest.mark.alone
@pytest.mark.parametrize("name", ["an approver who lost the role still counts", "the announced hash is not compared"])
def test_sabotage_when_a_line_is_broken_then_its_test_turns_red(name: str) -> None:
    """Two known ones, so that this test says the same each time. All of them: bin/drill sabotage."""
    done = drill("sabotage", "--count", "1", "--only", name)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "sabotage: 1 of 1" in done.stdout


def test_breakages_then_each_has_its_own_name_a_line_that_is_there_and_a_test() -> None:
    assert len(BREAKAGES) >= 40
    assert [name for name, number in Counter(one.name for one in BREAKAGES).items() if number > 1] == []
    for one in BREAKAGES:
        file, _, test = one.test.partition("::")
        assert Path(ROOT, one.file).read_text(encoding="utf-8").count(one.old) == 1, one.name
        assert f"def {test.partition('[')[0]}" in Path(ROOT, file).read_text(encoding="utf-8"), one.name


def test_drill_when_no_name_is_given_then_each_is_told_in_a_sentence() -> None:
    told = drill().stdout.splitlines()
    assert [line.split()[0] for line in told] == list(DRILLS)
    assert all(line.endswith(".") for line in told)
