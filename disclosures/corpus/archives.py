"""Older archives as a partner sends them: a table of which half the rows have a problem, and one that was brought in.

Through the actions of their page, since they rest sealed under keys of their own. Only the report of the second is
written straight down: its rows would be witnesses, of whom the corpus has its own.
"""

from __future__ import annotations

import csv
import io

from django.utils import timezone

from disclosures.corpus.leaving import done
from evidence.importing import archives
from evidence.importing.models import Archive, Run
from evidence.importing.words import PROBLEMS
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.jobs.models import Job
from iapb.sentences import keep

HEAD = ("id", "family_en", "given_en", "birth_date", "languages")
REFUSED = 10  # one of so many rows of the second


def make(rows: int, partner: Person) -> None:
    """Outside any transaction: jobs have their own."""
    _examined("witnesses.csv", rows, partner)
    _brought_in(_examined("interviewed.csv", 1, partner), rows, partner)


def _examined(name: str, rows: int, partner: Person) -> Archive:
    sent = archives.receive(stream=[_table(rows)], name=name, by=partner)
    done(Job.objects.open().get(kind=archives.EXAMINE, object=sent.pk))
    with actor_transaction(partner):
        return Archive.objects.visible_to(partner).get(pk=sent.pk)


def _brought_in(archive: Archive, rows: int, partner: Person) -> None:
    refused = rows // REFUSED
    counts = {"read": rows, "created": rows - refused, "refused": refused, "recounted": rows - refused}
    with actor_transaction(partner):
        archive.run = Run.objects.create(
            collection_id=archive.collection_id, started_by=partner, finished_at=timezone.now(),
            counts={"witnesses": {**counts, "same": 0, "differs": 0, "erased": 0}},
        )  # fmt: skip
        sentence = keep(PROBLEMS["day"])
        archive.lines = [["witnesses", row, "refused", ["birth_date"], sentence] for row in range(1, refused + 1)]
        archive.save(update_fields=["run", "lines"])


def _table(rows: int) -> bytes:
    """Every second row has a day that is none."""
    kept = io.StringIO(newline="")
    table = csv.writer(kept)
    table.writerow(HEAD)
    for row in range(rows):
        born = "1988-02-31" if row % 2 else "1988-02-03"
        table.writerow([f"old-{row}", f"Lashynska {row}", "Nadslau", born, "ru"])
    return kept.getvalue().encode()
