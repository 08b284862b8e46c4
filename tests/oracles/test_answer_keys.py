"""The keys of the testimonies are whole: every quote stands in its text, every id and code exists, kinds balance."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from tests.oracles.answer_keys import FOLDER, KINDS, Account, Entry, Found, accounts, held_out, judge, place

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = {"PHY", "PSY", "SGB", "KIL", "CON", "DUE", "FRT", "TNR", "DEP"}
WORD = re.compile(r"[\w’'-]+")
ALL = pytest.mark.parametrize("one", accounts(), ids=lambda one: f"{one.number:02}")


def listed(path: str, name: str, key: str) -> dict[str, dict]:
    data = yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))
    return {row[key]: row for row in data[name]}


CODES = listed("evidence/coding/data/framework.yaml", "codes", "code")
FACILITIES = listed("evidence/data/gazetteer.yaml", "facilities", "id")


def spans(one: Account, kind: str) -> list[tuple[int, int]]:
    return sorted({(entry.start, entry.end) for entry in one.entries[kind]})


def test_testimonies_when_counted_then_thirty_in_each_language_of_all_kinds() -> None:
    every = accounts()
    assert [one.number for one in every] == list(range(1, 61))
    assert Counter(one.language for one in every) == {"ru": 30, "be": 30}
    assert {path.stem for path in FOLDER.glob("*.txt")} == {f"{number:02}" for number in range(1, 61)}
    for language in ("ru", "be"):
        counted = Counter(one.kind for one in every if one.language == language)
        assert set(counted) == set(KINDS) and set(counted.values()) <= {3, 4}
    assert {one.form for one in every} == {"interview", "narrative", "notes"}


def test_testimonies_when_held_out_then_every_third_and_balanced() -> None:
    assert [one.number for one in held_out()] == list(range(3, 61, 3))
    assert Counter(one.language for one in held_out()) == {"ru": 10, "be": 10}
    assert {one.kind for one in held_out()} == set(KINDS)


@pytest.mark.parametrize("part", ["open", "held out"])
def test_keys_when_counted_by_kind_and_language_then_enough_of_each(part: str, capsys: pytest.CaptureFixture) -> None:
    counted: Counter = Counter()
    codes: Counter = Counter()
    for one in accounts():
        if one.held_out == (part == "held out"):
            counted.update({(one.language, kind): len(entries) for kind, entries in one.entries.items()})
            codes.update(entry.row["code"] for entry in one.entries["acts"])
    with capsys.disabled():
        print(f"\n{part}:", *(f"{language} {kind} {many}" for (language, kind), many in sorted(counted.items())))
        print(*(f"{code} {many}" for code, many in sorted(codes.items())))
    for kind, least in (("dates", 35), ("facilities", 20), ("acts", 80), ("not_acts", 20)):
        two = [counted["ru", kind], counted["be", kind]]
        assert min(two) >= least and max(two) <= 1.5 * min(two), (kind, two)


@ALL
def test_text_when_read_then_plain_and_of_the_right_length(one: Account) -> None:
    assert 150 <= len(WORD.findall(one.text)) <= 400
    assert one.text == unicodedata.normalize("NFC", one.text) and one.text.endswith("\n")
    assert not re.search(r"\r|  |\[|\]| \n|^\s", one.text)
    assert (re.search("[іў]", one.text) is not None) >= (one.language == "be" or one.mixed)


@ALL
def test_quote_when_looked_for_then_stands_there_in_order(one: Account) -> None:
    for kind, entries in one.entries.items():
        for entry in entries:
            assert one.text[entry.start : entry.end] == entry.quote == entry.quote.strip() != "", (kind, entry)
            assert one.text.count("\n\n", entry.start, entry.end) == 0
        assert [(e.start, -e.end) for e in entries] == sorted((e.start, -e.end) for e in entries)
        keys = [(entry.start, entry.end, str(entry.values)) for entry in entries]
        assert len(keys) == len(set(keys))


@ALL
def test_spans_when_of_dates_or_facilities_then_apart(one: Account) -> None:
    for kind in ("dates", "facilities"):
        assert all(first[1] <= second[0] for first, second in pairwise(spans(one, kind)))


@ALL
def test_trap_when_marked_then_no_act_stands_on_it(one: Account) -> None:
    for start, end in spans(one, "not_acts"):
        assert not any(a < end and start < b for a, b in spans(one, "acts"))
    assert {entry.row["why"] for entry in one.entries["not_acts"]} <= {"denial", "hearsay", "question", "ordinary"}


@ALL
def test_facility_when_named_then_in_the_gazetteer(one: Account) -> None:
    for entry in one.entries["facilities"]:
        assert entry.values and set(entry.values) <= set(FACILITIES), entry


@ALL
def test_act_when_coded_then_an_act_of_the_framework(one: Account) -> None:
    for entry in one.entries["acts"]:
        code = entry.row["code"]
        assert CODES[code]["assignable"] and code.split(".")[0] in FAMILIES, entry
        assert entry.row["victim"] in ("witness", "other")


def read(value: str) -> tuple[date, date, str]:
    """The first and last day of `2021`, `2021-03` or `2021-03-08`, and how exactly that is said."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31), "year"
    if len(parts) == 2:
        return date(*parts, 1), date(*parts, monthrange(*parts)[1]), "month"
    return date(*parts), date(*parts), "exact"


