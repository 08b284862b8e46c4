"""Four eyes: who may approve what, and what makes an approval void."""

from __future__ import annotations

import pytest
from django.utils import timezone

from disclosures.actions import approval, gates, selection
from disclosures.actions.states import move
from disclosures.models import Approval, Disclosure
from iapb.access.errors import Invalid, Refused
from iapb.ledger.models import Event
from tests.disclosures.cases import Desk

pytestmark = pytest.mark.django_db
State = Disclosure.State


def standing(disclosure: Disclosure) -> set[str]:
    approvals = Approval.objects.unscoped("a test reads").filter(disclosure=disclosure, voided_at=None)
    return set(approvals.values_list("capacity", flat=True))


def test_approve_when_two_others_do_then_approved(desk: Desk) -> None:
    disclosure = desk.approved()

    assert disclosure.state == State.APPROVED
    assert standing(disclosure) == {"legal", "safety"}
    told = set(Event.objects.filter(object=str(disclosure.pk)).values_list("event", flat=True))
    assert {"disclosure.in_review", "disclosure.approval_given", "disclosure.approved"} <= told


def test_approve_when_only_one_did_then_not_yet(desk: Desk) -> None:
    disclosure = desk.submitted()
    desk.approve(disclosure, "legal", desk.legal)

    assert desk.again(disclosure).state == State.IN_REVIEW


def test_approve_when_role_is_missing_then_refused(desk: Desk) -> None:
    disclosure = desk.submitted()
    for person, capacity in ((desk.officer, "legal"), (desk.legal, "safety"), (desk.safety, "legal")):
        with pytest.raises(Refused):
            desk.approve(disclosure, capacity, person)
    assert standing(disclosure) == set()


def test_approve_when_same_person_twice_then_refused(desk: Desk) -> None:
    disclosure = desk.submitted()
    desk.approve(disclosure, "legal", desk.both)

    with pytest.raises(Invalid, match="invalid"):
        desk.approve(disclosure, "safety", desk.both)
    with pytest.raises(Invalid):
        desk.approve(disclosure, "legal", desk.legal)
    assert standing(disclosure) == {"legal"}


def test_approve_when_one_had_a_hand_in_it_then_refused(desk: Desk) -> None:
    from tests.cast import make_person

    desk.officer = make_person("Ofelia", "disclosure_officer", "legal_approver")
    first = desk.officer
    from evidence.models import CollectionPersonGrant
    from tests.coding.cases import permission, tomorrow

    CollectionPersonGrant.objects.create(
        content_object=desk.collection, user=first, permission=permission("collection"), granted_by=first,
        expires_at=tomorrow(),
    )  # fmt: skip
    disclosure = desk.selected()
    desk.acts(desk.second)
    approval.submit(disclosure, by=desk.second)

    with pytest.raises(Refused) as refusal:
        desk.approve(disclosure, "legal", first)
    assert "had a hand" in str(refusal.value.sentence)


def test_approve_when_another_manifest_was_seen_then_refused(desk: Desk) -> None:
    disclosure = desk.submitted()
    desk.acts(desk.legal)
    with pytest.raises(Invalid) as refusal:
        approval.approve(disclosure, capacity="legal", manifest_sha256="0" * 64, by=desk.legal)

    assert "changed while you were reading" in str(refusal.value.sentence)
    assert desk.again(disclosure).state == State.IN_REVIEW


def test_approve_when_approver_cannot_see_the_item_then_refused_and_nothing_taken_back(desk: Desk) -> None:
    disclosure = desk.submitted()
    with pytest.raises(Invalid) as refusal:
        desk.approve(disclosure, "safety", desk.stranger)

    assert not isinstance(refusal.value, gates.GateClosed)
    assert desk.again(disclosure).state == State.IN_REVIEW


def test_approve_when_consent_changed_then_taken_back_and_void(desk: Desk) -> None:
    disclosure = desk.submitted()
    desk.approve(disclosure, "legal", desk.legal)
    desk.withdraw()

    with pytest.raises(gates.GateClosed) as refusal:
        desk.approve(disclosure, "safety", desk.safety)
    assert "consent of a witness has changed" in str(refusal.value.sentence)
    row = desk.again(disclosure)
    assert (row.state, row.returned_because) == (State.RETURNED, "consent_changed")
    assert standing(disclosure) == set()


def test_approve_when_key_of_recipient_changed_then_taken_back(desk: Desk) -> None:
    disclosure = desk.submitted()
    desk.acts(desk.officer)
    desk.prosecutor.age_public_key = "age1another"
    desk.prosecutor.save(update_fields=["age_public_key"])

    with pytest.raises(gates.GateClosed):
        desk.approve(disclosure, "legal", desk.legal)
    assert desk.again(disclosure).returned_because == "manifest_changed"


def test_approve_when_recipient_was_blocked_then_taken_back(desk: Desk) -> None:
    disclosure = desk.submitted()
    desk.acts(desk.officer)
    desk.prosecutor.blocked, desk.prosecutor.block_reason = True, "A sanction."
    desk.prosecutor.save(update_fields=["blocked", "block_reason"])

    with pytest.raises(gates.GateClosed) as refusal:
        desk.approve(disclosure, "legal", desk.legal)
    assert "3 entries may not go" in str(refusal.value.sentence)


