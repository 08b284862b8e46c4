"""The corpus is large enough and always the same; a part of it goes the whole way. All of it: bin/drill hostile."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter

import pytest

from iapb.local.services import ROOT
from tests.hostile import enclosure
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


# It listens where the lures lead, and its house takes both processors.
@pytest.mark.alone
def test_hostile_when_sent_the_whole_way_then_nothing_leaves_nothing_dies_and_all_end_in_a_named_state() -> None:
    words = [sys.executable, "-m", "tests.drills", "hostile", "--count", str(SAMPLE)]
    # In a network of its own it counts what leaves, and tries first whether the count moves: the guard would refuse that.
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(words, cwd=ROOT, env=outside, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    print(done.stdout)
    told = done.stdout.splitlines()[-1]
    counted = "0 packets out" if enclosure.possible() else "packets not counted"
    assert re.search(rf"hostile: {SAMPLE} files .*: {counted}", told)
    assert "0 calls at the listener, 0 files outside, 0 deaths" in told
    assert "0 faults" in told
