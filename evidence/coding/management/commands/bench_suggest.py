"""[suggest.dates.recall] and the like: what the rules propose in the testimonies they were not made on.

`--held-out` chooses which: the first set (every third of the sixty), the second (written later, apart), both together,
the third (acts, officials and bodies; its dates and facilities are not marked), or none, which counts the forty the
rules were made on.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.coding.suggesting.bodies import find_bodies
from evidence.coding.suggesting.codes import find_codes
from evidence.coding.suggesting.facilities import Facilities
from evidence.coding.suggesting.officials import find_officials
from evidence.coding.suggesting.proposals import free_of
from evidence.coding.suggesting.rows import gazetteer_bodies, gazetteer_rows
from iapb.language.dates import find_dates

# What issue 5 asks for; acts least of all, since readers differ there too.
Goals = tuple[float | None, float | None]
GOALS: dict[str, Goals] = {"dates": (0.9, 0.9), "facilities": (0.9, 0.9), "acts": (0.7, 0.6)}


class Command(BaseCommand):
    help = "Count what the rules find in the held-out testimonies against their answer keys."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--held-out", choices=["first", "second", "both", "third", "none"], default="first",
                            help="which testimonies are counted; none: the forty the rules were made on")  # fmt: skip
        parser.add_argument("--json", action="store_true", help="one line of JSON for each figure")
        parser.add_argument(
            "--scale", type=float, default=1.0, help="not used: the testimonies are as many as they are"
        )

    def handle(self, *, json: bool, held_out: str, **options: Any) -> None:
        try:
            from tests.oracles import answer_keys, third_answer_keys
        except ImportError:
            raise CommandError("The testimonies stand in tests/: run this from a checkout.") from None
        accounts = third_answer_keys.third() if held_out == "third" else _accounts(answer_keys, held_out)
        facilities = Facilities(gazetteer_rows())
        counted = [(one, _found(one, answer_keys.Found, facilities)) for one in accounts]
        for kind, goals in GOALS.items():
            if held_out != "third" or kind == "acts":
                self._kind(kind, _groups(answer_keys, counted, kind), goals, json)
        if held_out == "third":
            for kind, groups in _named(third_answer_keys, facilities).items():
                self._kind(kind, groups, (None, None), json)
        for code, counts in sorted(_by_code(answer_keys, counted).items()):
            self._line(f"acts {code}", counts, json)

    def _kind(self, kind: str, groups: dict[str, Counter[str]], goals: Goals, as_json: bool) -> None:
        for what, goal in zip(("recall", "precision"), goals, strict=True):
            self._say(f"suggest.{kind}.{what}", _share(what, groups["all"]), goal, as_json)
        for language in ("ru", "be"):
            self._line(f"{kind} {language}", groups[language], as_json)

    def _say(self, figure: str, value: float, goal: float | None, as_json: bool) -> None:
        """Officials and bodies have no goal: no issue asks for one."""
        if as_json:
            row: dict[str, Any] = {"figure": figure, "value": round(value, 3), "unit": "share"}
            if goal is not None:
                row |= {"baseline": "goal of the issue", "baseline_value": goal, "ratio": round(value / goal, 3)}
            self.stdout.write(json.dumps(row))
        else:
            self.stdout.write(f"{figure}: {value:.3f}" + (f" (goal {goal})" if goal is not None else ""))

    def _line(self, name: str, counts: Counter[str], as_json: bool) -> None:
        recall, precision = _share("recall", counts), _share("precision", counts)
        told = f"{counts['hits']} of {counts['expected']} found, {counts['found']} proposed"
        if as_json:
            self.stdout.write(json.dumps({"about": name, "recall": round(recall, 3), "precision": round(precision, 3),
                                          "hits": counts["hits"], "expected": counts["expected"],
                                          "proposed": counts["found"]}))  # fmt: skip
        else:
            self.stdout.write(f"  {name}: {told}")


def _accounts(keys: Any, which: str) -> Sequence[Any]:
    first = [one for one in keys.accounts() if one.held_out != (which == "none")]
    if which in ("first", "none"):
        return first
    try:
        from tests.oracles.second_answer_keys import held_out_second
    except ImportError:
        raise CommandError("There is no second held-out set in this checkout.") from None
    return [*(first if which == "both" else ()), *held_out_second()]


def _found(account: Any, found: Any, facilities: Facilities) -> dict[str, list[Any]]:
    return {
        "dates": [
            found(one.start, one.end, (one.earliest, one.latest)) for one in find_dates(account.text, account.taken)
        ],
        "facilities": [found(one.start, one.end, one.value) for one in facilities.find(account.text)],
        "acts": [found(one.start, one.end, one.value) for one in find_codes(account.text)],
    }


Counted = Sequence[tuple[Any, dict[str, list[Any]]]]  # an account and what was found in it


def _groups(keys: Any, counted: Counted, kind: str) -> dict[str, Counter[str]]:
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for account, found in counted:
        score = keys.judge(found[kind], account.entries[kind], kind)
        for group in ("all", account.language):
            groups[group].update(hits=score.hits, found=score.found, expected=score.expected)
    return groups


def _named(keys: Any, facilities: Facilities) -> dict[str, dict[str, Counter[str]]]:
    """Officials and bodies of the third set, each sort apart."""
    groups: dict[str, dict[str, Counter[str]]] = {sort: defaultdict(Counter) for sort in ("officials", "bodies")}
    for account in keys.third():
        bodies = free_of(find_bodies(account.text, gazetteer_bodies()), facilities.find(account.text))
        found = {
            "officials": [
                keys.NamedFound(one.start, one.end, "officials", one.value) for one in find_officials(account.text)
            ],
            "bodies": [keys.NamedFound(one.start, one.end, "bodies") for one in bodies],
        }
        for sort, entries in (("officials", keys.officials(account)), ("bodies", keys.bodies(account))):
            score = keys.judge_named(entries, found[sort])
            for group in ("all", account.language):
                groups[sort][group].update(hits=score.pairs, found=score.findings, expected=score.entries)
    return groups


def _by_code(keys: Any, counted: Counted) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for account, found in counted:
        ours, theirs = found["acts"], account.entries["acts"]
        for code in _codes(ours, theirs):
            score = keys.judge(
                [one for one in ours if one.value == code], [one for one in theirs if code in one.values], "acts"
            )
            counts[code].update(hits=score.hits, found=score.found, expected=score.expected)
    return counts


def _codes(ours: Iterable[Any], theirs: Iterable[Any]) -> set[str]:
    return {one.value for one in ours} | {value for one in theirs for value in one.values}


def _share(what: str, counts: Counter[str]) -> float:
    of = counts["expected" if what == "recall" else "found"]
    return counts["hits"] / of if of else 0.0
