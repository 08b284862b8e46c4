"""Submitting a selection, and approving exactly that selection with four eyes."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.decision import Outcome
from disclosures import manifest
from disclosures.actions import gates
from disclosures.actions.selection import screen
from disclosures.actions.states import locked, move
from disclosures.models import Approval, Disclosure
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Actor, Right, require
from iapb.ledger import record

RIGHT_OF = {Approval.Capacity.LEGAL: Right.APPROVE_LEGAL, Approval.Capacity.SAFETY: Right.APPROVE_SAFETY}


@transaction.atomic
def submit(disclosure: Disclosure, *, note: str = "", by: Actor) -> Disclosure:
    """Asks the decision once more, freezes the selection and binds the approvals to its hash."""
    require(by, Right.PREPARE)
    row = locked(disclosure, by=by)
    if row.state not in Disclosure.OPEN_STATES:
        raise Invalid(_("This selection was already submitted."))
    screen(row, by=by)
    entries = gates.entries_of(row, by=by)
    _must_be_ready(row, entries)
    content = manifest.canonical(row, entries, actor=by)
    digest = manifest.sha256(content)
    return move(
        row,
        Disclosure.State.IN_REVIEW,
        by=by,
        detail={"manifest_sha256": digest, "entries": len(entries)},
        manifest=content,
        manifest_sha256=digest,
        frozen_at=timezone.now(),
        note=note,
        # Whoever submits has prepared it, and so cannot approve it.
        prepared_by=by,
    )


@transaction.atomic
def take_back_to_change(disclosure: Disclosure, *, by: Actor) -> Disclosure:
    """The preparer takes the selection back; approvals already given are void."""
    require(by, Right.PREPARE)
    return move(disclosure, Disclosure.State.RETURNED, by=by, detail={"because": "taken_back"})


@transaction.atomic
def send_back(disclosure: Disclosure, *, why: str, by: Actor) -> Disclosure:
    """An approver says no: back to the preparer, with the reason."""
    _may_approve_at_all(by)
    if not why.strip():
        raise Invalid(_("Say what has to change."), "why")
    return move(disclosure, Disclosure.State.RETURNED, by=by, detail={"because": "sent_back", "why": why.strip()})


def approve(disclosure: Disclosure, *, capacity: str, manifest_sha256: str, note: str = "", by: Actor) -> Approval:
    """Approves the manifest of that hash: the one the approver saw, not whatever stands there now."""
    try:
        return _approve(disclosure, Approval.Capacity(capacity), manifest_sha256, note, by)
    except gates.GateClosed as refusal:
        gates.take_back(refusal, by=by)
        raise


@transaction.atomic
def _approve(disclosure: Disclosure, capacity: str, seen: str, note: str, by: Actor) -> Approval:
    check_may_approve(disclosure, capacity, by)
    row = locked(disclosure, by=by)
    if row.state != Disclosure.State.IN_REVIEW:
        raise Invalid(_("This disclosure is not waiting for approval."))
    if row.manifest_sha256 != seen:
        raise Invalid(_("The selection changed while you were reading it. Look at it again before you approve."))
    row = gates.pass_or_take_back(row, f"approval.{capacity}", by=by)
    approval = Approval(
        disclosure=row,
        capacity=capacity,
        by=by,
        prepared_by_id=row.prepared_by_id,
        manifest_sha256=seen,
        note=note.strip(),
    )
    approval.save(force_insert=True)
    record(
        "disclosure.approval_given",
        actor=by.pk,
        object=row.pk,
        detail={"capacity": str(capacity), "manifest_sha256": seen},
    )
    given = Approval.objects.visible_to(by).filter(disclosure=row, voided_at=None).values_list("capacity", flat=True)
    if set(given) == set(Approval.Capacity):
        move(row, Disclosure.State.APPROVED, by=by, detail={"manifest_sha256": seen})
    return approval


def check_may_approve(disclosure: Disclosure, capacity: str, by: Actor) -> None:
    """Raises the sentence that the button shows when it is not for this person."""
    require(by, RIGHT_OF[Approval.Capacity(capacity)])
    if disclosure.prepared_by_id == by.pk:
        raise Refused(_("You prepared this disclosure; two others must approve it."))
    given = Approval.objects.visible_to(by).filter(disclosure=disclosure, voided_at=None)
    if any(approval.by_id == by.pk for approval in given):
        raise Refused(_("You have approved this already; the second approval must come from another person."))
    if any(approval.capacity == capacity for approval in given):
        raise Refused(_("The approval in this capacity was already given."))


def _may_approve_at_all(by: Actor) -> None:
    try:
        require(by, Right.APPROVE_LEGAL)
    except Refused:
        require(by, Right.APPROVE_SAFETY)


def _must_be_ready(disclosure: Disclosure, entries: list) -> None:
    if not entries:
        raise Invalid(_("Nothing is selected yet. Add items to the selection first."))
    if not disclosure.request.recipient.age_public_key:
        raise Invalid(_("No key of the recipient is on file. Enrol it first: the package is sealed to it."))
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
