"""[likeness.search] [likeness.found]: pictures near one among 752,000, against comparing every one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from statistics import median
from time import perf_counter
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from evidence.actions.items import next_reference
from evidence.likeness import FARTHEST, Distance, Near
from evidence.management.people import a_partner
from evidence.models import Collection, Derivative, Item, ItemFile, Likeness
from evidence.models.likeness import BITS
from iapb import environment
from iapb.access.transaction import actor_transaction, set_actor
from iapb.accounts.models import Person
from iapb.custody.models import StoredFile

PICTURES = 752_000  # and as many moments of films would double it
SOUGHT, EACH, ROUNDS = 40, 5, 3
# Bits of a hash as if drawn by lot; those of real pictures hang together somewhat.
FILL = """
insert into evidence_likeness (id, derivative_id, at_ms, bits, closed, collection_id)
select gen_random_uuid(), %s, n, ('x' || encode(sha256(int8send(n)), 'hex'))::bit(256), true, %s
from generate_series(1::bigint, %s) n
"""


class Command(BaseCommand):
    help = "Measure the search for pictures that look alike, on throw-away services, as the web role behind its walls."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 752,000 pictures")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each figure")

    def handle(self, *, scale: float, json: bool, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Only on throw-away services: python -m iapb.local.services manage bench_likeness")
        person = a_partner()
        with actor_transaction(person):
            planted = _fill(person, max(1000, round(PICTURES * scale)))
        # As the database does by itself within minutes: without it the planner knows nothing of the bands.
        with psycopg.connect(environment.secret("DATABASE_OWNER_URL", settings.SECRETS), autocommit=True) as owner:
            owner.execute("vacuum analyze evidence_likeness")
        with actor_transaction(person):
            if options["verbosity"] > 1:
                self.stderr.write(_near(person, planted[0]).explain(analyze=True))
            for figure in _figures(person, planted):
                self._say(figure, json)

    def _say(self, figure: dict[str, Any], as_json: bool) -> None:
        line = "{figure}: {value} {unit}; {baseline} {baseline_value}; ratio {ratio}"
        self.stdout.write(json.dumps(figure) if as_json else line.format(**figure))


def _fill(person: Person, count: int) -> list[str]:
    """Pictures by lot, and near some that are sought a few that differ in up to 31 bits. Gives the sought."""
    copy = _derivative(person)
    with connection.cursor() as cursor:
        cursor.execute(FILL, [copy.pk, copy.collection_id, count])
    random = Random(1)  # noqa: S311  (no secret)
    sought = [random.getrandbits(BITS) for _ in range(SOUGHT)]
    near = [one ^ _flips(random, bits) for one in sought for bits in (0, 8, 16, 24, FARTHEST)]
    Likeness.objects.bulk_create(
        Likeness(derivative=copy, at_ms=count + n, bits=f"{bits:0{BITS}b}", collection_id=copy.collection_id)
        for n, bits in enumerate(near, 1)
    )
    return [f"{one:0{BITS}b}" for one in sought]


def _flips(random: Random, number: int) -> int:
    return sum(1 << place for place in random.sample(range(BITS), number))


def _figures(person: Person, sought: list[str]) -> Iterator[dict[str, Any]]:
    rows = Likeness.objects.visible_to(person)
    found, banded, whole = 0, [], []
    for bits in sought:
        near = _near(person, bits)
        for _ in range(ROUNDS):
            banded.append(_seconds(lambda near=near: list(near[:200])))
        found += len(near)
    for bits in sought[:ROUNDS]:
        every = rows.annotate(distance=Distance([bits])).filter(distance__lte=FARTHEST)
        whole.append(_seconds(lambda every=every: list(every)))
    yield _figure("likeness.search", median(banded) * 1000, "ms", "every picture compared", median(whole) * 1000)
    slow = sorted(banded)[int(len(banded) * 0.95)] * 1000
    yield _figure("likeness.search_p95", slow, "ms", "every picture compared", median(whole) * 1000)
    yield _figure("likeness.found", found, "pictures", "planted near enough", EACH * len(sought))


def _near(person: Person, bits: str) -> Any:
    rows = Likeness.objects.visible_to(person).filter(Near([bits]))
    return rows.annotate(distance=Distance([bits])).order_by("distance")


def _seconds(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start


def _figure(name: str, value: float, unit: str, baseline: str, against: float) -> dict[str, Any]:
    return {
        "figure": name,
        "value": round(value, 3),
        "unit": unit,
        "baseline": baseline,
        "baseline_value": round(against, 3),
        "ratio": round(value / against, 5),
    }


@transaction.atomic
def _derivative(person: Person) -> Derivative:
    """One item, with a file and a copy that all the pictures hang from."""
    set_actor(person.pk)
    (collection,) = Collection.objects.visible_to(person).filter(body=person.body_id)
    item = Item(
        reference=next_reference(Item.Kind.WITNESS_DOCUMENT), kind=Item.Kind.WITNESS_DOCUMENT, collection=collection,
        subject=uuid4(), created_by=person,
    )  # fmt: skip
    item.save(force_insert=True)
    common: dict[str, Any] = {"item": item, "collection": collection, "added_by": person}
    original, made = (
        ItemFile.objects.create(file=_stored(person, kind), role=role, **common)
        for kind, role in ((StoredFile.Kind.ORIGINAL, "photo"), (StoredFile.Kind.DERIVATIVE, "derivative"))
    )
    return Derivative.objects.create(
        item_file=made, parent=original, kind=Derivative.Kind.LIKENESS, tool="bench", tool_version="1",
        collection=collection,
    )  # fmt: skip


def _stored(person: Person, kind: str) -> StoredFile:
    """No bytes of it are anywhere."""
    return StoredFile.objects.create(
        kind=kind, state=StoredFile.State.READY, size=1, media_type="image/png", received_by=person,
        receipt_event=uuid4(),
    )  # fmt: skip
