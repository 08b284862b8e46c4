"""One run: everything in one transaction, in the order in which the rooms stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from consent.models import ConsentForm, Recipient
from disclosures.actions import requests, selection
from disclosures.corpus import interviews, past, people, records, texts, typed, versions, witnesses
from disclosures.corpus.coding import Coder
from disclosures.corpus.copying import copy_rows, new_id
from disclosures.corpus.pool import Pool
from disclosures.corpus.proposals import Proposer
from disclosures.corpus.talk import Talk
from disclosures.corpus.texts import Layers
from disclosures.corpus.twice import Desk
from evidence.models import CaseSet, CaseSetSubject, Collection, Item
from iapb.accounts.models import Body, Person, Role, RoleAssignment
from iapb.jobs.models import Job, State
from interviews.models import Interview, Witness

# Of the whole, as it is to hold (2,775 interviews).
INTERVIEWS, DOCUMENTS, TAGS, PEOPLE, BODIES, REQUESTS, FILES_OF_A_DISCLOSURE = 2775, 30_019, 250_000, 60, 12, 40, 1502
RECORDS = 600  # guides, things and pairs
TAGS_OF_THE_LONGEST, ASKED_OF_THE_LONGEST = 500, 150
ARCHIVED = 5550  # rows of an older archive
TOLD = 120  # readings back of one account, and as many showings: at a third still more than anybody's
PER_WITNESS = 0.9  # some were heard twice


@dataclass(frozen=True)
class Shape:
    """How many rows of each kind."""

    interviews: int
    words: int  # of an account, on average

    def share(self, whole: int) -> int:
        return max(1, round(whole * self.interviews / INTERVIEWS))


@transaction.atomic
def make(shape: Shape, seed: int) -> dict[str, int]:
    """Ids, texts and numbers follow from the seed; times, events and sealed names do not."""
    random, now = Random(f"corpus {seed}"), timezone.now()  # noqa: S311  (no secret)
    people.make(shape.share(BODIES), shape.share(PEOPLE), _two_administrators(), random, now)
    versions.publish_second(_holders(Role.REVIEWER))
    owners = _owners()
    heard = witnesses.make(
        max(1, round(shape.interviews * PER_WITNESS)), owners, list(ConsentForm.objects.all()), random, now
    )
    pool = Pool(random)
    accounts = [(_heard(heard, number, random), pool.account(random, _length(shape, number, random))) for number in
                range(shape.interviews)]  # fmt: skip
    held = interviews.make(accounts, random, now)
    papers = interviews.documents(held, shape.share(DOCUMENTS), random, now)
    layers = texts.make([(one, account) for one, (_, account) in zip(held, accounts, strict=True)], random, now)
    _work(shape, zip(held, layers, strict=True), random, now)
    records.let_go(heard, now)
    records.make(shape.share(RECORDS), shape.share(TOLD), heard, owners, random, now)
    records.pairs(shape.share(RECORDS), heard, owners, random)
    _into_the_case_set(heard, now)
    _jobs(held, random, now)
    entries = _requests(shape, held, random, now)
    return {"witnesses": len(heard), "interviews": len(held), "documents": len(papers), "entries": entries}


def count_rows_anew() -> None:
    """The planner would otherwise go by the tables as they were while empty, and no index would answer alone until
    the database had got round to tidying up by itself, as it does within a minute: in the middle of a measurement."""
    with connection.cursor() as cursor:
        cursor.execute("vacuum (analyze)")


def _work(shape: Shape, told: Iterable[tuple[Interview, Layers]], random: Random, now: datetime) -> None:
    """What people do with the accounts. The first of them is the longest, and the most is done with it."""
    analysts = _holders(Role.ANALYST)
    coder = Coder(analysts, random, now)
    desk, talk = Desk(coder, _holders(Role.REVIEWER), random, now), Talk(analysts, random, now)
    proposer = Proposer(random, now)
    for number, (interview, layers) in enumerate(told):
        usual = max(1, round(TAGS / INTERVIEWS))
        coded = coder.code(interview, layers, usual if number else shape.share(TAGS_OF_THE_LONGEST))
        desk.give(interview, layers, coded)
        talk.about(number, interview, coded, shape.share(ASKED_OF_THE_LONGEST))
        proposer.propose(interview, coded)
        typed.correct(number, interview, layers, random, now)


def _length(shape: Shape, number: int, random: Random) -> int:
    if number == 0:
        return shape.words * 2
    return round(random.triangular(shape.words / 3, shape.words * 2, shape.words * 2 / 3))


def _heard(heard: list[Witness], number: int, random: Random) -> Witness:
    return heard[number] if number < len(heard) else random.choice(heard)


def _holders(role: str) -> list[Person]:
    """Of the demonstration: those of the corpus itself have no password."""
    held = RoleAssignment.objects.in_force().filter(role=role, person__expires_at=None).exclude(person__password="!")
    return [one.person for one in held.select_related("person").order_by("person__email")]


def _two_administrators() -> tuple[Person, Person]:
    first, second = _holders(Role.ACCOUNT_ADMINISTRATOR)[:2]
    return first, second


def _owners() -> list[tuple[Collection, Person]]:
    """The demonstration's partners, each with their body's collection."""
    collections = {one.body_id: one for one in Collection.objects.unscoped("the corpus fills them")}
    return [(collections[one.body_id], one) for one in _holders(Role.PARTNER) if one.body_id in collections]


def _into_the_case_set(heard: list[Witness], now: datetime) -> None:
    case_set = CaseSet.objects.unscoped("the corpus fills it").order_by("created_at").first()
    rows = [
        CaseSetSubject(case_set=case_set, subject=one.pk, added_by=case_set.created_by, added_at=now) for one in heard
    ]
    CaseSetSubject.objects.bulk_create(rows, batch_size=1000)


def _jobs(held: list[Interview], random: Random, now: datetime) -> None:
    states = random.choices((State.DONE, State.FAILED, State.CANNOT_RUN), (90, 5, 5), k=len(held))
    common: dict[str, Any] = {"created_at": now, "due_at": now, "rung_at": now, "started_at": now, "finished_at": now}
    copy_rows(
        Job,
        (
            Job(
                id=new_id(random), kind="transcribe", object=one.pk, collection=one.collection_id,
                asked_by=one.created_by, state=state, attempt=1, progress=1.0 if state == State.DONE else 0.3,
                error="" if state == State.DONE else "The engine stopped.", **common,
            )
            for one, state in zip(held, states, strict=True)
        ),
    )  # fmt: skip


def _requests(shape: Shape, held: list[Interview], random: Random, now: datetime) -> int:
    """Through the desk's own actions: the decision is asked for every entry."""
    (officer, *_rest) = _holders(Role.DISCLOSURE_OFFICER)
    today = timezone.localdate()
    recipient = Recipient.objects.visible_to(officer).exclude(age_public_key="").order_by("code").first()
    made = [
        requests.receive(
            recipient=recipient,
            by=officer,
            their_reference=f"C-{random.randrange(10_000)}",
            received_on=today - timedelta(days=random.randint(1, 90)),
            deadline=today + timedelta(days=random.randint(5, 90)),
            basis="Mutual assistance in a criminal matter",
            questions="Which witnesses were held in the facilities named in the annex?",
            court_order=False,
        )
        for _ in range(shape.share(REQUESTS))
    ]
    asked = [one.pk for one in held][: max(1, shape.share(FILES_OF_A_DISCLOSURE) // 3)]
    past.make(held, len(asked), recipient, officer, random, now)
    largest = requests.begin(made[0], by=officer)
    return selection.add_items(largest, list(Item.objects.visible_to(officer).filter(pk__in=asked)), by=officer)


def first_partner() -> Person:
    return _owners()[0][1]


def installed() -> bool:
    return Body.objects.exists() and ConsentForm.objects.exists()
