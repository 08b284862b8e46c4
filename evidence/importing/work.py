"""The rows of one run: each through the action that everybody uses, in chunks, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeVar
from uuid import uuid4

from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from evidence.importing.keys import Known, differences, index_of, key_of, seal
from evidence.importing.manifest import Manifest, Problem
from evidence.importing.models import BroughtIn, Run
from evidence.importing.places import Outside
from evidence.importing.registry import Kind, Made, Making, Row, Taken
from evidence.importing.report import OUTCOMES, Line, Report
from evidence.models import Item
from iapb.access.constraints import sentence_of
from iapb.access.errors import Invalid, Refused
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody.keys import KeyDestroyed

T = TypeVar("T")

CHUNK = 100
MOST_WAITING = 32 << 20  # bytes that are sealed before their rows are written
_ABSENT = _("What this row belongs to was not brought in.")
_NOT_KEPT = _("The database refused this row. Check its values.")
_NO_FILE = _("The file is not there any more, or cannot be read.")


class _Missing(Exception):
    pass


# Of the row itself. What is the machine's (a full disk, a database that is away) stops the run.
_GONE = (_Missing, ObjectDoesNotExist, KeyDestroyed)
_UNREADABLE = (Outside, FileNotFoundError, PermissionError)
_REFUSALS = (Invalid, Refused, IntegrityError, DataError, *_GONE, *_UNREADABLE)


@dataclass(frozen=True)
class _Waiting:
    """A row whose bytes, if it has any, lie in the vault already."""

    row: Row
    make: Callable[[], Made]
    discard: Callable[[], None] = lambda: None


@dataclass
class Work:
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
        if kind.take:
            for some in self._taken(kind, kind.take, fresh):
                self._keep_all(kind, some)
        elif kind.make and fresh:
            self._keep_all(kind, [_Waiting(row, partial(self._made, kind, kind.make, row)) for row in fresh])

    def _taken(self, kind: Kind, take: Callable[[Making], Taken], rows: list[Row]) -> Iterator[list[_Waiting]]:
        """Bytes flow outside any transaction; their rows are written together, sooner where the bytes are many."""
        waiting: list[_Waiting] = []
        size = 0
        self.manifest.place.ahead(row.values[kind.path_column] for row in rows)
        for row in rows:
            one = self._tried(kind, row, lambda row=row: take(self._making(kind, row)))
            if one is None:
                continue
            waiting.append(_Waiting(row, one.keep, one.discard))
            size += one.size
            if size > MOST_WAITING:
                yield waiting
                waiting, size = [], 0
        if waiting:
            yield waiting

    def _keep_all(self, kind: Kind, waiting: list[_Waiting]) -> None:
        """One transaction for all, a savepoint for each. Bytes whose row was refused go with it."""
        made: list[BroughtIn] = []
        refused: list[_Waiting] = []
        with actor_transaction(self.by):
            for one in waiting:
                kept = self._tried(kind, one.row, lambda one=one: self._kept(kind, one))
                if kept is None:
                    refused.append(one)
                else:
                    made.append(kept)
        for one in refused:
            one.discard()
        for kept in made:
            self.known.add(kept)
            self.report.count(kind.name, "created")

    @transaction.atomic
    def _kept(self, kind: Kind, one: _Waiting) -> BroughtIn:
        return self._keep(kind, one.row, one.make())

    def _made(self, kind: Kind, make: Callable[[Making], Made], row: Row) -> Made:
        return make(self._making(kind, row))

    def _before(self, kind: Kind, row: Row) -> bool:
        before = self.known.get(kind.name, row.id)
        if before is None:
            return False
        try:
            changed = tuple(differences(before, row))
        except KeyDestroyed:
            self.report.count(kind.name, "erased")
            return True
        self.report.count(kind.name, "differs" if changed else "same")
        if changed:
            self.report.lines.append(Line(kind.name, row.number, "differs", changed))
        return True

    def _known_to_be_wrong(self, kind: Kind, row: Row) -> bool:
        """What the dry run has told of a row refuses it: nobody is registered twice because a page was not read."""
        told = self._problems.get((kind.name, row.number), [])
        if told:
            self.report.count(kind.name, "refused")
        self.report.lines += [Line(kind.name, row.number, "refused", (one.column,), one.sentence) for one in told]
        return bool(told)

    @cached_property
    def _problems(self) -> dict[tuple[str, int], list[Problem]]:
        told: dict[tuple[str, int], list[Problem]] = {}
        for one in self.manifest.problems:
            if one.row and one.refuses:
                told.setdefault((one.table, one.row), []).append(one)
        return told

    def _tried(self, kind: Kind, row: Row, act: Callable[[], T]) -> T | None:
        try:
            return act()
        except _REFUSALS as error:
            self.report.count(kind.name, "refused")
            self.report.lines.append(Line(kind.name, row.number, "refused", (), _sentence(error)))
            return None

    def _making(self, kind: Kind, row: Row) -> Making:
        columns = {column.name: column for column in kind.columns}

        def found(name: str) -> Made:
            column, value = columns[name], row.values[name]
            known = self.known.item(value) if column.as_ == "item" else self.known.get(column.of, value)
            if known is None and column.as_ == "item":
                item = Item.objects.visible_to(self.by).get(reference=value)
                return Made(item.pk, item.subject or item.pk)
            if known is None:
                raise _Missing
            return Made(known.object, known.subject)

        key = key_of(self.known.collection, row)
        return Making(row, self.by, key, found, self.manifest.place.open, self.manifest.codes)

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


def _sentence(error: Exception) -> Any:
    if isinstance(error, Invalid | Refused):
        return error.sentence
    if isinstance(error, IntegrityError):
        return sentence_of(error) or _NOT_KEPT
    if isinstance(error, _UNREADABLE):
        return _NO_FILE
    return _ABSENT if isinstance(error, _GONE) else _NOT_KEPT
