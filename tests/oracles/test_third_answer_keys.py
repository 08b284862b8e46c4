"""The keys of the third set are whole: quotes stand in their texts, codes exist, both languages are there."""

from __future__ import annotations

import re
import unicodedata

import pytest
import yaml

from tests.oracles.answer_keys import Account, Found, accounts, judge, place
from tests.oracles.second_answer_keys import held_out_second
from tests.oracles.test_answer_keys import CODES, FAMILIES, WORD, spans
from tests.oracles.third_answer_keys import (
    FOLDER,
    NamedFound,
    Official,
    bodies,
    judge_named,
    not_officials,
    officials,
    same_name,
    third,
)

ALL = pytest.mark.parametrize("one", third(), ids=lambda one: str(one.number))
HEAD = ["number", "language", "mixed", "kind", "form", "taken", "held_out", "dates", "facilities"]
ROW = {
    "acts": {"quote", "occurrence", "code", "victim"},
    "not_acts": {"quote", "occurrence", "why"},
    "officials": {"quote", "occurrence", "name", "rank", "post", "body"},
    "not_officials": {"quote", "occurrence", "who"},
    "bodies": {"quote", "occurrence", "what"},
}


def key_of(one: Account) -> dict:
    return yaml.safe_load((FOLDER / f"{one.number}.yaml").read_text(encoding="utf-8"))


def test_third_set_when_counted_then_twelve_in_each_language() -> None:
    assert [(one.number, one.language) for one in third()] == [
        (number, "ru" if number % 2 else "be") for number in range(85, 109)
    ]
    assert {path.stem for path in FOLDER.glob("*.txt")} == {str(one.number) for one in third()}
    assert {one.form for one in third()} == {"interview", "narrative", "notes"}


@pytest.mark.parametrize("language", ["ru", "be"])
def test_third_set_when_a_language_is_read_then_every_family_of_acts_is_there(language: str) -> None:
    codes = {e.row["code"] for one in third() if one.language == language for e in one.entries["acts"]}
    assert {code.split(".")[0] for code in codes} == FAMILIES


def test_third_set_when_the_others_are_read_then_none_holds_another() -> None:
    others = [*accounts(), *held_out_second()]
    assert not {one.number for one in others} & {one.number for one in third()}
    lines = {line for one in others for line in one.text.splitlines() if len(line) > 40}
    assert not lines & {line for one in third() for line in one.text.splitlines()}


@ALL
def test_head_when_read_then_as_the_readme_says(one: Account) -> None:
    key = key_of(one)
    assert set(key) == {*HEAD, *ROW}
    assert key["held_out"] is False and key["dates"] == key["facilities"] == []
    for sort, fields in ROW.items():
        assert all(set(row) == fields for row in key[sort]), sort


@ALL
def test_text_when_read_then_plain_and_of_the_right_length(one: Account) -> None:
    assert 350 <= len(WORD.findall(one.text)) <= 600
    assert one.text == unicodedata.normalize("NFC", one.text) and one.text.endswith("\n")
    assert not re.search(r"\r|  |\[|\]|\{|\}| \n|^\s", one.text)


@ALL
def test_quote_when_looked_for_then_stands_there_in_order(one: Account) -> None:
    key = key_of(one)
    for sort in ROW:
        found = []
        for row in key[sort]:
            start = place(one.text, row["quote"], row["occurrence"])
            end = start + len(row["quote"])
            assert one.text[start:end] == row["quote"] == row["quote"].strip() != ""
            assert one.text.count("\n", start, end) == 0
            assert not (one.text[:start][-1:].isalnum() and row["quote"][0].isalnum()), row
            assert not (one.text[end : end + 1].isalnum() and row["quote"][-1].isalnum()), row
            found.append((start, end, row.get("code", "")))
        assert len(found) == len(set(found)), sort
        assert [(start, -end) for start, end, _ in found] == sorted((start, -end) for start, end, _ in found), sort


@ALL
def test_act_when_coded_then_an_act_of_the_framework(one: Account) -> None:
    assert 8 <= len(one.entries["acts"]) <= 18
    for entry in one.entries["acts"]:
        code = entry.row["code"]
        assert CODES[code]["assignable"] and code.split(".")[0] in FAMILIES, entry
        assert entry.row["victim"] in ("witness", "other")


@ALL
def test_trap_when_marked_then_no_act_stands_on_it(one: Account) -> None:
    assert one.entries["not_acts"]
    for entry in one.entries["not_acts"]:
        assert entry.row["why"] in ("denial", "hearsay", "question", "ordinary")
        assert not any(start < entry.end and entry.start < end for start, end in spans(one, "acts")), entry


@ALL
def test_officials_when_read_then_named_and_apart_from_those_who_are_none(one: Account) -> None:
    assert len(officials(one)) >= 2 and len(bodies(one)) >= 2 and not_officials(one)
    people = sorted((each.start, each.end) for each in [*officials(one), *not_officials(one)])
    assert all(first[1] <= second[0] for first, second in zip(people, people[1:], strict=False))
    for each in officials(one):
        assert each.name and same_name(each.quote, each.name), each
        assert each.body in one.text, each
    assert all(each.who for each in not_officials(one)) and all(each.what for each in bodies(one))


@ALL
def test_judges_when_given_the_key_itself_then_all_is_found(one: Account) -> None:
    acts = one.entries["acts"]
    score = judge([Found(e.start, e.end, e.values[-1]) for e in acts], acts, "acts")
    assert score.hits == score.found == score.expected
    entries = [*officials(one), *bodies(one)]
    found = [
        NamedFound(e.start, e.end, "officials", e.name)
        if isinstance(e, Official)
        else NamedFound(e.start, e.end, "bodies")
        for e in entries
    ]
    assert judge_named(entries, found) == (len(entries), len(entries), len(entries))
    assert judge_named(entries, []) == (0, len(entries), 0)


@pytest.mark.parametrize(
    ("found", "name", "same"),
    [
        ("Кацубы", "Кацуба", True),
        ("КАЦУБА", "Кацуба", True),
        ("Сароцы", "Сарока", True),
        ("Баравога", "Баравы", True),
        ("Дразд А. В.", "Дразд", True),
        ("Семёнова", "Семенов", True),
        ("А. В.", "Дразд А. В.", False),
        ("Казлоўскі", "Казловіч", False),
        ("", "Кацуба", False),
    ],
)
def test_surname_when_declined_then_still_the_same(found: str, name: str, same: bool) -> None:
    assert same_name(found, name) is same


@pytest.mark.parametrize(
    ("finding", "pairs"),
    [
        (NamedFound(10, 21, "officials", "Кацубы"), 1),
        (NamedFound(15, 21, "officials", "Кацуба"), 1),
        (NamedFound(10, 21, "officials", "Дразд"), 0),
        (NamedFound(10, 21, "bodies", "Кацуба"), 0),
        (NamedFound(21, 30, "officials", "Кацуба"), 0),
        (NamedFound(0, 60, "officials", "Кацуба"), 0),
    ],
)
def test_judge_when_a_finding_is_near_then_place_sort_and_name_decide(finding: NamedFound, pairs: int) -> None:
    entry = Official(10, 21, "маёр Кацуба", "Кацуба", "маёр", "", "")
    assert judge_named([entry], [finding]) == (pairs, 1, 1)
    assert judge_named([entry], [finding, NamedFound(11, 21, "officials", "Кацуба")]).pairs == 1
