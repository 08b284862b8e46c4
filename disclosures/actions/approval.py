"""Submitting a selection, and approving exactly that selection with four eyes."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.decision import Outcome
from disclosures import manifest
from disclosures.access import (
    check_may_approve,
    check_may_give_up,
    check_may_send_back,
    check_may_submit,
    check_may_take_back,
)
from disclosures.actions import gates
from disclosures.actions.selection import screen
from disclosures.actions.states import locked, move
from disclosures.models import Approval, Disclosure
from iapb.access.errors import Invalid
from iapb.access.rights import Actor, Right, require
from iapb.ledger import record

State = Disclosure.State


@transaction.atomic
def submit(disclosure: Disclosure, *, note: str = "", by: Actor) -> Disclosure:
    """Asks the decision once more, freezes the selection and binds the approvals to its hash."""
    require(by, Right.PREPARE)
    gates.hold_witnesses(disclosure, by=by)
    row = locked(disclosure, by=by)
    # Locked before the decision is asked, so that it and the epochs are of one moment.
    epochs = gates.epochs_of(gates.entries_of(row, by=by), by=by, lock=True)
    if row.state in Disclosure.OPEN_STATES:
        screen(row, by=by)
    entries = gates.entries_of(row, by=by)
    stopped = sum(entry.outcome != Outcome.ALLOW.name for entry in entries)
    check_may_submit(row, by, entries=len(entries), stopped=stopped)
    content = manifest.canonical(row, entries, epochs)
    digest = manifest.sha256(content)
    return move(
        row,
        State.IN_REVIEW,
        by=by,
        detail={"manifest_sha256": digest, "entries": len(entries)},
        manifest=content,
        manifest_sha256=digest,
        frozen_at=timezone.now(),
        note=note.strip(),
        prepared_by=by,
        preparers=sorted({*row.preparers, by.pk}, key=str),
        returned_because="",
        returned_note="",
    )


@transaction.atomic
def take_back_to_change(disclosure: Disclosure, *, by: Actor) -> Disclosure:
    """The preparer takes the selection back; approvals already given are void."""
    check_may_take_back(disclosure, by)
    because = "taken_back"
    return move(
        disclosure, State.RETURNED, by=by, detail={"because": because}, returned_because=because, returned_note=""
    )


@transaction.atomic
def send_back(disclosure: Disclosure, *, why: str, by: Actor) -> Disclosure:
    """An approver says no: back to the preparer, with the reason. Void is what the other may have approved."""
    check_may_send_back(disclosure, by)
    why, because = why.strip(), "sent_back"
    if not why:
        raise Invalid(_("Say what has to change."), "why")
    return move(
        disclosure,
        State.RETURNED,
        by=by,
        detail={"because": because, "why": why},
        returned_because=because,
        returned_note=why,
    )


@transaction.atomic
def give_up(disclosure: Disclosure, *, why: str, by: Actor) -> Disclosure:
    """This selection will not leave. The request stays open for another."""
    check_may_give_up(disclosure, by)
    if not why.strip():
        raise Invalid(_("Say why nothing is disclosed."), "why")
    return move(disclosure, State.REFUSED, by=by, detail={"why": why.strip()}, returned_note=why.strip())


def approve(disclosure: Disclosure, *, capacity: str, manifest_sha256: str, note: str = "", by: Actor) -> Approval:
    """Approves the manifest of that hash: the one the approver saw, not whatever stands there now.

    Raises GateClosed, and has taken the disclosure back, where it may not go as things stand today.
    """
    if capacity not in Approval.Capacity.values:
        raise Invalid(_("Approve in the legal or in the safety capacity."), "capacity")
    capacity = Approval.Capacity(capacity)

    def ready(row: Disclosure) -> None:
        check_may_approve(row, capacity, by)
        if row.manifest_sha256 != manifest_sha256:
            raise Invalid(_("The selection changed while you were reading it. Look at it again before you approve."))

    with gates.gate(disclosure, f"approval.{capacity}", by=by, ready=ready) as row:
        return _give(row, capacity, note.strip(), by)


def _give(row: Disclosure, capacity: Approval.Capacity, note: str, by: Actor) -> Approval:
    approval = Approval(
        disclosure=row,
        capacity=capacity,
        by=by,
        prepared_by_id=row.prepared_by_id,
        manifest_sha256=row.manifest_sha256,
        note=note,
    )
    approval.save(force_insert=True)
    detail = {"capacity": str(capacity), "manifest_sha256": row.manifest_sha256}
    record("disclosure.approval_given", actor=by.pk, object=row.pk, detail=detail)
    given = Approval.objects.visible_to(by).filter(disclosure=row, voided_at=None).values_list("capacity", flat=True)
    if set(given) == set(Approval.Capacity):
        move(row, State.APPROVED, by=by, detail={"manifest_sha256": row.manifest_sha256})
    return approval
