"""The run: what the dry run has read is brought in, and counted anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone

from evidence.importing.destination import collection_for
from evidence.importing.dry_run import must_be_allowed
from evidence.importing.keys import Known
from evidence.importing.manifest import Manifest
from evidence.importing.models import Run
from evidence.importing.recount import recounted
from evidence.importing.registry import kinds
from evidence.importing.report import Report
from evidence.importing.work import CHUNK, Work
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.ledger import record

Told = Callable[[float, Any], object]


def run(
    manifest: Manifest, *, by: Person, collection: UUID | None = None, told: Told = lambda share, stage: None
) -> Report:
    """Outside any transaction. Stopped at any moment, it is run again and goes on where it stopped."""
    with actor_transaction(by):
        must_be_allowed(manifest, by)
        where = collection_for(by, collection)
        begun = Run.objects.create(collection=where, started_by=by)
        read = dict(manifest.read)
        record("import.begun", actor=by.pk, object=begun.pk, detail={"collection": str(where.pk), "read": read})
        known = Known.of(where.pk, by)
    work = Work(begun, manifest, known, by, Report(begun.pk, totals=dict(manifest.totals)))
    whole = sum(len(rows) for rows in manifest.rows.values()) or 1
    done = 0
    for kind in kinds():
        rows = manifest.rows.get(kind.name, [])
        work.begin(kind)
        for start in range(0, len(rows), CHUNK):
            work.chunk(kind, rows[start : start + CHUNK])
            done += len(rows[start : start + CHUNK])
            told(done / whole, kind.label)
    return _finish(begun, work.report, by)


def _finish(begun: Run, report: Report, by: Person) -> Report:
    with actor_transaction(by):
        for kind in kinds():
            if kind.name in report.counts:
                report.counts[kind.name]["recounted"] = recounted(begun.pk, kind)
                if kind.name in report.totals:
                    report.counts[kind.name]["stated"] = report.totals[kind.name]
        begun.counts, begun.finished_at = report.counts, timezone.now()
        begun.save(update_fields=["counts", "finished_at"])
        detail: dict[str, Any] = {"counts": report.counts, "agrees": report.agrees}
        record("import.finished", actor=by.pk, object=begun.pk, detail=detail)
    return report
