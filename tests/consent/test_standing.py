"""How a consent stands today, in a word and a sentence that says what to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from consent.actions import withdrawals
from consent.answers import Answered
from consent.standing import State, standing_of
from consent.words import Purpose
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from interviews.models import Witness
from tests.cast import signed_in
from tests.consenting import make_consent, yes
from tests.intake import TODAY

pytestmark = pytest.mark.django_db
KEEP, PROSECUTE = Purpose.STORE_ANALYSE, Purpose.NATIONAL_PROSECUTION


def until(days: int, purpose: str = KEEP, **fields: Any) -> Answered:
    return yes(purpose, expires_on=TODAY + timedelta(days=days), **fields)


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ([until(400)], State.IN_FORCE),
        ([yes(KEEP)], State.IN_FORCE),
        ([until(60)], State.LAPSES_SOON),
        ([until(400), until(30, PROSECUTE)], State.LAPSES_SOON),
        ([until(0)], State.LAPSES_SOON),
        ([until(-1)], State.LAPSED),
        ([until(-1), until(400, PROSECUTE)], State.LAPSES_SOON),
        ([Answered(KEEP, "no")], State.REFUSED),
        ([Answered(KEEP, "ask_me", material=frozenset({"account"}))], State.IN_FORCE),
    ],
)
def test_standing_when_answered_so_then_told(
    partner: Person, witness: Witness, answers: list[Answered], state: State
) -> None:
    make_consent(witness, partner, *answers)
    standing = standing_of(witness.pk, partner)
    assert standing.state == state
    assert str(standing.sentence)


def test_standing_when_nothing_recorded_then_none(partner: Person, witness: Witness) -> None:
    assert standing_of(witness.pk, partner).state == State.NONE


@pytest.mark.parametrize("purposes", [None, [KEEP]])
def test_standing_when_withdrawn_or_found_not_to_hold_then_so(
    partner: Person, witness: Witness, purposes: list[str] | None
) -> None:
    make_consent(witness, partner)
    said: dict[str, Any] = {"witness": witness, "happened_on": TODAY, "by": partner, "purposes": purposes}
    withdrawals.withdraw(channel="telephone", **said)
    assert standing_of(witness.pk, partner).state == State.WITHDRAWN
    make_consent(witness, partner)
    withdrawals.invalidate(reason="signed by another", **said)
    assert standing_of(witness.pk, partner).state == State.INVALIDATED


def test_home_when_consent_lapses_within_sixty_days_then_it_waits(partner: Person, witness: Witness) -> None:
    make_consent(witness, partner, until(59))
    page = signed_in(partner).get("/").content.decode()
    assert "Consent that lapses" in page
    set_actor(partner.pk)
    make_consent(witness, partner, until(200))
    assert "Consent that lapses" not in signed_in(partner).get("/").content.decode()
