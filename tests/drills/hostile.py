"""`bin/drill hostile`: files made to do harm go the whole way, through the real upload to the real worker and box.

Counted: packets that leave the machine, calls at a listener where the lures lead, files outside the vault,
deaths of processes, files without an end that has a name, originals that are not what was sent. Archives and
tables come a second time, as what a body brings in of its older work.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from iapb.local.services import ROOT
from tests.drills.house import House, children_of
from tests.drills.sending import Line, Sending
from tests.hostile import clamd, enclosure
from tests.hostile.hostile import Hostile
from tests.hostile.lives import Lives, deaths_told
from tests.hostile.make_corpus import corpus, digest

LONGEST_SECONDS = 600
ON_ONE_ITEM = 25
LINES = 3
AT_ONCE = 12  # open jobs
BROUGHT_IN = (".zip", ".xlsx", ".csv", ".qdpx")


@dataclass
class Tally:
    files: int = 0
    digest: str = ""
    refused: int = 0
    states: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    antivirus: Counter[str] = field(default_factory=Counter)
    jobs: Counter[str] = field(default_factory=Counter)
    packets: int | None = None  # None: could not be counted here
    heard: int = 0
    outside: list[str] = field(default_factory=list)
    by_others: int = 0
    glimpsed: list[str] = field(default_factory=list)
    looks: int = 0
    archives: Counter[str] = field(default_factory=Counter)
    watched: int = 0
    deaths: int = 0
    intact: int = 0
    longest: float = 0.0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        told = lambda counter: ", ".join(f"{number} {word}" for word, number in sorted(counter.items()))  # noqa: E731
        out = (
            "packets not counted: a network of its own needs root"
            if self.packets is None
            else f"{self.packets} packets out"
        )
        return [
            f"states: {told(self.states)}; {self.refused} refused at the door with a sentence",
            f"findings: {told(self.findings)}",
            f"antivirus: {told(self.antivirus)}",
            f"jobs: {told(self.jobs)}",
            f"archives brought in: {told(self.archives)}",
            f"{self.by_others} new or changed files of other programs of this machine, none with the corpus's word",
            f"{self.looks} looks at the folders for temporary files: {len(self.glimpsed)} files seen there",
            f"{self.watched} processes watched",
            f"hostile: {self.files} files (digest {self.digest[:16]}) in {self.seconds:.0f} s: {out}, "
            f"{self.heard} calls at the listener, {len(self.outside)} files outside, {self.deaths} deaths, "
            f"{self.intact} originals intact, longest {self.longest:.0f} s, {len(self.faults)} faults",
        ]


def run(environment: dict[str, str], count: int, only: str = "") -> int:
    """`count`: so many files, spread evenly over the corpus; 0 for all. `only`: those whose name or family holds it."""
    if enclosure.possible() and not enclosure.is_inside():
        return enclosure.enter(["-m", "tests.drills", "hostile", "--count", str(count), "--only", only])
    # The guard of the tests would stop what is to be counted here.
    os.environ.pop("PYTHONPATH", None)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    chosen = [(family, one) for family, one in corpus() if only in family or only in one.name]
    if count and count < len(chosen):
        chosen = [chosen[number * len(chosen) // count] for number in range(count)]
    tally = _play([one for _family, one in chosen])
    print("\n".join(tally.lines()))
    for fault in tally.faults:
        print("FAULT", fault)
    return int(bool(tally.faults))


def _play(files: list[Hostile]) -> Tally:
    tally = Tally(files=len(files), digest=digest(files))
    home = Path(tempfile.mkdtemp(prefix="iapb-hostile-", dir="/var/tmp"))
    home.chmod(0o711)
    canary = enclosure.Canary()
    if not canary.hears() or (enclosure.is_inside() and not enclosure.counts()):
        tally.faults.append("what is sent on purpose is not counted")
    try:
        with _scanner(home) as setting:
            house = House(home, hurried=False)
            house.settings["CLAMD"] = setting
            try:
                house.start()
                _Drill(house, tally, canary, setting).play(files)
            finally:
                house.stop()
    finally:
        canary.close()
        shutil.rmtree(home, ignore_errors=True)
    if enclosure.is_inside() and not enclosure.counts():
        tally.faults.append("what is sent on purpose is not counted in the end")
    return tally


@contextmanager
def _scanner(home: Path) -> Iterator[str]:
    """A real clamd where there is one; without it, every file must say so."""
    if clamd.program() is None:
        print("clamd is not installed: the antivirus is absent in this run")
        yield ""
        return
    scanner = clamd.Clamd(home / "clamd")
    try:
        yield scanner.setting
    finally:
        scanner.stop()


class _Archive(Sending):
    """Sent as an archive of older work."""

    @property
    def path(self) -> str:
        return "/api/imports/send/"


class _Patient(Line):
    """Sends on when there is room: a file's ten minutes are its own, not those of a queue of three hundred."""

    def __init__(self, house: House, token: str, *first: Sending) -> None:
        super().__init__(house.port, token, *first)
        self.house = house

    def run(self) -> None:
        query = "select count(*) from jobs_job where state in ('due', 'running')"
        with self.house.owner() as owner:
            while self.waiting:
                while owner.execute(query).fetchone()[0] > AT_ONCE:  # type: ignore[index]
                    time.sleep(0.2)
                self.sent.append(sending := self.waiting.pop(0))
                sending.send(self.port, self.token)


