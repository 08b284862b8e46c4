"""Every page asks the database little, and no more of a long list than of a short one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from disclosures.corpus import counting
from disclosures.corpus.counting import Counted
from iapb.access import waiting
from iapb.access.throttle import A_MINUTE, PerMinute
from iapb.access.waiting import Waiting
from iapb.accounts.models import Person
from iapb.routes import patterns
from interviews.models import Interview
from tests.cast import make_person
from tests.conftest import ROOT, urls_for

BAR = 15


@pytest.fixture
def corpus(committing: str, tmp_path: Path) -> Iterator[object]:
    environment = {**os.environ, **urls_for(committing), "IAPB_HOME": str(tmp_path)}

    def add(seed: int, scale: float) -> None:
        words = ("make_corpus", "--seed", str(seed), "--scale", str(scale), "--words", "300")
        _manage(words, {**environment, "IAPB_DATABASE": "owner"})

    _manage(("load_demonstration",), environment)
    add(1, 0.004)
    yield add


def _manage(words: tuple[str, ...], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )


def over_the_bar(counted: Counted) -> dict[str, int]:
    return {str(page): number for page, number in counted.queries.items() if number > BAR}


def rising(few: Counted, many: Counted) -> dict[str, tuple[int, int]]:
    """Pages that asked more of many rows than of few. Another id may stand in the address by then."""
    before = {(page.route, page.role, page.form): number for page, number in few.queries.items()}
    return {
        str(page): (before[page.route, page.role, page.form], number)
        for page, number in many.queries.items()
        if number > before.get((page.route, page.role, page.form), number)
    }


@pytest.mark.alone
def test_pages_when_rows_are_many_then_few_queries_and_no_more_than_of_few(corpus) -> None:
    few = counting.count_all()
    corpus(2, 0.03)
    many = counting.count_all()

    assert len(many.queries) > 100
    assert over_the_bar(many) == {}
    assert rising(few, many) == {}
    assert many.unreached == {}
    assert many.about_nothing == set()
    # What is only sent to is no page; a page is never taken for it.
    assert "tags/<uuid:pk>/take-back/" in many.only_sent_to
    assert "comparisons/<uuid:pk>/close/" in many.only_sent_to
    assert many.only_sent_to.isdisjoint(page.route for page in many.queries)
    _a_page_that_asks_for_each_row_is_found(few)


def _a_page_that_asks_for_each_row_is_found(few: Counted) -> None:
    """The same measure over a page that does it wrong: otherwise it would prove nothing."""

    def one_by_one(person: Person) -> Iterator[Waiting]:
        for pk in Interview.objects.visible_to(person).values_list("pk", flat=True)[:40]:
            interview = Interview.objects.visible_to(person).get(pk=pk)
            yield Waiting("Wrong", interview.reference, "", "/")

    waiting.register(one_by_one)
    try:
        wrong = counting.count_all(only="/")
    finally:
        waiting._providers.remove(one_by_one)
    assert {"/ as partner", "/ as analyst"} <= set(over_the_bar(wrong))
    assert {"/ as partner", "/ as analyst"} <= set(rising(few, wrong))


def test_corpus_when_not_a_demonstration_or_not_the_owner_then_refused(committing: str) -> None:
    environment = {**os.environ, **urls_for(committing), "PUBLIC_URL": "https://localhost:8000"}
    for role, demonstration, why in (
        ("owner", "no", "Only with IAPB_DEMONSTRATION=yes"),
        ("web", "yes", "IAPB_DATABASE=owner"),
        ("worker", "yes", "IAPB_DATABASE=owner"),
        ("owner", "yes", "Load the demonstration case first"),
    ):
        with pytest.raises(subprocess.CalledProcessError) as refused:
            _manage(("make_corpus",), {**environment, "IAPB_DATABASE": role, "IAPB_DEMONSTRATION": demonstration})
        assert why in refused.value.stderr


def test_not_pages_when_listed_then_they_are_routes() -> None:
    assert set(counting.pages.NOT_PAGES) <= {route for route, _ in patterns()}


def test_throttle_when_a_minute_is_used_up_then_refused_until_it_is_over(db: None) -> None:
    asked = type("Asked", (), {"user": make_person("Partner", "partner")})()
    assert PerMinute().allow_request(asked, None)
    with connection.cursor() as cursor:
        cursor.execute("update iapb_cache set value = %s where cache_key = %s", [A_MINUTE, f"asked:{asked.user.pk}"])
    throttle = PerMinute()
    assert not throttle.allow_request(asked, None)
    assert 0 < throttle.wait() <= 60
    with connection.cursor() as cursor:
        cursor.execute("update iapb_cache set expires = now() - interval '1 second'")
    assert PerMinute().allow_request(asked, None)
