"""Approvals, withdrawals and releases at the same moment: nothing leaves that a witness took back before.

In each round twenty people act at once on one submitted selection: approvers, some of them twice
or in both capacities, the preparer approving the own work, the partner withdrawing the consent,
officers beginning the build. A second connection looks at the consent just before each release
commits: what it sees there was committed before, so a release beside it is a violation.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ROUNDS, PARALLEL = 50, 20


@dataclass
class Tally:
    """What happened in all rounds, and what must never have."""

    happened: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def line(self, rounds: int) -> str:
        did = ", ".join(f"{number} {name}" for name, number in sorted(self.happened.items()))
        return (
            f"races: {rounds} rounds of {PARALLEL}: {did}; "
            f"{len(self.violations)} releases after a withdrawal or approvals that may not be"
        )


def run(environment: dict[str, str], count: int, only: str = "") -> int:
    """As `bin/drill races`: on an empty cluster of its own."""
    for words in (["migrate", "--verbosity", "0"], ["make_keys"]):
        subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )
    os.environ.update(environment)
    import django

    django.setup()
    rounds = count or ROUNDS
    tally = play(rounds, environment["IAPB_SECRETS"])
    print(tally.line(rounds))
    for violation in tally.violations:
        print("VIOLATION", violation)
    return 1 if tally.violations else 0


def play(rounds: int, secrets: str | Path | None = None, *, owner_url: str | None = None) -> Tally:
    """Needs Django set up on a migrated database in which may be committed."""
    from django.db import transaction

    from tests.disclosures.cases import make_desk

    url = owner_url or (Path(str(secrets)) / "DATABASE_OWNER_URL").read_text().strip()
    tally = Tally()
    with transaction.atomic():
        desk = make_desk()
    _let_the_preparer_approve(desk)
    for number in range(rounds):
        _Round(desk, url, tally, random.Random(number)).play()
    return tally


def _let_the_preparer_approve(desk: Any) -> None:
    """By role the preparer could approve: only that it is the own work stands against it."""
    from datetime import timedelta

    from django.utils import timezone

    from iapb.accounts.models import Person, RoleAssignment

    one, two = Person.objects.filter(name__startswith="Confirmer")[:2]
    for role in ("legal_approver", "safety_approver"):
        RoleAssignment.objects.create(
            person=desk.officer, role=role, granted_by=one, confirmed_by=two, confirmed_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=9),
        )  # fmt: skip


class _Round:
    def __init__(self, desk: Any, url: str, tally: Tally, chance: random.Random) -> None:
        self.desk, self.url, self.tally, self.chance = desk, url, tally, chance
        self.lock = threading.Lock()
        self.together = threading.Barrier(PARALLEL)
        self.spread = chance.choice((0.1, 0.4, 0.8, 1.5))  # seconds within which the consent is withdrawn

    def play(self) -> None:
        self._prepare()
        desk = self.desk
        acts: list[Callable[[], None]] = [
            *(lambda: self._approve("legal", desk.legal),) * 3,
            *(lambda: self._approve("safety", desk.safety),) * 3,
            *(lambda: self._approve("legal", desk.both),) * 2,
            *(lambda: self._approve("safety", desk.both),) * 2,
            lambda: self._approve("legal", desk.officer),
            lambda: self._approve("safety", desk.officer),
            *(lambda: self._release(desk.second),) * 3,
            *(lambda: self._release(desk.officer),) * 2,
            *(self._withdraw,) * 2,
            self._take_back,
        ]
        threads = [threading.Thread(target=self._act, args=(act,)) for act in acts]
        assert len(threads) == PARALLEL
        self.chance.shuffle(threads)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._judge()

    def _prepare(self) -> None:
        from disclosures.actions import approval, requests, selection
        from iapb.access.transaction import actor_transaction
        from tests.disclosures import cases

        desk = self.desk
        with actor_transaction(desk.partner):
            self.witness = cases.make_witness(desk.collection, desk.partner)
            interview = cases.make_interview(self.witness, desk.partner)
            cases.make_consent(self.witness, desk.partner)
        with actor_transaction(desk.officer):
            request = cases.make_request(desk.prosecutor, desk.officer)
            disclosure = requests.begin(request, by=desk.officer)
            selection.add_items(disclosure, [interview], by=desk.officer)
            self.disclosure = approval.submit(disclosure, by=desk.officer)

    def _act(self, act: Callable[[], None]) -> None:
        from django.db import DatabaseError, connection

        from iapb.access.errors import Invalid, Refused

        self.together.wait()
        time.sleep(self.chance.random() * 0.03)
        try:
            act()
        except (Invalid, Refused) as refusal:
            with self.lock:
                self.tally.happened[f"refused ({type(refusal).__name__})"] += 1
        except DatabaseError as error:
            with self.lock:
                self.tally.happened[f"refused by the database ({type(error).__name__})"] += 1
        finally:
            connection.close()

    def _as(self, person: Any) -> Any:
        """A copy for this thread: a person caches what they may see."""
        from iapb.accounts.models import Person

        return Person.objects.get(pk=person.pk)

    def _approve(self, capacity: str, person: Any) -> None:
        from disclosures.actions import approval
        from disclosures.actions.gates import GateClosed
        from iapb.access.transaction import actor_transaction

        person, closed = self._as(person), None
        with actor_transaction(person):
            try:
                approval.approve(
                    self.disclosure, capacity=capacity, manifest_sha256=self.disclosure.manifest_sha256, by=person
                )
                self._look("an approval")
            except GateClosed as refusal:
                closed = refusal  # committed with what was done about it, as a request does
        if closed:
            raise closed
        with self.lock:
            self.tally.happened["approvals"] += 1

    def _release(self, person: Any, patience: float = 1.2) -> None:
        from disclosures.actions import gates
        from disclosures.actions.states import check_may_become, move
        from disclosures.models import Disclosure
        from iapb.access.errors import Invalid
        from iapb.access.transaction import actor_transaction

        person, building, until = self._as(person), Disclosure.State.BUILDING, time.monotonic() + patience
        while time.monotonic() < until:  # until the approvals are there, or the selection went back
            closed = None
            try:
                with actor_transaction(person):
                    try:
                        with gates.gate(
                            self.disclosure, "build", by=person, ready=lambda row: check_may_become(row, building)
                        ) as row:
                            move(row, building, by=person, detail={})
                            self._look("a release")
                    except gates.GateClosed as refusal:
                        closed = refusal
                if closed:
                    raise closed
                with self.lock:
                    self.tally.happened["releases"] += 1
                return
            except gates.GateClosed:
                raise
            except Invalid:
                time.sleep(0.02)

    def _withdraw(self) -> None:
        from consent.actions import withdrawals
        from iapb.access.transaction import actor_transaction
        from tests.disclosures.cases import today

        time.sleep(self.chance.random() * self.spread)
        partner = self._as(self.desk.partner)
        with actor_transaction(partner):
            withdrawals.withdraw(
                witness=self.witness, purposes=None, channel="by telephone", happened_on=today(), by=partner
            )
        with self.lock:
            self.tally.happened["withdrawals"] += 1

    def _take_back(self) -> None:
        from disclosures.actions import approval
        from iapb.access.transaction import actor_transaction

        if self.chance.random() < 0.7:
            return
        officer = self._as(self.desk.second)
        with actor_transaction(officer):
            approval.take_back_to_change(self.disclosure, by=officer)

    def _look(self, what: str) -> None:
        """Just before our commit, with another connection: whatever it sees was committed before."""
        import psycopg

        time.sleep(self.chance.random() * 0.01)
        with psycopg.connect(self.url, autocommit=True) as other:
            row = other.execute(
                "select consent_epoch from interviews_witness where id = %s", [self.witness.pk]
            ).fetchone()
        if row != (0,):
            with self.lock:
                self.tally.violations.append(f"{what} beside a withdrawal that was committed before it")

    def _judge(self) -> None:
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as owner:
            given = owner.execute(
                "select capacity, by_id from disclosures_approval where disclosure_id = %s and voided_at is null",
                [self.disclosure.pk],
            ).fetchall()
            ever = owner.execute(
                "select by_id from disclosures_approval where disclosure_id = %s", [self.disclosure.pk]
            ).fetchall()
        for column, what in ((0, "a capacity"), (1, "a person")):
            values = [row[column] for row in given]
            if len(values) != len(set(values)):
                self.tally.violations.append(f"{what} approved twice")
        if (self.desk.officer.pk,) in ever:
            self.tally.violations.append("the preparer approved")
        before = self.tally.happened["releases"]
        self._act_alone(lambda: self._release(self.desk.second, patience=0.1))
        if self.tally.happened["releases"] > before:
            self.tally.violations.append("a release after the withdrawal")

    def _act_alone(self, act: Callable[[], None]) -> None:
        from iapb.access.errors import Invalid

        try:
            act()
        except Invalid:
            return
