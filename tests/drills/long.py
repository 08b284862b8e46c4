"""`bin/drill long`: two hours of sound and two texts of 15,000 segments, whose worker is killed now and then.

`--count` is minutes of sound (120) and, in each text, 125 segments for each: of more than 20,000 none is
taken in. A part that was kept before a kill must be the same row afterwards, and every part must be made
exactly once; all end whole, with words, times and confidences. Printed are the seconds of work for each of
sound, and the most memory a worker took.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from iapb.language import installing
from tests.drills.house import House, children_of
from tests.drills.kill import TURNS, _Case
from tests.drills.sending import Sending

MINUTES, SEGMENTS_A_MINUTE, KILLS = 120, 125, 4
PATIENCE_SECONDS = 6 * 3600
STOPPED = "select kind, error from jobs_job where state in ('failed', 'cannot_run')"


@dataclass
class Watched:
    """One job, by the parts of it that were seen."""

    kind: str
    parts: dict[int, int] = field(default_factory=dict)  # number and row
    kills: int = 0
    shown: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    began: float = 0.0
    seconds: float = 0.0
    memory: float = 0.0  # MiB


def run(environment: dict[str, str], count: int, only: str = "") -> int:
    """`only`: transcribe or translate."""
    minutes, seed = count or MINUTES, int(os.environ.get("SEED") or secrets.randbits(32))
    print(f"seed {seed}, {minutes} minutes", flush=True)
    home = Path(tempfile.mkdtemp(prefix="iapb-long-", dir="/var/tmp"))
    home.chmod(0o711)
    house = House(home)
    try:
        house.start()
        done = list(_play(house, minutes, Random(seed), only))
    finally:
        house.stop()
        shutil.rmtree(home, ignore_errors=True)
    for watched in done:
        for fault in watched.faults:
            print("FAULT", fault)
    return int(any(watched.faults for watched in done))


def _play(house: House, minutes: int, chance: Random, only: str) -> Iterator[Watched]:
    case = _Case(house)
    if only in "transcribe":
        yield _spoken(house, case, minutes, chance)
    if only in "translate":
        for _text in range(2):
            yield _written(house, case, minutes * SEGMENTS_A_MINUTE, chance)


def _spoken(house: House, case: Any, minutes: int, chance: Random) -> Watched:
    from disclosures.demonstration.render import long
    from tests.language.sounds import english_model

    brought = english_model(house.home / "brought")
    installing.install(brought, house.home / "models")
    recording = long.record(minutes * 60, seed=chance.randrange(1000))
    print(f"{recording.seconds:.0f} s of speech, {recording.words} words, {len(recording.audio) >> 20} MiB", flush=True)
    interview, _document = case.items()
    watched = _watch(house, case, Sending(interview, recording.audio, "recording_audio", "en", "rec.ogg"),
                     "transcribe", chance)  # fmt: skip
    layer = _layer(case, interview, "transcript")
    words = [word for segment in layer["extra"]["words"] for word in segment]
    marked = [segment for segment in layer["segments"] if segment.get("doubt")]
    watched.faults += _odd(words)
    heard = len(words) / recording.words
    if not 0.7 < heard < 1.2:
        watched.faults.append(f"{len(words)} words of {recording.words} spoken")
    took = watched.seconds
    print(
        f"transcribe: {took:.0f} s for {recording.seconds:.0f} s of sound, {took / recording.seconds:.3f} s/s; "
        f"{watched.kills} kills, {len(watched.parts)} parts, each made once; "
        f"{len(layer['segments'])} segments, {len(marked)} marked doubtful; "
        f"{len(words)} words with time and confidence ({heard:.2f} of those spoken); "
        f"worker {watched.memory:.0f} MiB; {len(watched.faults)} faults",
        flush=True,
    )
    return watched


def _written(house: House, case: Any, number: int, chance: Random) -> Watched:
    text = "\n\n".join(TURNS[n % len(TURNS)] for n in range(number)).encode()
    interview, _document = case.items()
    watched = _watch(house, case, Sending(interview, text, "transcript", "ru", "t.txt"), "translate", chance)
    made = len(_layer(case, interview, "translation")["segments"])
    if made != number:
        watched.faults.append(f"{made} segments of {number}")
    print(
        f"translate: {watched.seconds:.0f} s for {number} segments, {number / watched.seconds:.0f}/s; "
        f"{watched.kills} kills, {len(watched.parts)} parts, each made once; worker {watched.memory:.0f} MiB; "
        f"{len(watched.faults)} faults",
        flush=True,
    )
    return watched


def _watch(house: House, case: Any, sending: Sending, kind: str, chance: Random) -> Watched:
    """Sends it, asks for the work where that is not done by itself, and kills the worker between parts."""
    with house.owner() as owner:
        before = [row[0] for row in owner.execute("select id from jobs_job where kind = %s", [kind]).fetchall()]
    sending.send(house.port, case.token)
    if sending.refusal:
        raise RuntimeError(sending.refusal)
    watched, deadline, next_kill = Watched(kind), time.monotonic() + PATIENCE_SECONDS, 2 + chance.randrange(2)
    with house.owner() as owner:
        while time.monotonic() < deadline:
            stopped = owner.execute(STOPPED).fetchall()
            if stopped:
                raise RuntimeError(f"{kind} waits for what stopped: {stopped}")
            row = owner.execute(
                "select object, state, stage, progress, error from jobs_job"
                " where kind = %s and not id = any(%s) order by created_at desc limit 1",
                [kind, before],
            ).fetchone()
            if row and _seen(watched, owner, *row):
                return watched
            if row and row[1] == "running":
                watched.memory = max(watched.memory, *map(_peak, children_of(house.processes["worker"].pid) or [0]))
            if len(watched.parts) >= next_kill and watched.kills < KILLS:
                house.kill_all("worker")
                watched.kills += 1
                next_kill = len(watched.parts) + 1 + chance.randrange(4)
            house.tend()
            time.sleep(0.2)
    watched.faults.append(f"{kind} did not end")
    return watched


def _seen(watched: Watched, owner: Any, made_of: Any, state: str, stage: str, progress: float, error: str) -> bool:
    if state == "running" and not watched.began:
        watched.began = time.monotonic()
    rows = dict(owner.execute("select number, id from evidence_draftpart where made_of = %s", [made_of]).fetchall())
    if state in ("due", "running"):
        gone = watched.parts.keys() - rows.keys()
        # When the layer is whole they all go at once, and the next look finds the job done.
        again = {number for number, row in rows.items() if watched.parts.get(number, row) != row}
        if again or (gone and rows):
            watched.faults.append(f"{watched.kind}: parts {sorted(again | gone)} were made again or lost")
    watched.parts |= rows
    if stage and stage not in watched.shown:
        watched.shown.append(stage)
        print(f"  {watched.kind} {progress:.2f} {stage[:120]}", flush=True)
    if state == "done":
        watched.seconds = time.monotonic() - watched.began
        return True
    if state in ("failed", "cannot_run"):
        raise RuntimeError(f"{watched.kind}: {state} {error}")
    return False


def _layer(case: Any, item: str, kind: str) -> dict[str, Any]:
    from django.db import connection

    from evidence.models import Text
    from iapb.access.transaction import actor_transaction
    from iapb.custody import actions as custody

    connection.close()
    with actor_transaction(case.partner):
        text = Text.objects.visible_to(case.partner).select_related("file").get(item=item, kind=kind)
        with custody.read(text.file) as pieces:
            told: dict[str, Any] = json.loads(b"".join(pieces))
    return told


def _odd(words: list[Any]) -> list[str]:
    odd = [word for word in words if not (0 <= word[3] <= 1000 and 0 <= word[1] <= word[2])]
    return [f"{len(odd)} words without time or confidence"] if odd else []


def _peak(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)
