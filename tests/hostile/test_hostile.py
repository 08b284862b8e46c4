"""The corpus is large enough and always the same; a part of it goes the whole way. All of it: bin/drill hostile."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from iapb.local.services import ROOT
from tests.hostile import archives, enclosure
from tests.hostile.hostile import SLIP
from tests.hostile.lives import Lives, deaths_told, told
from tests.hostile.make_corpus import corpus, digest

SAMPLE = 40


def test_corpus_when_made_twice_then_the_same_and_no_name_stands_for_two() -> None:
    first, second = ([one for _family, one in corpus()] for _time in range(2))
    assert len(first) >= 150
    assert digest(first) == digest(second)
    assert [name for name, number in Counter((one.name, one.role) for one in first).items() if number > 1] == []


def test_corpus_then_every_finding_that_content_alone_can_give_is_in_it() -> None:
    from evidence.models import ItemFile

    told = {finding for _family, one in corpus() for finding in one.found}
    left_to_others = {"type_differs", "unknown_type", "malware", "too_slow"}
    assert told == set(ItemFile.Finding.values) - left_to_others


def test_lives_when_one_dies_then_seen_even_unburied_or_replaced() -> None:
    living, dying = (subprocess.Popen(["sleep", "60"]) for _one in range(2))
    lives = Lives({"living": [living.pid], "dying": [dying.pid]})
    assert lives.gone() == []
    dying.kill()
    until = time.monotonic() + 10
    while told(dying.pid)[0] != "Z" and time.monotonic() < until:
        time.sleep(0.01)
    assert lives.gone() == ["dying"]  # its parent has not asked for it yet
    dying.wait()
    assert lives.gone() == ["dying"]
    living.kill()
    living.wait()
    assert lives.gone() == ["living", "dying"]
    assert deaths_told("celery: Worker exited prematurely: signal 11 (SIGSEGV) Job: 3.")


def test_places_when_something_is_written_outside_then_found_by_name_by_place_or_by_its_words(tmp_path: Path) -> None:
    project, home, elsewhere = (tmp_path / name for name in ("project", "home", "elsewhere"))
    for folder in (project, home, elsewhere):
        folder.mkdir()
    victim = elsewhere / "profile"
    victim.write_text("export PATH\n")
    places = enclosure.Places(project, home, tmp_path)
    (elsewhere / "of another program").write_text("a log")
    (home / "sealed").write_text("sealed")
    assert places.touched() == ([], 1)
    with open(victim, "a") as file:
        file.write(archives.OUT.decode())
    (home / f"{SLIP}-up").write_text("out")
    (project / "new.py").write_text("")
    ours, others = places.touched()
    assert sorted(ours) == sorted(map(str, (victim, home / f"{SLIP}-up", project / "new.py")))
    assert others == 1


def test_glimpses_when_a_file_lies_there_for_a_moment_then_seen(tmp_path: Path) -> None:
    (tmp_path / "before").write_text("")
    glimpses = enclosure.Glimpses(str(tmp_path))
    passing = tmp_path / "passing"
    passing.write_text("a name")
    time.sleep(0.2)
    passing.unlink()
    assert glimpses.stop() == [str(passing)]


# It listens where the lures lead, and its house takes both processors.
@pytest.mark.alone
def test_hostile_when_sent_the_whole_way_then_nothing_leaves_nothing_dies_and_all_end_in_a_named_state() -> None:
    words = [sys.executable, "-m", "tests.drills", "hostile", "--count", str(SAMPLE)]
    # In a network of its own it counts what leaves, and tries first whether the count moves: the guard would refuse that.
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(words, cwd=ROOT, env=outside, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    print(done.stdout)
    ended = done.stdout.splitlines()[-1]
    counted = "0 packets out" if enclosure.possible() else "packets not counted"
    assert re.search(rf"hostile: {SAMPLE} files .*: {counted}", ended)
    assert "0 calls at the listener, 0 files outside, 0 deaths" in ended
    assert "0 faults" in ended