class _Drill:
    def __init__(self, house: House, tally: Tally, canary: enclosure.Canary, scanner: str) -> None:
        self.house, self.tally, self.canary, self.scanner = house, tally, canary, scanner
        self.token, self.items = "", []
        self._case()

    def play(self, files: list[Hostile]) -> None:
        lives = Lives(self._processes())
        places, glimpses = enclosure.Places(ROOT, self.house.home), enclosure.Glimpses(*enclosure.own_folders())
        before = enclosure.packets_out() if enclosure.is_inside() else None
        started = time.monotonic()
        sent = self._send([(one, self._sending(one, number)) for number, one in enumerate(files)])
        archives = self._send([(one, self._archive(one)) for one in files if _is_brought_in(one)])
        self._settle()
        self.tally.seconds = time.monotonic() - started
        if before is not None:
            self.tally.packets = enclosure.packets_out() - before
        self.tally.heard = len(self.canary.heard)
        self.tally.glimpsed, self.tally.looks = glimpses.stop(), glimpses.looks
        self.tally.outside, self.tally.by_others = places.touched()
        self._judge_processes(lives)
        self._judge_files(sent)
        self._judge_archives(archives)
        self._judge_leaks()

    def _case(self) -> None:
        os.environ.update(self.house.environment("web"))
        import django

        django.setup()
        from datetime import timedelta

        from django.utils import timezone

        from iapb.access.transaction import actor_transaction
        from iapb.accounts.actions import tokens
        from tests.intake import make_interview, make_partner, make_witness

        self.partner = make_partner()
        with actor_transaction(self.partner):
            self.token = tokens.make(label="drill", until=timezone.now() + timedelta(days=1), by=self.partner)
            witness = make_witness(self.partner)
            number = 1 + self.tally.files // ON_ONE_ITEM
            self.items = [str(make_interview(self.partner, witness).pk) for _one in range(number)]

    def _send(self, pairs: list[tuple[Hostile, Sending]]) -> list[tuple[Hostile, Sending]]:
        lines = []
        for first in range(LINES):
            lines.append(_Patient(self.house, self.token, *(sending for _one, sending in pairs[first::LINES])))
            lines[-1].start()
        for line in lines:
            line.join(LONGEST_SECONDS + 10 * len(pairs))
        return pairs

    def _sending(self, one: Hostile, number: int) -> Sending:
        return Sending(self.items[number // ON_ONE_ITEM], one.content, one.role, "", quote(one.name, safe=""))

    def _archive(self, one: Hostile) -> Sending:
        name = one.name if one.name.lower().endswith(BROUGHT_IN) else f"{one.name}.zip"
        return _Archive("", one.content, "", "", quote(name, safe=""))

    def _settle(self) -> None:
        until = time.monotonic() + LONGEST_SECONDS
        with self.house.owner() as owner:
            query = "select count(*) from jobs_job where state in ('due', 'running')"
            while owner.execute(query).fetchone() != (0,) and time.monotonic() < until:
                time.sleep(0.5)
            (left,) = owner.execute(query).fetchone() or (0,)
        if left:
            self.tally.faults.append(f"{left} jobs were not done after {LONGEST_SECONDS} s")

    def _processes(self) -> dict[str, list[int]]:
        """Ours with their children, and the services, of which PostgreSQL's children come and go."""
        watched = ("web", "worker", "sweeper", "sealer")
        found = {name: [(pid := self.house.processes[name].pid), *children_of(pid)] for name in watched}
        services = self.house.services
        assert services.cluster and services.valkey and services.valkey.process
        found |= {"postgresql": [services.cluster.pid()], "valkey": [services.valkey.process.pid]}
        return found | ({"clamd": [clamd.pid_of(self.scanner)]} if self.scanner else {})

    def _judge_processes(self, lives: Lives) -> None:
        gone, self.tally.watched = lives.gone(), len(lives)
        self.tally.deaths = len(gone)
        if gone:
            self.tally.faults.append(f"died: {gone}")
        assert self.house.services.cluster
        logs = {name: self.house.log(name) for name in ("web", "worker", "sweeper", "sealer")}
        logs["postgresql"] = (self.house.services.cluster.run / "log").read_text(errors="replace")
        for name, log in logs.items():
            if words := deaths_told(log):
                self.tally.deaths += 1
                self.tally.faults.append(f"{name}: its log holds {words}")

    def _judge_leaks(self) -> None:
        tally = self.tally
        if tally.glimpsed:
            tally.faults.append(f"seen among temporary files: {tally.glimpsed[:10]}")
        if tally.packets or tally.heard:
            tally.faults.append(f"{tally.packets} packets left, {tally.heard} calls: {self.canary.heard[:3]}")
        if tally.outside:
            tally.faults.append(f"files outside: {tally.outside[:10]}")

    def _judge_files(self, sent: list[tuple[Hostile, Sending]]) -> None:
        rows = self._rows()
        for one, sending in sent:
            if one.refused or sending.receipt is None:
                self._judge_refusal(one, sending)
                continue
            row = rows[sending.receipt["id"]]
            self.tally.states[row["state"]] += 1
            self.tally.findings.update(row["findings"])
            self.tally.antivirus[row["antivirus"]] += 1
            self.tally.longest = max(self.tally.longest, row["seconds"] or 0)
            self.tally.faults += [f"{one.name[:60]!r}: {what}" for what in self._wrong(one, row)]
            self._judge_original(one, sending.receipt["id"])
        self._judge_jobs()

    def _judge_refusal(self, one: Hostile, sending: Sending) -> None:
        self.tally.refused += 1
        if not one.refused or sending.receipt or not sending.refusal.startswith("400 "):
            self.tally.faults.append(f"{one.name[:60]!r}: refused otherwise than meant: {sending.refusal[:200]}")

    def _rows(self) -> dict[str, dict[str, Any]]:
        query = """
            select f.id::text, f.state, i.findings, i.antivirus, extract(epoch from (
                select max(e.at) from jobs_job j join ledger_event e on e.object = j.id::text
                where j.object = f.id) - f.received_at)::float
            from custody_storedfile f join evidence_itemfile i on i.file_id = f.id"""
        with self.house.owner() as owner:
            found = owner.execute(query).fetchall()
        return {row[0]: dict(zip(("state", "findings", "antivirus", "seconds"), row[1:], strict=True)) for row in found}

    def _wrong(self, one: Hostile, row: dict[str, Any]) -> Iterator[str]:
        if row["state"] not in ("ready", "failed", "rejected"):
            yield f"is left as {row['state']}"
        if row["seconds"] is None:
            yield "no work was done on it"
        elif row["seconds"] > LONGEST_SECONDS:
            yield f"took {row['seconds']:.0f} s"
        if missing := set(one.found) - set(row["findings"]):
            yield f"{sorted(missing)} not found, but {row['findings']}"
        if clamd.program() is None:
            if row["antivirus"] != "absent":
                yield f"antivirus says {row['antivirus']} where there is none"
        elif one.virus != (row["antivirus"] == "found") or one.virus != ("malware" in row["findings"]):
            yield f"antivirus says {row['antivirus']}"
        elif row["antivirus"] not in ("found", "no_signatures"):
            yield f"with signatures of our own only, the antivirus says {row['antivirus']}"

    def _judge_archives(self, sent: list[tuple[Hostile, Sending]]) -> None:
        """Each is refused at the door with a sentence, or looked through and told of what is wrong with it."""
        query = "select id::text, examined_at, jsonb_array_length(problems), read::text from importing_archive"
        with self.house.owner() as owner:
            rows = {row[0]: row[1:] for row in owner.execute(query).fetchall()}
        for one, sending in sent:
            if sending.receipt is None:
                self.tally.archives["refused at the door"] += 1
                if not sending.refusal.startswith("400 "):
                    self.tally.faults.append(f"{one.name[:60]!r} as an archive: {sending.refusal[:200]}")
                continue
            examined, problems, read = rows[sending.receipt["id"]]
            kind = "not looked through" if examined is None else "with problems" if problems else "without a problem"
            self.tally.archives[kind] += 1
            if examined is None or (not problems and read == "{}"):
                self.tally.faults.append(f"{one.name[:60]!r} as an archive: {kind}")

    def _judge_original(self, one: Hostile, pk: str) -> None:
        from iapb.custody import fixity
        from iapb.custody.actions import read
        from iapb.custody.models import StoredFile

        file = StoredFile.objects.unscoped("the drill reads what it sent").get(pk=pk)
        with read(file) as pieces:
            again = hashlib.sha256(b"".join(pieces)).hexdigest()
        if again == hashlib.sha256(one.content).hexdigest() == file.sha256 and fixity.examine(file).sound:
            self.tally.intact += 1
        else:
            self.tally.faults.append(f"{one.name[:60]!r}: the original is not what was sent")

    def _judge_jobs(self) -> None:
        """Each ends with a sentence for a person; one that nobody expected is a fault of ours."""
        with self.house.owner() as owner:
            rows = owner.execute("select kind, state, error, attempt from jobs_job").fetchall()
        for kind, state, error, attempt in rows:
            self.tally.jobs[f"{kind} {state}"] += 1
            if state not in ("done", "failed", "cannot_run") or (state != "done" and not error):
                self.tally.faults.append(f"{kind} is left as {state}")
            if "did not expect" in error or "three times" in error or (state == "done" and attempt > 1):
                self.tally.faults.append(f"{kind} broke ({attempt} attempts): {error}")


def _is_brought_in(one: Hostile) -> bool:
    packed = (".tar", ".gz", ".bz2", ".xz", ".docx", ".odt")
    return bool(one.content) and one.name.lower().endswith((*BROUGHT_IN, *packed))
