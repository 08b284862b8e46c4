"""What is no row alone: a package that was built, handed over and asked back, and an erasure that waits.

Every step goes through the action that a person would take, on the first witness of the demonstration, whose files
really lie in the vault. Each run adds one of each, and the later ones hold more.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone

from consent.actions import erasures
from consent.models import Channel, Recipient
from disclosures.actions import approval, handovers, packages, recalls, requests, selection
from disclosures.models import Approval, Disclosure, Package, Recall, RecallAnswer
from evidence.actions import readings
from evidence.models import Item, ItemFile
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person, Role, RoleAssignment
from iapb.custody import tickets
from iapb.jobs import runner
from iapb.jobs.models import Job, State
from interviews.actions import witnesses
from interviews.identity import Identity, PersonName
from interviews.models import Interview, Witness

CAPACITIES = {Approval.Capacity.LEGAL: Role.LEGAL_APPROVER, Approval.Capacity.SAFETY: Role.SAFETY_APPROVER}
SECRETARIAT = "Duty prosecutor"


class NotDone(Exception):
    """The sentence says why."""


def make() -> None:
    """Outside any transaction: a job and a download have their own."""
    officer = _holder(Role.DISCLOSURE_OFFICER)
    with actor_transaction(officer):
        earlier = Package.objects.visible_to(officer).count()
        account = Interview.objects.visible_to(officer).order_by("reference").first()
        assert account is not None
        items = list(Item.objects.visible_to(officer).filter(subject=account.subject).order_by("reference"))
        sent = list(ItemFile.objects.visible_to(officer).filter(item__in=items).values_list("file_id", flat=True))
    # Their copies follow the screening, and lie in the vault as they do: what reads bytes has some to read.
    for kind in ("screen_file", "derive_file"):
        for job in Job.objects.open().filter(kind=kind, object__in=sent):
            done(job)
    package = _built(items if earlier else items[:1], officer)
    for _time in range(earlier + 1):
        _handed_over(package, officer)
    _asked_back(package, officer, earlier + 1)
    _erasure(account)


def _built(items: Sequence[Item], officer: Person) -> Package:
    disclosure = _submitted(items, officer)
    for capacity, role in CAPACITIES.items():
        with actor_transaction(_holder(role)) as approver:
            row = Disclosure.objects.visible_to(approver).get(pk=disclosure)
            approval.approve(
                row, capacity=capacity, manifest_sha256=str(row.manifest_sha256), note="Read whole.", by=approver
            )
    with actor_transaction(officer):
        packages.ask_to_build(Disclosure.objects.visible_to(officer).get(pk=disclosure), by=officer)
    with _sealing():
        done(Job.objects.get(kind=packages.KIND, object=disclosure))
    with actor_transaction(officer):
        return _packages(officer).get(disclosure=disclosure)


def _submitted(items: Sequence[Item], officer: Person) -> UUID:
    today = timezone.localdate()
    with actor_transaction(officer):
        recipient = Recipient.objects.visible_to(officer).get(name__startswith="Prosecution Service")
        request = requests.receive(
            recipient=recipient, by=officer, received_on=today, basis="Mutual assistance in a criminal matter",
            questions="What did the first witness see?", court_order=False,
        )  # fmt: skip
        disclosure = requests.begin(request, by=officer)
        selection.add_items(disclosure, list(items), by=officer)
        approval.submit(Disclosure.objects.visible_to(officer).get(pk=disclosure.pk), by=officer)
        return disclosure.pk


def _handed_over(package: Package, officer: Person) -> None:
    with actor_transaction(officer):
        channel = Channel.objects.visible_to(officer).filter(recipient=package.disclosure.request.recipient_id).first()
        path = handovers.hand_over(package, channel=channel, to=SECRETARIAT, by=officer, session_key=None)
    _ticket, file = tickets.redeem(path.strip("/").split("/")[-1])
    file.close()


def _asked_back(package: Package, officer: Person, answers: int) -> None:
    today: date = timezone.localdate()
    with actor_transaction(officer):
        recalls.recall(
            package, ground=Recall.Ground.ERROR, asks=Recall.Asks.DESTROY, how="Letter through the channel",
            asked_on=today, by=officer,
        )  # fmt: skip
        for _answer in range(answers):
            recalls.answer(
                package, answer=RecallAnswer.Answer.DESTROYED, signer=SECRETARIAT, answered_on=today, by=officer
            )


def _erasure(account: Interview) -> None:
    """Of a witness who never gave consent; it waits for its second person. The account is only read, for a reason."""
    with actor_transaction(Person.objects.get(pk=account.created_by_id)) as partner:
        name = PersonName("en", "Nadslau", f"Lashynska {uuid4().hex[:6]}")
        unheard = witnesses.register(identity=Identity(names=(name,)), sex="female", languages=["en"], by=partner)
    with actor_transaction(_holder(Role.DATA_PROTECTION_OFFICER)) as officer:
        readings.open_for_a_reason(name=unheard.code, reason="A request for erasure has come in.", by=officer)
        found = Witness.objects.visible_to(officer).get(pk=unheard.pk)
        erasures.ask(witness=found, decision="No consent was ever given and no claim needs the data.", by=officer)
        known = Witness.objects.unscoped("its code is asked for").get(pk=account.subject)
        readings.open_for_a_reason(name=known.code, reason="A question about the consent has come in.", by=officer)


def done(job: Job) -> None:
    runner.run(job.pk)
    job.refresh_from_db()
    if job.state != State.DONE:
        raise NotDone(f"{job.kind}: {job.error}")


def _packages(by: Person) -> Any:
    return Package.objects.visible_to(by).select_related("disclosure__request__recipient", "sealed")


def _holder(role: str) -> Person:
    held = RoleAssignment.objects.in_force().filter(role=role, person__expires_at=None).exclude(person__password="!")
    return held.select_related("person").order_by("person__email")[0].person


@contextmanager
def _sealing() -> Iterator[None]:
    """A package waits for its own last event, so a sealer must be at work; one that is already has the lock."""
    words = [sys.executable, "manage.py", "seal", "--interval", "0.1"]
    environment = {**os.environ, "IAPB_DATABASE": "sealer"}
    process = subprocess.Popen(words, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)
