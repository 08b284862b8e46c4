"""The decision against a table written by someone who never saw it: no disagreement, every row hit."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from consent.decision import TABLE, Outcome, decide
from consent.facts import Facts
from tests.oracles.consent_strategies import MUTATIONS, Mutation, clean_facts, facts, facts_with
from tests.oracles.consent_table import expected

ROWS = {row.number for row in TABLE} | {0, 22}
AT_EASE = {"suppress_health_check": list(HealthCheck), "deadline": None}


def decided(given_facts: Facts) -> tuple[str, frozenset[int]]:
    decision = decide(given_facts)
    return decision.outcome.name, frozenset(reason.row for reason in decision.reasons)


def test_decide_when_facts_are_drawn_at_random_then_the_oracle_agrees_and_every_row_was_hit():
    seen: Counter[int | str] = Counter()

    @given(facts())
    @settings(max_examples=2000, **AT_EASE)
    def compare(drawn: Facts) -> None:
        outcome, rows = decided(drawn)
        assert (outcome, rows) == expected(drawn)
        seen.update([outcome, *rows])

    compare()
    assert {row: seen[row] for row in ROWS if not seen[row]} == {}
    assert {outcome.name for outcome in Outcome} - set(seen) == {"ESCALATE"}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_decide_when_one_condition_is_made_true_then_the_oracle_agrees(mutation: Mutation):
    @given(facts_with(mutation))
    @settings(max_examples=12, **AT_EASE)
    def compare(drawn: Facts) -> None:
        assert decided(drawn) == expected(drawn)

    compare()


@given(clean_facts())
@settings(max_examples=300, **AT_EASE)
def test_decide_when_nothing_stands_in_the_way_then_the_oracle_agrees(drawn: Facts):
    assert decided(drawn) == expected(drawn)
