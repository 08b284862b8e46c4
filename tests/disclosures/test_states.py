"""The page of states is what the code does, and no step goes round `move`."""

from __future__ import annotations

import pytest

from disclosures import words
from disclosures.actions.states import move
from disclosures.management.commands.write_states import PAGE, machines, page
from disclosures.models import Disclosure
from disclosures.presenters import turns
from iapb.access.errors import Invalid
from tests.disclosures.cases import Desk

State = Disclosure.State


def test_page_of_states_when_the_code_changed_then_differs() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run manage.py write_states"


@pytest.mark.parametrize("model", machines(), ids=lambda model: model._meta.label)
def test_transitions_when_a_state_is_missing_then_fails(model: type) -> None:
    assert set(model.TRANSITIONS) == set(model.State)
    assert all(following <= set(model.State) for following in model.TRANSITIONS.values())


def test_every_state_has_a_turn_a_colour_and_an_event_in_words() -> None:
    assert set(turns.TURNS) == set(turns.TONES) == set(State)
    assert {Disclosure.EVENTS[state] for state in State if state != State.SCOPED} <= set(words.EVENTS)


@pytest.mark.django_db
@pytest.mark.parametrize("to", [state for state in State if state not in Disclosure.TRANSITIONS[State.SCOPED]])
def test_move_when_the_step_is_not_in_the_table_then_refused(desk: Desk, to: str) -> None:
    disclosure = desk.selected()
    with pytest.raises(Invalid) as refusal:
        move(disclosure, to, by=desk.officer, detail={})
    assert "cannot become" in str(refusal.value.sentence)
    assert desk.again(disclosure).state == State.SCOPED
