"""[import.minutes] [import.again]: an archive of 2,775 interviews and 30,019 documents, and the same once more."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, TypeVar

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.importing import actions, dry_run
from evidence.importing.places import Folder
from evidence.importing.report import Report
from evidence.management.people import a_partner
from iapb.accounts.models import Person
from iapb.jobs.box import Box

T = TypeVar("T")
INTERVIEWS = 2775
DOCUMENTS = 30019
MINUTES = 30


class Command(BaseCommand):
    help = "Bring in a fictional archive on throw-away services, twice, and recount it. Screening is not part of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 2,775 interviews and 30,019 documents")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each figure")

    def handle(self, *, scale: float, json: bool, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Only on throw-away services: python -m iapb.local.services manage bench_bring_in")
        with tempfile.TemporaryDirectory(dir=settings.VAULT_ROOT.parent) as directory:
            folder = Path(directory) / "archive"
            counts = {"interviews": max(1, round(INTERVIEWS * scale)), "documents": round(DOCUMENTS * scale)}
            call_command("make_import", folder, verbosity=0, stdout=self.stderr, **counts)
            for figure in _figures(folder, a_partner(), scale):
                self._say(figure, json)

    def _say(self, figure: dict[str, Any], as_json: bool) -> None:
        line = "{figure}: {value} {unit}; {baseline} {baseline_value}; ratio {ratio}"
        self.stdout.write(json.dumps(figure) if as_json else line.format(**figure))


def _figures(folder: Path, by: Person, scale: float) -> Iterator[dict[str, Any]]:
    before = _processor()
    first, minutes = _timed(lambda: _bring(folder, by))
    processor = _processor() - before
    second, again = _timed(lambda: _bring(folder, by))
    _must_agree(first, second)
    yield _figure("import.minutes", minutes, "the bar", MINUTES * scale)
    yield _figure("import.processor", processor, "by the clock", minutes)
    yield _figure("import.again", again, "the first run", minutes)


def _bring(folder: Path, by: Person) -> Report:
    manifest = dry_run.examine(Folder(folder), by=by, box=Box())
    if manifest.problems:
        raise CommandError(f"{len(manifest.problems)} problems, where none should be")
    return actions.run(manifest, by=by)


def _processor() -> float:
    """Minutes of this process alone: not those of PostgreSQL or of the box."""
    return process_time() / 60


def _must_agree(first: Report, second: Report) -> None:
    for name, one in first.counts.items():
        again = second.counts[name]
        whole = one["read"] == one["created"] == one["recounted"] == first.totals[name]
        if not (whole and again["same"] == one["read"] and not again["created"] and not again["recounted"]):
            raise CommandError(f"{name}: {one}, then {again}")


def _timed(act: Callable[[], T]) -> tuple[T, float]:
    start = perf_counter()
    found = act()
    return found, (perf_counter() - start) / 60


def _figure(name: str, value: float, baseline: str, against: float) -> dict[str, Any]:
    return {
        "figure": name,
        "value": round(value, 3),
        "unit": "min",
        "baseline": baseline,
        "baseline_value": round(against, 3),
        "ratio": round(value / against, 4),
    }
