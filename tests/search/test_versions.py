"""Search over tags of several versions of the framework: found under what their code is now, and counted once."""

from __future__ import annotations

from typing import Any

import pytest

from evidence.coding import actions
from evidence.coding.framework import actions as framework
from evidence.search.query import parse
from evidence.search.results import Results, search
from evidence.search.tasks import index
from iapb.accounts.models import Person
from tests.coding.cases import ORIGINAL, Case, code, make_case, where
from tests.coding.framing import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def coded() -> Case:
    """One passage, with one tag of the first version on it."""
    case = make_case()
    assert index(case.translation.pk, case.analyst) == 1
    place(case, "дубинками")
    return case


def place(case: Case, words: str) -> None:
    start, end = where(ORIGINAL, words)
    actions.place_tag(text=case.original, code=code("PHY.INSTR"), start=start, end=end, by=case.analyst)


def find(person: Person, words: str = "", **filters: object) -> Results:
    return search(parse(words), filters, person)


def test_search_when_codes_were_merged_and_moved_in_a_new_version_then_found_and_counted_once(coded: Case) -> None:
    """Tags of an older version are found under the code they stand under now, and under their own."""

    def merged(*, draft: Any, by: Any) -> None:
        framework.move_code(draft=draft, code="PHY.INSTR", direction="in", by=by)
        framework.merge_codes(draft=draft, codes=["PHY.INSTR"], into="PHY.STRESS", by=by)

    assert find(coded.analyst, codes=["PHY.INSTR"]).total == 1
    publish(merged)
    coded.acts_as(coded.analyst)
    for code_id, total in (
        ("PHY.STRESS", 1),
        ("PHY.INSTR", 1),
        ("PHY", 1),
        ("PHY.BEAT", 1),
        ("PHY.BURN", 0),
        ("PH", 0),
    ):
        assert find(coded.analyst, codes=[code_id]).total == total, code_id
    results = find(coded.analyst, codes=["PHY.STRESS"])
    assert {v.value: v.number for v in results.facets["code"]} == {"PHY.STRESS": 1}
    assert [tag.code.code for tag in results.passages[0].tags] == ["PHY.INSTR"]


def test_search_when_a_code_stands_in_two_versions_on_a_passage_then_counted_once(coded: Case) -> None:
    publish(framework.move_code, code="INS.GAS", direction="up")
    coded.acts_as(coded.analyst)
    place(coded, "Акрэсціна")
    results = find(coded.analyst, codes=["PHY.INSTR"])
    assert [len(one.tags) for one in results.passages] == [1]
    assert {v.value: v.number for v in results.facets["code"]} == {"PHY.INSTR": 1}
