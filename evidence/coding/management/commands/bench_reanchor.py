"""[reanchor.wrong] [reanchor.moved.1] [reanchor.moved.5] [reanchor.moved.20]: tags that follow changed transcripts.

Judged by the oracle that made the changes and knows where every word went (tests/oracles/reanchoring.py). The baseline
is what a search for the tag's words would do: move where they are found word for word, and once only.
"""

from __future__ import annotations

import json
from collections import Counter
from importlib import import_module
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from evidence.coding.anchoring import Piece, Span, carry

TRANSCRIPTS, TAGS, RATES = 200, 10_000, (1, 5, 20)


class Command(BaseCommand):
    help = "Carry tags over to transcripts of which 1, 5 and 20 % of the words were changed, and count wrong moves."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 200 transcripts, 10,000 tags")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each figure")

    def handle(self, *, scale: float, json: bool, **options: Any) -> None:
        count = max(1, round(TRANSCRIPTS * scale))
        wrong: Counter[str] = Counter()
        for rate in RATES:
            found = _run(rate / 100, count)
            wrong.update(ours=found["wrong"], naive=found["naive_wrong"])
            moved, naive = found["moved"] / found["tags"], found["naive_moved"] / found["tags"]
            self._say(f"reanchor.moved.{rate}", 100 * moved, "%", 100 * naive, json)
            self._say(f"reanchor.seconds.{rate}", found["seconds"] / count, "s", None, json)
        self._say("reanchor.wrong", wrong["ours"], "tags", wrong["naive"], json)

    def _say(self, figure: str, value: float, unit: str, baseline: float | None, as_json: bool) -> None:
        told: dict[str, Any] = {"figure": figure, "value": round(value, 2), "unit": unit}
        if baseline is not None:
            ratio = round(value / baseline, 3) if baseline else None
            told |= {"baseline": "search for the words", "baseline_value": round(baseline, 2), "ratio": ratio}
        self.stdout.write(json.dumps(told) if as_json else "; ".join(f"{k} {v}" for k, v in told.items()))
        self.stdout.flush()


def _run(rate: float, count: int) -> Counter[str]:
    oracle = import_module("tests.oracles.reanchoring")
    found: Counter[str] = Counter()
    for seed in range(count):
        case = oracle.make_case(seed, rate, tags=TAGS // TRANSCRIPTS)
        spans = [Span(tag.start, tag.end) for tag in case.tags]
        began = perf_counter()
        outcomes = carry(_pieces(case.old), _pieces(case.new), spans)
        found["seconds"] += perf_counter() - began  # type: ignore[assignment]
        for span, truth, outcome in zip(spans, case.truths, outcomes, strict=True):
            found["tags"] += 1
            if outcome.moved:
                found["moved"] += 1
                found["wrong"] += oracle.is_wrong(case, truth, outcome.moved.start, outcome.moved.end)
            words = case.old.text[span.start : span.end]
            if case.new.text.count(words) == 1:
                at = case.new.text.index(words)
                found["naive_moved"] += 1
                found["naive_wrong"] += oracle.is_wrong(case, truth, at, at + len(words))
    return found


def _pieces(layer: Any) -> list[Piece]:
    pieces, position = [], 0
    for speaker, content in layer.segments:
        pieces.append(Piece(position, content, speaker))
        position += len(content) + 1
    return pieces
