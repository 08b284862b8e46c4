"""Brings in a folder of older material, or tells what is wrong with it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.importing import actions, dry_run
from evidence.importing.places import Folder, Packed, Place, Unopened
from evidence.importing.registry import kinds
from evidence.importing.report import OUTCOMES, Report
from evidence.importing.words import PROBLEMS
from iapb.access.errors import Invalid, Refused
from iapb.accounts.models import Person
from iapb.jobs.box import Box
from iapb.jobs.proof import unproven


class Command(BaseCommand):
    help = (
        "Bring in a folder of tables (witnesses.csv, … or manifest.xlsx) and files as the person named. Without --run "
        "nothing is written: every problem is listed. --template FOLDER writes the empty tables."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder, or a ZIP of it")
        parser.add_argument("--collection", type=UUID, help="its id, for whoever has no collection of their own body")
        parser.add_argument("--as", dest="person", default="", help="e-mail of the person who brings it in")
        parser.add_argument("--run", action="store_true", help="bring it in; rows with problems are refused")
        parser.add_argument("--report", type=Path, help="a new CSV file for the problems or refusals, row by row")
        parser.add_argument("--template", action="store_true", help="write empty tables into the folder")

    def handle(self, *, folder: Path, person: str, run: bool, template: bool, **options: Any) -> None:
        if template:
            self._template(folder)
            return
        if not folder.exists():
            raise CommandError("There is no such folder or ZIP.")
        by = Person.objects.filter(email=person).first()
        if by is None or not by.is_current():
            raise CommandError("--as must be the e-mail of a person who is active here.")
        if problem := unproven():
            raise CommandError(str(problem.sentence))
        try:
            self._examine(folder, by, run, options["report"], options["collection"])
        except Unopened as error:
            raise CommandError(str(PROBLEMS[str(error)])) from None
        except (Invalid, Refused) as refusal:
            raise CommandError(str(refusal.sentence)) from None

    def _examine(self, folder: Path, by: Person, run: bool, to: Path | None, collection: UUID | None) -> None:
        manifest = dry_run.examine(_place(folder), by=by, box=Box(), collection=collection)
        for (table, column, sentence), times in Counter(
            (one.table, one.column, str(one.sentence)) for one in manifest.problems
        ).items():
            self.stdout.write(f"{table} {column}: {sentence} ({times})")
        if not run:
            _write(to, ((one.table, one.row or "", one.column, one.sentence) for one in manifest.problems))
            self.stdout.write(f"{len(manifest.problems)} problems; nothing was written.")
            return
        report = actions.run(manifest, by=by, collection=collection, told=self._told)
        _write(to, ((one.table, one.row, " ".join(one.columns), one.sentence or one.outcome) for one in report.lines))
        self._tell(report)

    def _told(self, share: float, stage: str) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r{share:4.0%} {stage}", ending="")

    def _tell(self, report: Report) -> None:
        names = (*OUTCOMES, "recounted", "stated")
        self.stdout.write("\t".join(["table", *names]))
        for table, counts in report.counts.items():
            stated = report.totals.get(table, "")
            self.stdout.write("\t".join([table, *(str({**counts, "stated": stated}[name]) for name in names)]))
        if not report.agrees:
            raise CommandError("The separate count does not agree with the run. Tell the administrators.")
        self.stdout.write("Every number was recounted and agrees. Screening of the files goes on by itself.")

    def _template(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for kind in kinds():
            path = folder / f"{kind.name}.csv"
            with path.open("x", encoding="utf-8-sig", newline="") as target:
                csv.writer(target).writerow(column.name for column in kind.columns)
            self.stdout.write(str(path.name))


def _place(path: Path) -> Place:
    return Folder(path) if path.is_dir() else Packed(lambda: path.open("rb"), Box())


def _write(to: Path | None, rows: Iterable[tuple[Any, ...]]) -> None:
    """Tables, rows, columns and sentences; no value of a cell but a column's name, and that can be no formula."""
    if to is None:
        return
    with to.open("x", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["table", "row", "column", "problem"])
        writer.writerows([_safe(cell) for cell in row] for row in rows)


def _safe(cell: Any) -> Any:
    return f"'{cell}" if str(cell).startswith(("=", "+", "-", "@", "\t")) else cell
