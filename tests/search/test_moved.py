"""A tag that has gone on to a newer layer is found there, and counted once."""

from __future__ import annotations

import pytest

from evidence.coding import actions
from evidence.search.tasks import index
from tests.coding.cases import LANGUAGES, ORIGINAL, code, make_case, make_text, where
from tests.search.test_search import find

pytestmark = pytest.mark.django_db


def test_search_when_a_tag_moved_then_found_on_the_newer_layer_and_counted_once() -> None:
    case = make_case()
    start, end = where(ORIGINAL, "избивали")
    actions.place_tag(text=case.original, code=code("PHY.BEAT"), start=start, end=end, by=case.analyst)
    case.acts_as(case.partner)
    newer = make_text(case.item, case.partner, [*ORIGINAL[:2], ORIGINAL[2] + " Так."], languages=LANGUAGES)
    for text in (case.original, newer):
        index(text.pk, case.partner)
    assert actions.carry_tags(item=case.item, by=case.partner) == (1, 0)
    case.acts_as(case.analyst)
    found = find(case.analyst, "", codes=["PHY.BEAT"])
    assert [one.text for one in found.passages] == [newer.pk] or found.total == 1
    assert {value.value: value.number for value in find(case.analyst, "").facets["code"]} == {"PHY.BEAT": 1}
