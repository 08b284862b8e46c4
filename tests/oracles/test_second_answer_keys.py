"""The keys of the second held-out set are whole, in the form of the first, and apart from it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise

import pytest
import yaml

from tests.oracles import answer_keys
from tests.oracles.answer_keys import KINDS, Account, Found, accounts, judge, place
from tests.oracles.second_answer_keys import FOLDER, held_out_second
from tests.oracles.test_answer_keys import CODES, FACILITIES, FAMILIES, WORD, read, spans

ALL = pytest.mark.parametrize("one", held_out_second(), ids=lambda one: str(one.number))
INTERVIEWS = pytest.mark.parametrize(
    "one", [one for one in held_out_second() if one.form == "interview"], ids=lambda one: str(one.number)
)
ROW = {
    "dates": {"quote", "occurrence", "value", "earliest", "latest", "precision"},
    "facilities": {"quote", "occurrence", "ids"},
    "acts": {"quote", "occurrence", "code", "victim"},
    "not_acts": {"quote", "occurrence", "why"},
}


def test_second_set_when_counted_then_twelve_in_each_language_of_all_kinds() -> None:
    every = held_out_second()
    assert [one.number for one in every] == list(range(61, 85))
    assert {path.stem for path in FOLDER.glob("*.txt")} == {str(one.number) for one in every}
    assert [one.language for one in every] == ["ru", "be"] * 12
    assert {one.kind for one in every} == set(KINDS)
    assert {one.form for one in every} == {"interview", "narrative", "notes"}
    assert Counter(one.language for one in every if one.mixed) == {"ru": 1, "be": 3}


def test_second_set_when_the_first_is_read_then_neither_holds_the_other() -> None:
    assert not {one.number for one in accounts()} & {one.number for one in held_out_second()}
    first = {line for one in accounts() for line in one.text.splitlines() if len(line) > 40}
    assert not first & {line for one in held_out_second() for line in one.text.splitlines()}
    for path in answer_keys.FOLDER.glob("*.yaml"):
        assert "held_out_second" not in yaml.safe_load(path.read_text(encoding="utf-8"))


def test_second_set_when_counted_by_kind_then_enough_and_every_act_code() -> None:
    counted: Counter = Counter()
    codes: Counter = Counter()
    for one in held_out_second():
        counted.update({(one.language, kind): len(entries) for kind, entries in one.entries.items()})
        codes.update(entry.row["code"] for entry in one.entries["acts"])
    for kind, least in (("dates", 70), ("facilities", 20), ("acts", 150), ("not_acts", 30)):
        two = [counted["ru", kind], counted["be", kind]]
        assert min(two) >= least and max(two) <= 1.5 * min(two), (kind, two)
    assert set(codes) == {code for code, row in CODES.items() if row["assignable"] and code.split(".")[0] in FAMILIES}


@ALL
def test_head_when_read_then_marked_as_the_second_set(one: Account) -> None:
    key = yaml.safe_load((FOLDER / f"{one.number}.yaml").read_text(encoding="utf-8"))
    first = yaml.safe_load((answer_keys.FOLDER / "03.yaml").read_text(encoding="utf-8"))
    assert list(key) == [*list(first)[:7], "held_out_second", *list(first)[7:]]
    assert key["held_out"] is True and key["held_out_second"] is True
    for kind, fields in ROW.items():
        assert all(set(row) == fields for row in key[kind])


@ALL
def test_text_when_read_then_plain_and_of_the_right_length(one: Account) -> None:
    assert 250 <= len(WORD.findall(one.text)) <= 450
    assert one.text == unicodedata.normalize("NFC", one.text) and one.text.endswith("\n")
    assert not re.search(r"\r|  |\[|\]|\|| \n|^\s|\.\.(?!\.)(?<!\.\.\.)", one.text)
    assert (re.search("[іў]", one.text) is not None) == (one.language == "be" or one.mixed)


@ALL
def test_quote_when_looked_for_then_stands_there_in_order(one: Account) -> None:
    for kind, entries in one.entries.items():
        for entry in entries:
            assert entry.start == place(one.text, entry.row["quote"], entry.row["occurrence"])
            assert one.text[entry.start : entry.end] == entry.quote == entry.quote.strip() != "", (kind, entry)
            assert one.text.count("\n\n", entry.start, entry.end) == 0
        assert [(e.start, -e.end) for e in entries] == sorted((e.start, -e.end) for e in entries)
        keys = [(entry.start, entry.end, str(entry.values)) for entry in entries]
        assert len(keys) == len(set(keys))


@ALL
def test_quote_when_its_ends_are_read_then_no_word_is_cut(one: Account) -> None:
    for entries in one.entries.values():
        for entry in entries:
            before, after = one.text[: entry.start][-1:], one.text[entry.end : entry.end + 1]
            assert not (before.isalnum() and entry.quote[0].isalnum()), entry
            assert not (after.isalnum() and entry.quote[-1].isalnum()), entry


@ALL
def test_spans_when_of_dates_or_facilities_then_apart(one: Account) -> None:
    for kind in ("dates", "facilities"):
        assert all(first[1] <= second[0] for first, second in pairwise(spans(one, kind)))


@ALL
def test_trap_when_marked_then_no_act_stands_on_it(one: Account) -> None:
    for start, end in spans(one, "not_acts"):
        assert not any(a < end and start < b for a, b in spans(one, "acts"))
    why = {entry.row["why"] for entry in one.entries["not_acts"]}
    assert why <= {"denial", "hearsay", "question", "ordinary"} and {"denial", "hearsay"} <= why


@INTERVIEWS
def test_act_when_an_interviewer_speaks_then_none_stands_in_the_question(one: Account) -> None:
    at = 0
    for number, line in enumerate(one.text.splitlines(keepends=True)):
        assert line.startswith("— ")
        if number % 2 == 0:  # turns alternate, and the interviewer begins
            assert not any(a < at + len(line) and at < b for a, b in spans(one, "acts")), line
        at += len(line)


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


@ALL
def test_date_when_normalised_then_days_and_precision_follow(one: Account) -> None:
    for entry in one.entries["dates"]:
        row = entry.row
        ends = row["value"].split("/")
        first, last = read(ends[0]), read(ends[-1])
        assert (row["earliest"], row["latest"]) == (first[0], last[1]), entry
        coarser = max(first[2], last[2], key=["exact", "month", "year"].index)
        assert row["precision"] in (coarser, "estimated"), entry
        assert row["earliest"] <= row["latest"] and row["earliest"] <= one.taken, entry


@ALL
def test_judge_when_given_the_key_itself_then_all_is_found(one: Account) -> None:
    for kind in ("dates", "facilities", "acts"):
        entries = one.entries[kind]
        score = judge([Found(e.start, e.end, e.values[-1]) for e in entries], entries, kind)
        assert score.hits == score.found == score.expected