@ALL
def test_date_when_normalised_then_days_and_precision_follow(one: Account) -> None:
    for entry in one.entries["dates"]:
        row = entry.row
        ends = row["value"].split("/")
        first, last = read(ends[0]), read(ends[-1])
        assert (row["earliest"], row["latest"]) == (first[0], last[1]), entry
        assert row["earliest"] <= row["latest"]
        coarser = max(first[2], last[2], key=["exact", "month", "year"].index)
        assert row["precision"] in (coarser, "estimated"), entry
        # One writes down the day he should have been let out, still to come.
        assert row["earliest"] <= one.taken or one.number == 17, entry


def test_place_when_a_quote_stands_several_times_then_the_one_asked_for() -> None:
    assert [place("aa ab aa", "aa", 1), place("aa ab aa", "aa", 2), place("aaaa", "aa", 2)] == [0, 6, 2]
    with pytest.raises(ValueError, match="not found"):
        place("aa ab aa", "aa", 3)


def entry(start: int, end: int, *values: object) -> Entry:
    return Entry(start, end, "", values, {})


@pytest.mark.parametrize(
    ("kind", "found", "expected", "hits"),
    [
        ("facilities", [Found(0, 10, "a")], [entry(0, 10, "a", "b")], 1),
        ("facilities", [Found(0, 10, "c")], [entry(0, 10, "a", "b")], 0),
        ("facilities", [Found(0, 5, "a")], [entry(0, 20, "a")], 1),
        ("facilities", [Found(0, 4, "a")], [entry(0, 20, "a")], 0),
        ("dates", [Found(0, 5, "a")], [entry(0, 10, "a")], 1),
        ("dates", [Found(0, 4, "a")], [entry(0, 10, "a")], 0),
        ("acts", [Found(9, 20, "PHY.BEAT")], [entry(0, 10, "PHY.BEAT")], 1),
        ("acts", [Found(10, 20, "PHY.BEAT")], [entry(0, 10, "PHY.BEAT")], 0),
        # Two findings cannot share one entry, nor one finding serve two.
        ("acts", [Found(0, 4, "PHY.BEAT"), Found(5, 9, "PHY.BEAT")], [entry(0, 10, "PHY.BEAT")], 1),
        ("acts", [Found(0, 30, "PHY.BEAT")], [entry(0, 10, "PHY.BEAT"), entry(12, 20, "PHY.BEAT")], 1),
        # The first finding fits both entries, the second only the first: both are placed.
        ("acts", [Found(0, 30, "X"), Found(1, 5, "X")], [entry(0, 10, "X"), entry(12, 20, "X")], 2),
        # Said twice is found once.
        ("acts", [Found(0, 4, "X"), Found(0, 4, "X")], [entry(0, 10, "X")], 1),
        ("acts", [], [entry(0, 10, "X")], 0),
    ],
)
def test_judge_when_findings_are_compared_then_one_to_one(
    kind: str, found: list[Found], expected: list[Entry], hits: int
) -> None:
    score = judge(found, expected, kind)
    assert score == (hits, len(set(found)), len(expected))


def test_judge_when_given_the_key_itself_then_all_is_found() -> None:
    for one in accounts():
        for kind in ("dates", "facilities", "acts"):
            entries = one.entries[kind]
            score = judge([Found(e.start, e.end, e.values[-1]) for e in entries], entries, kind)
            assert score.hits == score.found == score.expected
            assert score.recall in (1, None) and score.precision in (1, None)
