"""Submitting a selection, and approving exactly that selection with four eyes."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.decision import Outcome
from consent.models import Confirmation
from disclosures import manifest
from disclosures.actions import gates
from disclosures.actions.selection import check_open, screen
from disclosures.actions.states import locked, move
from disclosures.models import Approval, Disclosure, Entry
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Actor, Right, require, rights_of
from iapb.ledger import record

State = Disclosure.State


@transaction.atomic
def submit(disclosure: Disclosure, *, note: str = "", by: Actor) -> Disclosure:
    """Asks the decision once more, freezes the selection and binds the approvals to its hash."""
    require(by, Right.PREPARE)
    row = locked(disclosure, by=by)
    if row.state == State.IN_REVIEW:
        raise Invalid(_("This selection was already submitted."))
    check_open(row)
    screen(row, by=by)
    entries = gates.entries_of(row, by=by)
    check_ready(row, entries)
    content = manifest.canonical(row, entries, gates.epochs_of(entries, by=by, lock=True))
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
    require(by, Right.PREPARE)
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
    require(by, Right.PREPARE)
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


# Checks raise the sentence that the button shows when it is not for this person, or not now.


def check_may_approve(disclosure: Disclosure, capacity: str, by: Actor) -> None:
    require(by, gates.RIGHT_OF[Approval.Capacity(capacity)])
    if disclosure.prepared_by_id == by.pk or by.pk in disclosure.preparers:
        raise Refused(_("You had a hand in this selection; two others must approve it."))
    given = list(Approval.objects.visible_to(by).filter(disclosure=disclosure, voided_at=None))
    if any(approval.by_id == by.pk for approval in given):
        raise Invalid(_("You have approved this already; the second approval must come from another person."))
    if any(approval.capacity == capacity for approval in given):
        raise Invalid(_("The approval in this capacity was already given."))
    if disclosure.state != State.IN_REVIEW:
        raise Invalid(_("This disclosure is not waiting for approval."))
    if _lifted_a_hold(disclosure, by):
        raise Refused(_("You lifted a hold for this request; someone else must approve it in this capacity."))


def check_may_send_back(disclosure: Disclosure, by: Actor) -> None:
    if not rights_of(by) & set(gates.RIGHT_OF.values()):
        require(by, Right.APPROVE_LEGAL)
    if disclosure.state not in (State.IN_REVIEW, State.APPROVED):
        raise Invalid(_("This disclosure is not waiting for approval."))


def check_ready(disclosure: Disclosure, entries: Sequence[Entry]) -> None:
    """What still stands in the way of submitting, in the order in which it is cleared."""
    if not entries:
        raise Invalid(_("Nothing is selected yet. Add items to the selection first."))
    stopped = [entry for entry in entries if entry.outcome != Outcome.ALLOW.name]
    if stopped:
        raise Invalid(
            _("%(count)d entries may not go. Take them out, or clear what stands in their way.")
            % {"count": len(stopped)}
        )
    if disclosure.request.court_order is None:
        raise Invalid(_("State first whether the request relies on a court order or a production demand."))
    if disclosure.request.court_order:
        raise Invalid(_("A court order goes to the data protection officer and counsel; it is never answered here."))
    if not disclosure.request.recipient.age_public_key:
        raise Invalid(_("No key of the recipient is on file. Enrol it first: the package is sealed to it."))


def _lifted_a_hold(disclosure: Disclosure, by: Actor) -> bool:
    """Lifting a hold is a decision of its own; the second person must be another (docs/decisions)."""
    subjects = list(manifest.recorded_epochs(disclosure.manifest)) if disclosure.manifest else []
    lifted = Confirmation.objects.visible_to(by).filter(
        by=by, witness__within=subjects, recipient=disclosure.request.recipient_id
    )
    return lifted.exists()
