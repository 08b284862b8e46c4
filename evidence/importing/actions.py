"""The run: each row through the action that everybody uses, in chunks, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.access import own_collection
from evidence.importing.keys import Known, differences, index_of, key_of, seal
from evidence.importing.manifest import Manifest, Outside, Problem
from evidence.importing.models import BroughtIn, Run
from evidence.importing.recount import recounted
from evidence.importing.registry import Kind, Made, Making, Row, kinds
from iapb.access.constraints import sentence_of
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody.keys import KeyDestroyed
from iapb.ledger import record

CHUNK = 100
OUTCOMES = ("read", "created", "same", "differs", "erased", "refused")
_ABSENT = _("What this row belongs to was not brought in.")
_NOT_KEPT = _("The database refused this row. Check its values.")
_NO_FILE = _("The file is not there any more, or cannot be read.")

Told = Callable[[float, str], object]


@dataclass(frozen=True)
class Line:
    """One row that did not simply go through."""

    table: str
    row: int
    outcome: str
    columns: tuple[str, ...] = ()
    sentence: str = ""


@dataclass
class Report:
    run: UUID
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        """The separate count finds what the run says it made, and every row read has one outcome."""
        return all(
            one["created"] == one["recounted"] and one["read"] == sum(one[name] for name in OUTCOMES[1:])
            for one in self.counts.values()
        )


class _Missing(Exception):
    pass


def run(manifest: Manifest, *, by: Person, told: Told = lambda share, stage: None) -> Report:
    """Outside any transaction. Stopped at any moment, it is run again and goes on where it stopped."""
    with actor_transaction(by):
        require(by, Right.REGISTER)
        require(by, Right.UPLOAD)
        collection = own_collection(by)
        begun = Run.objects.create(collection=collection, started_by=by)
        read = dict(manifest.read)
        record("import.begun", actor=by.pk, object=begun.pk, detail={"collection": str(collection.pk), "read": read})
        known = Known.of(collection.pk, by)
    work = _Work(begun, manifest, known, by, Report(begun.pk, totals=dict(manifest.totals)))
    whole = sum(len(rows) for rows in manifest.rows.values()) or 1
    done = 0
    for kind in kinds():
        rows = manifest.rows.get(kind.name, [])
        work.begin(kind)
        for start in range(0, len(rows), CHUNK):
            work.chunk(kind, rows[start : start + CHUNK])
            done += len(rows[start : start + CHUNK])
            told(done / whole, kind.name)
    return _finish(begun, work.report, by)


@dataclass
class _Work:
    run: Run
    manifest: Manifest
    known: Known
    by: Person
    report: Report

    def begin(self, kind: Kind) -> None:
        """Rows that could not be read at all are refused from the start, each with its problem."""
        read = self.manifest.read.get(kind.name)
        if read is None:
            return
        unreadable = read - len(self.manifest.rows[kind.name])
        self.report.counts[kind.name] = {**dict.fromkeys(OUTCOMES, 0), "read": read, "refused": unreadable}
        told = [p for p in self.manifest.problems if p.table == kind.name and p.row]
        whole = {row.number for row in self.manifest.rows[kind.name]}
        self.report.lines += [
            Line(kind.name, one.row or 0, "refused", (one.column,), one.sentence)
            for one in told
            if one.row not in whole and one.row != 1
        ]

    def chunk(self, kind: Kind, rows: Iterable[Row]) -> None:
        fresh = [row for row in rows if not self._before(kind, row) and not self._known_to_be_wrong(kind, row)]
        if kind.streams:
            for row in fresh:
                self._tried(kind, row, lambda row=row: self._streamed(kind, row))
            return
        if not fresh:
            return
        made: list[BroughtIn] = []
        with actor_transaction(self.by):
            for row in fresh:
                if one := self._tried(kind, row, lambda row=row, made=made: self._kept(kind, row, made)):
                    made.append(one)
        for one in made:
            self.known.add(one)

    def _before(self, kind: Kind, row: Row) -> bool:
        before = self.known.get(kind.name, row.id)
        if before is None:
            return False
        try:
            changed = tuple(differences(before, row))
        except KeyDestroyed:
            self._count(kind, "erased")
            return True
        self._count(kind, "differs" if changed else "same")
        if changed:
            self.report.lines.append(Line(kind.name, row.number, "differs", changed))
        return True

    def _known_to_be_wrong(self, kind: Kind, row: Row) -> bool:
        """What the dry run has told of a row refuses it: nobody is registered twice because a page was not read."""
        told = self._problems.get((kind.name, row.number), [])
        if told:
            self._count(kind, "refused")
        self.report.lines += [Line(kind.name, row.number, "refused", (one.column,), one.sentence) for one in told]
        return bool(told)

    @cached_property
    def _problems(self) -> dict[tuple[str, int], list[Problem]]:
        told: dict[tuple[str, int], list[Problem]] = {}
        for one in self.manifest.problems:
            if one.row:
                told.setdefault((one.table, one.row), []).append(one)
        return told

    def _tried(self, kind: Kind, row: Row, make: Callable[[], BroughtIn]) -> BroughtIn | None:
        try:
            made = make()
        except _REFUSALS as error:
            self._count(kind, "refused")
            self.report.lines.append(Line(kind.name, row.number, "refused", (), _sentence(error)))
            return None
        self._count(kind, "created")
        return made

    @transaction.atomic
    def _kept(self, kind: Kind, row: Row, chunk: list[BroughtIn]) -> BroughtIn:
        return self._keep(kind, row, kind.make(self._making(kind, row, chunk)))

    def _streamed(self, kind: Kind, row: Row) -> BroughtIn:
        made = kind.make(self._making(kind, row, []))
        with actor_transaction(self.by):
            kept = self._keep(kind, row, made)
        self.known.add(kept)
        return kept

    def _making(self, kind: Kind, row: Row, chunk: list[BroughtIn]) -> Making:
        of = {column.name: column.of for column in kind.columns}

        def found(column: str) -> UUID:
            value = row.values[column]
            known = self.known.get(of[column], value)
            if known is None:
                raise _Missing
            return known.object

        return Making(row, self.by, key_of(self.known.collection, row), found, self.manifest.open)

    def _keep(self, kind: Kind, row: Row, made: Made) -> BroughtIn:
        pk = uuid4()
        return BroughtIn.objects.create(
            id=pk,
            run=self.run,
            collection_id=self.known.collection,
            kind=kind.name,
            legacy=index_of(row.id),
            object=made.object,
            subject=made.subject,
            row_sealed=seal(pk, made.subject, row),
        )

    def _count(self, kind: Kind, outcome: str) -> None:
        self.report.counts[kind.name][outcome] += 1


# Of the row itself. What is the machine's (a full disk, a database that is away) stops the run.
_GONE = (_Missing, ObjectDoesNotExist, KeyDestroyed)
_UNREADABLE = (Outside, FileNotFoundError, PermissionError)
_REFUSALS = (Invalid, Refused, IntegrityError, DataError, *_GONE, *_UNREADABLE)


def _sentence(error: Exception) -> str:
    if isinstance(error, Invalid | Refused):
        return str(error.sentence)
    if isinstance(error, IntegrityError):
        return str(sentence_of(error) or _NOT_KEPT)
    if isinstance(error, _UNREADABLE):
        return str(_NO_FILE)
    return str(_ABSENT if isinstance(error, _GONE) else _NOT_KEPT)


def _finish(begun: Run, report: Report, by: Person) -> Report:
    with actor_transaction(by):
        for kind in kinds():
            if kind.name in report.counts:
                report.counts[kind.name]["recounted"] = recounted(begun.pk, kind)
        begun.counts, begun.finished_at = report.counts, timezone.now()
        begun.save(update_fields=["counts", "finished_at"])
        detail: dict[str, Any] = {"counts": report.counts, "agrees": report.agrees}
        record("import.finished", actor=by.pk, object=begun.pk, detail=detail)
    return report
