"""[consent.facts_1502_s] [consent.queries]: the facts of a whole disclosure against asking item by item."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from statistics import median
from time import perf_counter
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent.decision import decide
from consent.facts import Material, Purpose
from consent.gathering import Part, facts_for
from consent.models import ConsentForm, ConsentGrant, ConsentRecord, Recipient
from evidence.models import Collection, CollectionPersonGrant, Item, ItemFile
from iapb.access.scope import scope_of
from iapb.access.transaction import set_actor
from iapb.accounts.models import Body, Person, RoleAssignment
from iapb.custody.models import StoredFile
from interviews.models import Interview, MaterialFacts, RiskAssessment, Witness, WitnessStatus

ENTRIES = 1502
ROUNDS = 7
ALONE = 60  # items asked one by one; more would only take longer


class Command(BaseCommand):
    help = "Measure gathering the facts of 1,502 entries of as many items, half as many witnesses."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 1,502 entries")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each figure")

    def handle(self, *, scale: float, json: bool, **options: Any) -> None:
        with transaction.atomic():
            bench = _Bench(max(20, int(ENTRIES * scale)))
            for figure in bench.figures():
                self._say(figure, json)
            transaction.set_rollback(True)

    def _say(self, figure: dict[str, Any], as_json: bool) -> None:
        line = "{figure}: {value} {unit}; {baseline} {baseline_value}; ratio {ratio}"
        self.stdout.write(json.dumps(figure) if as_json else line.format(**figure))


class _Bench:
    def __init__(self, count: int) -> None:
        self._made = _Made(count)
        self._parts = [Part(pk, Material.ACCOUNT) for pk in self._made.items]
        scope_of(self._made.officer)  # once a request, whatever is asked then

    def figures(self) -> Iterator[dict[str, Any]]:
        whole, alone = [], []
        for _ in range(ROUNDS):  # in turn, so that what else runs on the machine weighs on both
            whole.append(_seconds(lambda: self._decide(self._parts)))
            alone.append(_seconds(lambda: [self._decide([part]) for part in self._parts[:ALONE]]))
        value, single = median(whole), median(alone) / ALONE * len(self._parts)
        yield _figure("consent.facts_1502_s", value, "s", "item by item", single)
        with CaptureQueriesContext(connection) as many:
            self._decide(self._parts)
        with CaptureQueriesContext(connection) as one:
            self._decide(self._parts[:1])
        yield _figure("consent.queries", len(many), "queries", "for one entry", len(one))

    def _decide(self, parts: list[Part]) -> None:
        made = self._made
        found = facts_for(
            parts, recipient=made.recipient, purpose=Purpose.NATIONAL_PROSECUTION, on=timezone.localdate(),
            request=made.request, actor=made.officer,
        )  # fmt: skip
        assert len(found) == len(parts)
        for facts in found.values():
            decide(facts)


class _Made:
    """Rows of the shape of a large disclosure, made in bulk and rolled back at the end."""

    def __init__(self, count: int) -> None:
        self.request, today = uuid4(), timezone.localdate()
        self.officer = self._person()
        body = Body.objects.create(name=f"bench {uuid4()}", group=Group.objects.create(name=f"bench {uuid4()}"))
        set_actor(self.officer.pk)
        self.recipient = Recipient(
            name=f"bench {uuid4()}", code="BENCH", recipient_class="national_prosecutor", state="LT", in_eea=True,
            blocked=False, state_blocked=False, needs_names=False, accepts_caveats=True, created_by=self.officer,
        )  # fmt: skip
        self.recipient.save(force_insert=True)
        self._collection = self._collection_of(body)
        self._form = ConsentForm.objects.create(
            version=uuid4().hex[:8], language="ru", text="bench", notice_version="1",
            sha256=sha256(b"bench").hexdigest(), valid_from=today,
            purposes=[str(purpose) for purpose in Purpose], approved_by=self.officer,
        )  # fmt: skip
        self._witnesses(max(1, count // 2), today)
        self.items = self._interviews(count, today)

    def _person(self) -> Person:
        officer = Person.objects.create(email=f"{uuid4()}@example.org", name="bench", password="!")
        other = Person.objects.create(email=f"{uuid4()}@example.org", name="bench", password="!")
        now = timezone.now()
        RoleAssignment.objects.create(
            person=officer, role="disclosure_officer", granted_by=other, confirmed_by=self._another(), confirmed_at=now,
            expires_at=now + timedelta(days=1),
        )  # fmt: skip
        return officer

    def _another(self) -> Person:
        return Person.objects.create(email=f"{uuid4()}@example.org", name="bench", password="!")

    def _collection_of(self, body: Body) -> Collection:
        with connection.cursor() as cursor:
            cursor.execute("set constraints all deferred")
        collection = Collection(id=uuid4(), name=f"bench {uuid4()}", body=body)
        CollectionPersonGrant.objects.create(
            content_object=collection, user=self.officer, granted_by=self.officer,
            permission=Permission.objects.get(codename="view_collection"),
            expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        collection.save(force_insert=True)
        return collection

    def _witnesses(self, count: int, today: Any) -> None:
        by, of = self.officer, self._collection
        people = [
            Witness(code=f"W-{10000 + n}", collection=of, name_sealed=b"-", registered_by=by) for n in range(count)
        ]
        self._people = Witness.objects.bulk_create(people)
        WitnessStatus.objects.bulk_create(
            WitnessStatus(witness=one, status="reachable", status_on=today, circumstances_changed=False,
                          open_rights_request=False, stated_by=by)
            for one in people
        )  # fmt: skip
        RiskAssessment.objects.bulk_create(
            RiskAssessment(witness=one, assessed_on=today, level="low", raised_since_consent=False, stated_by=by)
            for one in people
        )
        proofs = self._files(len(people), "image/png")
        records = [
            ConsentRecord(witness=one, form=self._form, form_sha256=self._form.sha256, language="ru", taken_by="D-1",
                          mode="wet_signature", capacity="self", given_on=today, proof=proof, recorded_by=by)
            for one, proof in zip(people, proofs, strict=True)
        ]  # fmt: skip
        ConsentRecord.objects.bulk_create(records)
        ConsentGrant.objects.bulk_create(
            ConsentGrant(record=record, purpose=purpose, answer="yes", identity="identified", material=["account"])
            for record in records
            for purpose in Purpose
        )

    def _files(self, count: int, media_type: str) -> list[StoredFile]:
        return StoredFile.objects.bulk_create(
            StoredFile(kind="original", state="ready", size=1, media_type=media_type, received_by=self.officer,
                       receipt_event=uuid4())
            for _ in range(count)
        )  # fmt: skip

    def _interviews(self, count: int, today: Any) -> list[Any]:
        by, of = self.officer, self._collection
        items = []
        for number in range(count):
            interview = Interview(
                reference=f"BENCH-{number}", kind="interview", collection=of, subject=self._people[number // 2].pk
                if number // 2 < len(self._people) else self._people[-1].pk,
                created_by=by, held_on=today, language="ru", place_kind="office", mode="in_person",
                age_at_interview=40,
            )  # fmt: skip
            items.append(interview)
        for interview in items:
            interview.save(force_insert=True)
        files = self._files(count, "audio/flac")
        ItemFile.objects.bulk_create(
            ItemFile(item=item, file=file, role="transcript", collection=of, added_by=by)
            for item, file in zip(items, files, strict=True)
        )
        MaterialFacts.objects.bulk_create(
            MaterialFacts(item=item, contains=[], nothing_else=False, carries_name=True, others="none",
                          restricted_art18=False, sgbv=False, stated_by=by)
            for item in items
        )  # fmt: skip
        return [item.pk for item in Item.objects.visible_to(by).filter(pk__within=[one.pk for one in items])]


def _seconds(act: Any) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start


def _figure(name: str, value: float, unit: str, baseline: str, against: float) -> dict[str, Any]:
    return {
        "figure": name,
        "value": round(value, 4),
        "unit": unit,
        "baseline": baseline,
        "baseline_value": round(against, 4),
        "ratio": round(value / against, 4),
    }
