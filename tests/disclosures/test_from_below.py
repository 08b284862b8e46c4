"""A consent that changes pulls back at once what is under way; open work of a leaver passes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from consent.actions import withdrawals
from disclosures import from_below
from disclosures.models import Approval, Disclosure
from iapb.accounts import handover
from iapb.ledger.models import Event
from tests.cast import make_person
from tests.disclosures.cases import Desk, today

pytestmark = pytest.mark.django_db
State = Disclosure.State


@pytest.mark.parametrize("make", ["submitted", "approved"])
def test_withdrawal_when_a_disclosure_is_under_way_then_pulled_back_in_the_same_transaction(
    desk: Desk, make: str, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """Nothing is left for after the commit: whoever is killed there has lost nothing."""
    disclosure = getattr(desk, make)()
    partner = desk.acts(desk.partner)
    with django_capture_on_commit_callbacks(execute=False) as left_for_later:
        withdrawals.withdraw(witness=desk.witness, purposes=None, channel="in person", happened_on=today(), by=partner)
    assert left_for_later == []
    desk.acts(desk.officer)
    row = desk.again(disclosure)
    assert (row.state, row.returned_because) == (State.RETURNED, "consent_changed")
    assert not Approval.objects.visible_to(desk.officer).filter(voided_at=None).exists()
    assert Event.objects.filter(event="disclosure.returned", object=str(disclosure.pk), actor="service:desk").exists()


def test_withdrawal_when_the_selection_is_still_open_then_it_stays_open(desk: Desk) -> None:
    disclosure = desk.selected()
    partner = desk.acts(desk.partner)
    withdrawals.withdraw(witness=desk.witness, purposes=None, channel="in person", happened_on=today(), by=partner)
    desk.acts(desk.officer)
    assert desk.again(disclosure).state == State.SCOPED


def test_consent_event_of_another_witness_then_nothing_goes_back(desk: Desk) -> None:
    disclosure = desk.submitted()
    from_below.consent_changed(None, witness_id=desk.prosecutor.pk)
    assert desk.again(disclosure).state == State.IN_REVIEW


def test_leaver_when_selections_are_open_then_another_officer_takes_them(desk: Desk) -> None:
    disclosure = desk.selected()
    admin = desk.acts(make_person("Adele", "account_administrator"))
    assert {work.key: work.count for work in handover.open_work(desk.officer)}["disclosures"] == 1
    from_below.hand_on(desk.officer, desk.analyst, admin)
    desk.acts(desk.second)
    assert desk.again(disclosure).prepared_by == desk.officer
    desk.acts(admin)
    from_below.hand_on(desk.officer, desk.second, admin)
    desk.acts(desk.second)
    row = desk.again(disclosure)
    assert row.prepared_by == desk.second
    assert set(row.preparers) == {desk.officer.pk, desk.second.pk}
    desk.acts(admin)
    assert from_below.open_selections(desk.officer) == 0


def test_leaver_when_a_selection_was_submitted_then_who_prepared_it_stays(desk: Desk) -> None:
    disclosure = desk.submitted()
    admin = desk.acts(make_person("Adele", "account_administrator"))
    from_below.hand_on(desk.officer, desk.second, admin)
    desk.acts(desk.second)
    assert desk.again(disclosure).prepared_by == desk.officer
