"""What the ledger costs a request, how soon an event is sealed, how fast all is verified."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from multiprocessing.pool import Pool
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from iapb.ledger import health, record
from iapb.ledger.errors import NotSealed
from iapb.ledger.memory import Memory, log_key
from iapb.ledger.models import Event
from iapb.ledger.proofs import wait_sealed
from iapb.ledger.verification import Verification, read_everything

# Eight writers as bin/start runs them: two web processes of four threads.
PROCESSES, THREADS = 2, 4
WORK = 0.02  # seconds a view works before it commits
ROUNDS = 5
PASS = 0.5  # seconds between two passes of the sealer


@dataclass(frozen=True)
class Figure:
    figure: str
    value: float
    unit: str
    baseline: str
    baseline_value: float

    @property
    def ratio(self) -> float:
        return round(self.value / self.baseline_value, 3)

    def to_json(self) -> str:
        return json.dumps(asdict(self) | {"ratio": self.ratio})

    def __str__(self) -> str:
        return (
            f"{self.figure}: {self.value:,.3g} {self.unit}; {self.baseline}: "
            f"{self.baseline_value:,.3g} {self.unit}; ratio {self.ratio}"
        )


class Command(BaseCommand):
    help = (
        "Measure [ledger.cost], [ledger.seal_p95] and [ledger.verify]; writes into the ledger, so never on a real one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 means four seconds a run")
        parser.add_argument("--json", action="store_true", help="one line a figure")

    def handle(self, **options: Any) -> None:
        if Event.objects.exclude(event__startswith="bench.").exists():
            raise CommandError("This ledger holds real events. Run bin/bench ledger, which takes services of its own.")
        seconds = 4 * options["scale"]
        connection.close()  # each process that follows opens its own
        with get_context("fork").Pool(PROCESSES) as web, running_sealer():
            figures = [*cost_and_seal(web, seconds), verify()]
        for figure in figures:
            self.stdout.write(figure.to_json() if options["json"] else str(figure))


def cost_and_seal(web: Pool, seconds: float) -> Iterator[Figure]:
    """Runs with and without the ledger take turns, so that what else the machine does hits both."""
    without, with_ledger, delays = [], [], []
    for view in (without_ledger, with_one_event):  # connections and caches get warm
        views(web, view, 1.0)
    for _ in range(ROUNDS):
        without.append(views(web, without_ledger, seconds))
        with sampling(delays):
            with_ledger.append(views(web, with_one_event, seconds))
    plain = statistics.median(without)
    yield Figure("ledger.cost", statistics.median(with_ledger), "views/s", "the same views without the ledger", plain)
    p95 = statistics.quantiles(delays, n=20)[-1]
    yield Figure("ledger.seal_p95", round(p95, 3), "s", "time between two passes of the sealer", PASS)


def verify() -> Figure:
    wait_for_sealer()
    began = time.perf_counter()
    count = read_everything()
    reading = count / (time.perf_counter() - began)
    work = Verification(log_key(), Memory.of_settings())
    began = time.perf_counter()
    if found := work.run():
        raise CommandError(f"the ledger that was just written is damaged: {found[0]}")
    checking = (work.sealed + work.waiting) / (time.perf_counter() - began)
    return Figure("ledger.verify", round(checking), "events/s", "reading the same rows", round(reading))


def without_ledger() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        _work(cursor)


def with_one_event() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        _work(cursor)
        _event()


def _work(cursor: Any) -> None:
    """A view that writes one row of its own and is busy elsewhere for the rest of its time."""
    cursor.execute("create temp table if not exists bench_row (id uuid primary key)")
    cursor.execute("insert into bench_row values (%s)", [uuid4()])
    time.sleep(WORK)


def _event() -> Event:
    detail = {"sha256": "ab" * 32, "size": 70_000, "kind": "audio"}
    return record("bench.written", actor=uuid4(), object=uuid4(), detail=detail)


def views(web: Pool, view: Callable[[], None], seconds: float) -> float:
    """Views a second that the writers get done together."""
    return sum(web.starmap(_views_of_one, [(view, seconds)] * PROCESSES, chunksize=1)) / seconds


def _views_of_one(view: Callable[[], None], seconds: float) -> int:
    counts = [0] * THREADS
    end = time.monotonic() + seconds

    def write(number: int) -> None:
        try:
            while time.monotonic() < end:
                view()
                counts[number] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


@contextmanager
def sampling(delays: list[float]) -> Iterator[None]:
    """From the moment an event is committed until a reader sees its position, again and again."""
    over = threading.Event()

    def sample() -> None:
        try:
            while not over.is_set():
                with transaction.atomic():
                    event = _event()
                committed = time.monotonic()
                wait_sealed(event.id, timeout=30)
                delays.append(time.monotonic() - committed)
        finally:
            connection.close()

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def running_sealer() -> Iterator[None]:
    """The real process under its own role."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "seal", "--interval", str(PASS)],
        env={**os.environ, "IAPB_DATABASE": "sealer"},
    )
    try:
        wait_for_sealer()
        yield
    finally:
        process.terminate()
        process.wait(20)


def wait_for_sealer() -> None:
    """Until it runs and nothing is left to be sealed."""
    deadline = time.monotonic() + 60
    while not health.is_running() or Event.objects.unsealed().exists():
        if time.monotonic() > deadline:
            raise NotSealed("the sealer does not keep up")
        time.sleep(0.1)
