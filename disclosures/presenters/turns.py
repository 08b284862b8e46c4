"""Whose turn it is, what is due, in which colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disclosures.models import Approval, Disclosure, Request

State = Disclosure.State
SOON = timedelta(days=7)

# Colours carry the same names as outcomes, so that one colour means one thing at the desk.
TONES: dict[str, str] = {
    State.SCOPED: "ESCALATE",
    State.IN_REVIEW: "HOLD",
    State.APPROVED: "ALLOW",
    State.BUILDING: "HOLD",
    State.BUILT: "ALLOW",
    State.DELIVERED: "ALLOW",
    State.RECEIPT_CONFIRMED: "ALLOW",
    State.CLOSED: "ALLOW",
    State.RETURNED: "REDACT",
    State.REFUSED: "DENY",
    State.RECALLED: "DENY",
}
TURNS: dict[str, Any] = {
    State.SCOPED: _("The disclosure officer selects, and submits it for approval."),
    State.IN_REVIEW: _("The approvers read it."),
    State.APPROVED: _("The disclosure officer has the package built."),
    State.BUILDING: _("The package is being built; nobody has to do anything."),
    State.BUILT: _("The disclosure officer hands the package over."),
    State.DELIVERED: _("The recipient confirms the receipt; the officer records it."),
    State.RECEIPT_CONFIRMED: _("The disclosure officer closes it."),
    State.CLOSED: _("Nothing is left to do."),
    State.RETURNED: _("The disclosure officer changes it, and submits it again."),
    State.REFUSED: _("Nothing is left to do: this selection was given up."),
    State.RECALLED: _("The disclosure officer begins a new version, if it shall still be answered."),
}
WAITING_FOR = {
    frozenset(Approval.Capacity): _("The legal and the safety approver read it, each for themselves."),
    frozenset({Approval.Capacity.LEGAL}): _("The legal approver reads it."),
    frozenset({Approval.Capacity.SAFETY}): _("The safety approver reads it."),
}
NOT_BEGUN = _("The disclosure officer begins the selection.")
COURT_ORDER = _("The data protection officer and counsel decide: it relies on a court order.")


@dataclass(frozen=True)
class Due:
    label: Any
    tone: str


def of_disclosure(disclosure: Disclosure, approvals: list[Approval]) -> Any:
    if disclosure.state != State.IN_REVIEW:
        return TURNS[disclosure.state]
    given = {approval.capacity for approval in approvals if approval.voided_at is None}
    return WAITING_FOR.get(frozenset(Approval.Capacity) - given, TURNS[State.IN_REVIEW])


def of_request(request: Request) -> Any:
    """`request` is annotated with `disclosure_state`, the state of its newest selection."""
    if request.state != Request.State.OPEN:
        return request.get_state_display()
    if request.court_order:
        return COURT_ORDER
    return TURNS[request.disclosure_state] if request.disclosure_state else NOT_BEGUN


def due(request: Request) -> Due | None:
    """How near the deadline of an open request is."""
    if request.deadline is None or request.state != Request.State.OPEN:
        return None
    left = request.deadline - timezone.localdate()
    if left < timedelta(0):
        return Due(_("overdue"), "DENY")
    if left <= SOON:
        return Due(_("soon"), "HOLD")
    return None
