"""`bin/drill kill`: worker, web, PostgreSQL and Valkey are killed, Valkey forgets, the disk is full, while people work.

One installation of real processes stays up over all rounds. In each, a partner sends files over two slow
lines (one by tus), a scan is read, a transcript is translated and a package is built at the same time; one
victim is struck at a random moment after the round's own work has begun, and comes back. A strike counts for
every work that was under way. Then everything must be finished, and there once (tests/drills/counting.py); and
at no moment in between may anything have been there in part. Leases last seconds, so that a round is short; with
WAITS=installed they last as long as in an installation, and so does what is measured until nothing is due any more.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from iapb.local.cluster import CannotStart, wait_for
from tests.drills import counting, disk
from tests.drills.desk import Packing
from tests.drills.house import VICTIMS, House
from tests.drills.sending import Line, Resumed, Sending
from tests.drills.watching import Watch

KINDS = {"OCR": "read_scan", "translation": "translate", "packaging": "build_package"}
WORKS = ("upload", "resumed", *KINDS)
FULL = 200
PATIENCE_SECONDS = {True: 90, False: 600}  # hurried or as installed: until due work is done
# A disk is full for longer than a process is dead.
AWAY_SECONDS = {"full disk": 15.0}
# Seconds that each work takes at most, about: the kill comes at any moment of it. On a quick machine less: see `_aim`.
LASTS = {"upload": 2.0, "resumed": 2.0, "OCR": 1.6, "translation": 1.6, "packaging": 1.6}
TURNS = (
    "Меня задержали 11 августа 2020 года возле станции метро Пушкинская.",
    "Сотрудники ОМОНа били меня дубинками в автобусе.",
    "Судья назначил мне 15 суток ареста.",
)
TRANSCRIPT = "\n\n".join(" ".join(TURNS) for _turn in range(12)).encode()


@dataclass
class Tally:
    seed: int
    killed: Counter[tuple[str, str]] = field(default_factory=Counter)
    how: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    files: int = 0
    again: int = 0
    ended: Counter[str] = field(default_factory=Counter)  # by themselves, when what they need was gone
    struck: Counter[str] = field(default_factory=Counter)
    resumed: int = 0
    looks: int = 0  # for what is there in part
    seconds: list[float] = field(default_factory=list)  # from each victim's return until nothing was due
    faults: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        table = [f"{'killed':12}" + "".join(f"{work:>13}" for work in WORKS)]
        for victim in VICTIMS:
            table.append(f"{victim:12}" + "".join(f"{self.killed[victim, work]:13}" for work in WORKS))
        ways = ", ".join(f"{number} {way}" for way, number in sorted(self.how.items()))
        table.append(f"ways: {ways}")
        if self.ended:
            table.append(
                "ended by themselves and started again: " + ", ".join(f"{n} {w}" for w, n in self.ended.items())
            )
        if self.seconds:
            middle = sorted(self.seconds)[len(self.seconds) // 2]
            table.append(
                f"nothing was due any more after {middle:.0f} s in the middle, {max(self.seconds):.0f} at most"
            )
        table.append(f"looked {self.looks} times in between for what is there in part")
        table.append(
            f"kill: seed {self.seed}, {self.rounds} kills, {self.files} files sent ({self.resumed} by tus, "
            f"{self.again} more than once): {len(self.faults)} lost, doubled, unfinished or there in part"
        )
        return table


def run(environment: dict[str, str], count: int, only: str = "") -> int:
    """`count`: strikes in all. `only`: one victim. The services of other drills are not used: here they die."""
    if disk.possible() and not disk.place():
        return disk.enter(["-m", "tests.drills", "kill", "--count", str(count), "--only", only])
    seed = int(os.environ.get("SEED") or secrets.randbits(32))
    print(f"seed {seed} (SEED={seed} kills in the same order again; MINUTES=30 ends it then)", flush=True)
    small = disk.place()
    victims = [victim for victim in VICTIMS if only in victim and (small or victim != "full disk")]
    if not small:
        print("a full disk is not tried: a file system of the drill's own needs root", flush=True)
    home = Path(tempfile.mkdtemp(prefix="iapb-kill-", dir=small or "/var/tmp"))
    home.chmod(0o711)
    house = House(home, hurried=os.environ.get("WAITS") != "installed")
    try:
        house.start()
        tally = _Drill(house, seed).play(count or FULL, victims)
    finally:
        house.stop()
        shutil.rmtree(home, ignore_errors=True)
    print("\n".join(tally.lines()))
    for fault in tally.faults:
        print("FAULT", fault)
    return int(bool(tally.faults) or tally.rounds < (count or FULL))


class _Drill:
    def __init__(self, house: House, seed: int) -> None:
        self.house, self.chance = house, Random(seed)
        self.tally = Tally(seed)
        self.vault = house.home / "vault"
        self.lasts = dict(LASTS)
        self.case, self.packing = _Case(house), Packing()
        self._settle()
        with house.owner() as owner:
            self.wanted = counting.Wanted(excused=counting.rows_that_must_not_be(owner))
            self.wanted.excused[counting.VAULT] = counting.not_in_vault(owner, self.vault)
        self.watch = Watch(house.owner, self.vault, self.wanted.excused)

    def play(self, count: int, victims: list[str]) -> Tally:
        self._round(None, "upload")  # undisturbed: what every later one must come out like
        until = time.monotonic() + 60 * float(os.environ.get("MINUTES") or 600)
        while not self.tally.faults and self.tally.rounds < count and time.monotonic() < until:
            self._one_more(victims)
            if self.tally.rounds % 20 == 0:
                print("\n".join(self.tally.lines()), flush=True)
        self._judge_whole()
        self.watch.stop()
        return self.tally

    def _one_more(self, victims: list[str]) -> None:
        """Whoever was struck least, in the work in which that was least."""
        fewest = min(self.tally.struck[victim] for victim in victims)
        victim = self.chance.choice([one for one in victims if self.tally.struck[one] == fewest])
        least = min(self.tally.killed[victim, work] for work in WORKS)
        self._round(victim, self.chance.choice([one for one in WORKS if self.tally.killed[victim, one] == least]))

    def _round(self, victim: str | None, work: str) -> None:
        _reconnect()  # our own connection may have been killed with the others
        interview, document = self.case.items()
        self.wanted.layers |= {interview: {"transcript", "translation"}, document: {"ocr"}}
        lines = [
            Line(self.house.port, self.case.token, one) for one in (self._transcript(interview), self._scan(document))
        ]
        slow = {
            "upload": Line(self.house.port, self.case.token, self._recording(interview)),
            "resumed": Line(self.house.port, self.case.token, self._recording(interview, Resumed)),
        }
        if victim:
            slow["upload"].more = lambda: self._recording(interview)
            slow["resumed"].more = lambda: self._recording(interview, Resumed)
        for line in (*lines, *slow.values()):
            line.start()
        self.wanted.packed.append(self.packing.ask())
        back = self._strike(victim, work, slow) if victim else time.monotonic()
        for line in slow.values():
            line.more = None
        for line in (*lines, *slow.values()):
            line.join(120)
            self.wanted.sent += line.sent
        self._settle()
        if victim:
            self.tally.seconds.append(time.monotonic() - back)
        self._judge()

    def _strike(self, victim: str, work: str, slow: dict[str, Line]) -> float:
        """When it had come back."""
        with self.house.owner() as owner:
            self._wait_until_under_way(owner, work, slow)
            time.sleep(self.chance.random() * self.lasts[work])
            running = {row[0] for row in owner.execute("select kind from jobs_job where state = 'running'").fetchall()}
        hit = [work for work, kind in KINDS.items() if kind in running]
        hit += [work for work, line in slow.items() if line.under_way]
        self._aim(work, hit=work in hit)
        way, bring_back = self.house.kill(victim, self.chance)
        self.watch.look()
        time.sleep(self.chance.random() * AWAY_SECONDS.get(victim, 0.6))
        bring_back()
        self.house.wait_for_database()
        back = time.monotonic()
        self.watch.look()
        self.tally.rounds += 1
        self.tally.struck[victim] += 1
        self.tally.how[f"{victim}: {way}"] += 1
        self.tally.killed.update((victim, one) for one in hit)
        print(f"{self.tally.rounds:4} {victim}, {way}; under way: {', '.join(sorted(hit)) or 'nothing'}", flush=True)
        return back

    def _aim(self, work: str, *, hit: bool) -> None:
        """What was over too soon is struck sooner the next time; what was met may be met later again."""
        self.lasts[work] = min(LASTS[work], self.lasts[work] * 1.1) if hit else max(0.02, self.lasts[work] * 0.6)

    def _wait_until_under_way(self, owner: Any, work: str, slow: dict[str, Line]) -> None:
        query = "select 1 from jobs_job where state = 'running' and kind = %s"
        with suppress(CannotStart):  # it may have been over between two looks: then the kill counts for what is left
            if work in slow:
                wait_for(lambda: slow[work].under_way, 30, work)
            else:
                wait_for(lambda: owner.execute(query, [KINDS[work]]).fetchone(), 120, work)

    def _settle(self) -> None:
        """Until nothing is open, or it is plain that something never will be done."""
        with self.house.owner() as owner:
            query = "select count(*) from jobs_job where state in ('due', 'running')"
            until = time.monotonic() + PATIENCE_SECONDS[self.house.hurried]
            while owner.execute(query).fetchone() != (0,) and time.monotonic() < until:
                time.sleep(0.1)
                self.tally.ended.update(self.house.tend())

    def _judge(self) -> None:
        with self.house.owner() as owner:
            self.tally.faults += counting.faults(owner, self.wanted, self.vault)
        self.tally.faults += self.watch.told()
        self.tally.looks = self.watch.looks
        self.tally.files = len(self.wanted.sent)
        self.tally.resumed = sum(isinstance(sending, Resumed) for sending in self.wanted.sent)
        self.tally.again = sum(sending.tries > 1 for sending in self.wanted.sent)

    def _judge_whole(self) -> None:
        _reconnect()
        try:
            print(self.house.manage("web", "verify_ledger").strip())
        except RuntimeError as damage:
            self.tally.faults.append(str(damage))
        self._read_every_file_again()
        with self.house.owner() as owner:
            print(f"{counting.remains(owner, self.vault)} sealed remains of sendings that nobody was told of")

    def _read_every_file_again(self) -> None:
        from iapb.custody import fixity
        from iapb.custody.models import StoredFile

        files = StoredFile.objects.unscoped("the checker looks at all")
        excused = self.wanted.excused[counting.VAULT]
        found = {file.pk: fixity.examine(file) for file in files if str(file.pk) not in excused}
        self.tally.faults += [f"file {pk} is damaged: {one.faults}" for pk, one in found.items() if not one.sound]
        print(f"{len(found)} files read again, {sum(one.sound for one in found.values())} sound")

    def _transcript(self, item: str) -> Sending:
        return Sending(item, TRANSCRIPT, "transcript", "ru", "interview.txt")

    def _scan(self, item: str) -> Sending:
        return Sending(item, self.case.paper, "scan", "ru", "paper.png")

    def _recording(self, item: str, way: type[Sending] = Sending) -> Sending:
        content = self.chance.randbytes(self.chance.randint(50_000, 900_000))
        return way(item, content, "other", "", "notes.bin", seconds=1.0 + 2 * self.chance.random())


def _reconnect() -> None:
    from django.db import connection

    connection.close()


class _Case:
    """A partner, their token, and a witness who agreed to machines: made as on the pages."""

    def __init__(self, house: House) -> None:
        os.environ.update(house.environment("web"))
        import django

        django.setup()
        from datetime import timedelta

        from django.utils import timezone

        from iapb.access.transaction import actor_transaction
        from iapb.accounts.actions import tokens
        from tests.intake import make_partner, make_witness
        from tests.language.pages import RUSSIAN, page, saved

        self.paper = saved([page(RUSSIAN[:3], size=(1700, 700), points=36)], "PNG")
        self.partner = make_partner()
        with actor_transaction(self.partner):
            self.token = tokens.make(label="drill", until=timezone.now() + timedelta(days=1), by=self.partner)
            self.witness = make_witness(self.partner)
        self._consent()

    def _consent(self) -> None:
        from consent.actions import proofs, records
        from iapb.access.transaction import actor_transaction
        from iapb.custody.models import StoredFile
        from tests.consenting import make_form, taking, yes

        receipt = proofs.receive_proof(witness=self.witness.pk, stream=[self.paper], name="form.png", by=self.partner)
        proof = StoredFile.objects.unscoped("the proof just sent").get(pk=receipt.id)
        answers = (yes("store_analyse"), yes("machine_process"))
        form = make_form()
        with actor_transaction(self.partner):
            records.record_consent(
                witness=self.witness, taking=taking(form), answers=answers, proof=proof, by=self.partner
            )

    def items(self) -> tuple[str, str]:
        """An interview and a document of the witness."""
        from iapb.access.transaction import actor_transaction
        from tests.intake import make_document, make_interview

        with actor_transaction(self.partner):
            interview = make_interview(self.partner, self.witness)
            document = make_document(self.partner, self.witness)
        return str(interview.pk), str(document.pk)