def test_gate_when_approver_lost_the_role_then_taken_back(desk: Desk) -> None:
    disclosure = desk.approved()
    desk.legal.roles.update(ended_at=timezone.now())
    desk.acts(desk.officer)

    with (
        pytest.raises(gates.GateClosed) as refusal,
        gates.gate(disclosure, "build", by=desk.officer, ready=lambda row: None),
    ):
        raise AssertionError("the gate opened")
    assert refusal.value.closed.code == "approver_gone"
    assert desk.again(disclosure).state == State.RETURNED


def test_send_back_when_approver_says_why_then_returned_and_void(desk: Desk) -> None:
    disclosure = desk.submitted()
    desk.approve(disclosure, "legal", desk.legal)
    desk.acts(desk.safety)
    with pytest.raises(Invalid):
        approval.send_back(disclosure, why="  ", by=desk.safety)
    approval.send_back(disclosure, why="The ruling names a relative.", by=desk.safety)

    row = desk.again(disclosure)
    assert (row.state, row.returned_note) == (State.RETURNED, "The ruling names a relative.")
    assert standing(disclosure) == set()


def test_submit_when_taken_back_and_submitted_by_another_then_approved_anew(desk: Desk) -> None:
    disclosure = desk.submitted()
    desk.approve(disclosure, "legal", desk.legal)
    desk.acts(desk.second)
    approval.take_back_to_change(disclosure, by=desk.second)
    approval.submit(disclosure, by=desk.second)
    desk.approve(disclosure, "legal", desk.legal)
    desk.approve(disclosure, "safety", desk.safety)

    row = desk.again(disclosure)
    assert (row.state, row.prepared_by) == (State.APPROVED, desk.second)
    assert set(row.preparers) == {desk.officer.pk, desk.second.pk}


def test_submit_when_something_may_not_go_then_refused(desk: Desk) -> None:
    disclosure = desk.selected()
    desk.withdraw()
    desk.acts(desk.officer)
    with pytest.raises(Invalid) as refusal:
        approval.submit(disclosure, by=desk.officer)

    assert "3 entries may not go" in str(refusal.value.sentence)


@pytest.mark.parametrize(("court_order", "sentence"), [(None, "State first"), (True, "data protection officer")])
def test_submit_when_court_order_then_refused(desk: Desk, court_order: bool | None, sentence: str) -> None:
    desk.request.court_order = court_order
    desk.request.save(update_fields=["court_order"])
    disclosure = desk.selected()
    with pytest.raises(Invalid) as refusal:
        approval.submit(disclosure, by=desk.officer)

    assert sentence in str(refusal.value.sentence)


def test_submit_when_nothing_or_no_key_then_refused(desk: Desk) -> None:
    disclosure = desk.begun()
    with pytest.raises(Invalid, match="invalid") as refusal:
        approval.submit(disclosure, by=desk.officer)
    assert "Nothing is selected" in str(refusal.value.sentence)

    selection.add_items(disclosure, [desk.interview], by=desk.officer)
    for name, value in {"age_public_key": "", "key_enrolled_by": None, "key_enrolled_at": None}.items():
        setattr(desk.prosecutor, name, value)
    desk.prosecutor.save()
    with pytest.raises(Invalid) as refusal:
        approval.submit(desk.again(disclosure), by=desk.officer)
    assert "No key" in str(refusal.value.sentence)


def built(desk: Desk, *further: str) -> Disclosure:
    disclosure = desk.approved()
    desk.acts(desk.officer)
    for state in (State.BUILDING, State.BUILT, *further):
        move(disclosure, state, by=desk.officer, detail={})
    return desk.again(disclosure)


def test_gate_when_consent_changed_after_the_build_then_recalled_and_a_new_version_begins(desk: Desk) -> None:
    disclosure = built(desk)
    desk.withdraw()
    desk.acts(desk.officer)
    with (
        pytest.raises(gates.GateClosed),
        gates.gate(disclosure, "handover", by=desk.officer, ready=lambda row: None),
    ):
        raise AssertionError("the gate opened")
    row = desk.again(disclosure)
    assert (row.state, row.returned_because) == (State.RECALLED, "consent_changed")
    assert standing(disclosure) == set()
    assert desk.begun().version == 2


def test_gate_when_consent_changed_after_the_handover_then_nothing_more_leaves(desk: Desk) -> None:
    disclosure = built(desk, State.DELIVERED)
    desk.withdraw()
    desk.acts(desk.officer)
    with (
        pytest.raises(gates.GateClosed),
        gates.gate(disclosure, "download", by=desk.officer, ready=lambda row: None),
    ):
        raise AssertionError("the gate opened")
    assert desk.again(disclosure).state == State.DELIVERED
    assert Event.objects.filter(event="disclosure.stopped", object=str(disclosure.pk)).exists()


def test_gate_when_what_follows_fails_then_nothing_of_it_stays(desk: Desk) -> None:
    disclosure = desk.approved()
    desk.acts(desk.officer)
    with (
        pytest.raises(ZeroDivisionError),
        gates.gate(disclosure, "build", by=desk.officer, ready=lambda row: None) as row,
    ):
        move(row, State.BUILDING, by=desk.officer, detail={})
        raise ZeroDivisionError
    assert desk.again(disclosure).state == State.APPROVED
