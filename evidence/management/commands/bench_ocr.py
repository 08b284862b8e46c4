"""[ocr.cer] [ocr.language] [ocr.page]: full pages of known text through the reading of scans, in the box."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import mean
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from iapb.jobs.box import Box, Limits
from iapb.language import scans
from iapb.language.paper import KINDS, LANGUAGES, Sheet, sheets
from iapb.language.paper.errors import character_error

PAGES = 50
BAR = 0.03  # of the characters


@dataclass(frozen=True)
class Outcome:
    sheet: Sheet
    error: float  # share of the characters
    routed: str
    seconds: float


class Command(BaseCommand):
    help = "Measure how many characters of 50 full pages in ru, be and en are read wrongly, by language and by wear."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 50 pages")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each figure")

    def handle(self, *, scale: float, json: bool, **options: Any) -> None:
        read = []
        for sheet in sheets(max(1, round(PAGES * scale))):
            read.append(outcome := _read(sheet))
            if options["verbosity"] > 1:
                self.stderr.write(f"{sheet.language} {sheet.kind}: {outcome.error:.4f} {outcome.seconds:.1f} s")
        for figure in _figures(read):
            self._say(figure, json)

    def _say(self, figure: dict[str, Any], as_json: bool) -> None:
        line = "{figure}: {value} {unit}; {baseline} {baseline_value}; ratio {ratio}"
        self.stdout.write(json.dumps(figure) if as_json else line.format(**figure))


def _read(sheet: Sheet) -> Outcome:
    """As the worker reads a scan: language and all else told by the page itself."""
    start = perf_counter()
    (page,) = scans.read(Box(Limits(**scans.NEEDS)), sheet.scan)
    error = character_error(sheet.text, page.text)
    return Outcome(sheet, error, page.language, perf_counter() - start)


def _figures(read: list[Outcome]) -> Iterator[dict[str, Any]]:
    unit = "of the characters"
    yield _figure("ocr.cer", mean(one.error for one in read), unit, "the bar", BAR)
    yield _figure("ocr.cer.worst_page", max(one.error for one in read), unit, "the bar for the mean", BAR)
    for name, errors in _grouped(read):
        yield _figure(f"ocr.cer.{name}", mean(errors), unit, "the bar for the mean", BAR)
    right = mean(one.routed == one.sheet.language for one in read)
    yield _figure("ocr.language", right, "of the pages told rightly", "all of them", 1)
    clean = [one.seconds for one in read if one.sheet.kind == "clean"]
    seconds = mean(one.seconds for one in read)
    yield _figure("ocr.page", seconds, "s a page", "a clean page", mean(clean) if clean else seconds)


def _grouped(read: Iterable[Outcome]) -> Iterator[tuple[str, list[float]]]:
    by: dict[str, list[float]] = defaultdict(list)
    for one in read:
        by[one.sheet.language].append(one.error)
        by[one.sheet.kind].append(one.error)
    return ((name, by[name]) for name in (*LANGUAGES, *sorted(set(KINDS))) if name in by)


def _figure(name: str, value: float, unit: str, baseline: str, against: float) -> dict[str, Any]:
    return {
        "figure": name,
        "value": round(value, 4),
        "unit": unit,
        "baseline": baseline,
        "baseline_value": round(against, 4),
        "ratio": round(value / against, 3),
    }
