"""Who may do what at the desk, and when. Each check raises the sentence that the button then shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from consent.models import Confirmation
from disclosures import manifest, words
from disclosures.models import Approval, Disclosure, PastRecall, Recall
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Actor, Right, require, rights_of
from iapb.jobs.errors import FAILED

State = Disclosure.State
LEFT_STATES = (State.DELIVERED, State.RECEIPT_CONFIRMED, State.CLOSED)
RIGHT_OF = {Approval.Capacity.LEGAL: Right.APPROVE_LEGAL, Approval.Capacity.SAFETY: Right.APPROVE_SAFETY}


def why_not(check: Callable[..., None], *args: Any, **kwargs: Any) -> Any:
    """The sentence with which the check refuses, or nothing where it lets pass."""
    try:
        check(*args, **kwargs)
    except (Refused, Invalid) as refusal:
        return refusal.sentence
    return ""


def check_open(disclosure: Disclosure) -> None:
    if disclosure.state in Disclosure.OVER_STATES:
        raise Invalid(_("This selection is over. Begin a new one from the request."))
    if disclosure.state not in Disclosure.OPEN_STATES:
        raise Invalid(_("The selection is frozen while others approve it. Take it back first to change it."))


def check_may_change(disclosure: Disclosure, by: Actor) -> None:
    require(by, Right.PREPARE)
    check_open(disclosure)


def check_may_submit(disclosure: Disclosure, by: Actor, *, entries: int, stopped: int) -> None:
    """What still stands in the way, in the order in which it is cleared."""
    require(by, Right.PREPARE)
    if disclosure.state == State.IN_REVIEW:
        raise Invalid(_("This selection was already submitted."))
    check_open(disclosure)
    if not entries:
        raise Invalid(_("Nothing is selected yet. Add items to the selection first."))
    if stopped:
        raise Invalid(words.may_not_go(stopped))
    if disclosure.request.court_order is None:
        raise Invalid(_("State first whether the request relies on a court order or a production demand."))
    if disclosure.request.court_order:
        raise Invalid(_("A court order goes to the data protection officer and counsel; it is never answered here."))
    if not disclosure.request.recipient.age_public_key:
        raise Invalid(_("No key of the recipient is on file. Enrol it first: the package is sealed to it."))


def check_may_take_back(disclosure: Disclosure, by: Actor) -> None:
    require(by, Right.PREPARE)
    # While it is being built as well: the building finds that out before anything is kept.
    if disclosure.state not in (State.IN_REVIEW, State.APPROVED, State.BUILDING):
        raise Invalid(_("Only what waits for approval, or was approved and not built, can be taken back."))


def check_may_give_up(disclosure: Disclosure, by: Actor) -> None:
    require(by, Right.PREPARE)
    if not disclosure.may_become(State.REFUSED):
        raise Invalid(_("This can no longer be given up."))


def check_may_send_back(disclosure: Disclosure, by: Actor) -> None:
    if not rights_of(by) & set(RIGHT_OF.values()):
        require(by, Right.APPROVE_LEGAL)
    if disclosure.state not in (State.IN_REVIEW, State.APPROVED):
        raise Invalid(_("This disclosure is not waiting for approval."))


def check_may_approve(disclosure: Disclosure, capacity: str, by: Actor) -> None:
    require(by, RIGHT_OF[Approval.Capacity(capacity)])
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


class NotNow(Invalid):
    """A job that meets this stops with the sentence; trying again would find the same."""

    outcome = FAILED


def check_may_build(disclosure: Disclosure, by: Actor) -> None:
    require(by, Right.PREPARE)
    if disclosure.state in LEFT_STATES or disclosure.state == State.BUILT:
        raise Invalid(_("The package of this disclosure was built already."))
    if disclosure.state not in (State.APPROVED, State.BUILDING):
        raise Invalid(_("A package is built once both approvals are given."))


def check_may_start(disclosure: Disclosure, by: Actor) -> None:
    require(by, Right.PREPARE)
    if disclosure.state != State.BUILDING:
        raise NotNow(_("The disclosure was taken back, so no package was built."))


def check_still_building(disclosure: Disclosure, manifest_sha256: str | None, by: Actor) -> None:
    require(by, Right.PREPARE)
    if disclosure.state != State.BUILDING or disclosure.manifest_sha256 != manifest_sha256:
        raise NotNow(_("The disclosure was taken back while it was being built, so no package was kept."))


def check_may_hand_over(disclosure: Disclosure, by: Actor) -> None:
    require(by, Right.PREPARE)
    if disclosure.state == State.RECALLED:
        raise Invalid(_("This was recalled. Nothing of it leaves any more."))
    if disclosure.state not in (State.BUILT, State.DELIVERED, State.RECEIPT_CONFIRMED):
        raise Invalid(_("Only a package that was built, and is not closed, can be handed over."))


def check_may_confirm_receipt(disclosure: Disclosure, by: Actor) -> None:
    require(by, Right.PREPARE)
    if disclosure.state == State.RECEIPT_CONFIRMED:
        raise Invalid(_("The receipt was confirmed already."))
    if disclosure.state != State.DELIVERED:
        raise Invalid(_("A receipt is confirmed once the package was handed over."))


def check_may_close(disclosure: Disclosure, by: Actor) -> None:
    require(by, Right.PREPARE)
    if disclosure.state != State.RECEIPT_CONFIRMED:
        raise Invalid(_("A disclosure is closed once the recipient has confirmed the receipt."))


def check_may_recall(disclosure: Disclosure, by: Actor) -> None:
    require(by, Right.PREPARE)
    if disclosure.state == State.RECALLED:
        raise Invalid(_("This was recalled already."))
    if disclosure.state not in LEFT_STATES:
        raise Invalid(_("Nothing of it has left, so there is nothing to ask back."))


def check_may_answer_recall(recall: Recall | PastRecall | None, by: Actor) -> None:
    require(by, Right.PREPARE)
    if recall is None:
        raise Invalid(_("It was not asked back, so there is no answer to record."))


def _lifted_a_hold(disclosure: Disclosure, by: Actor) -> bool:
    """Lifting a hold is a decision of its own; the second person must be another (docs/decisions)."""
    subjects = list(manifest.recorded_epochs(disclosure.manifest)) if disclosure.manifest else []
    lifted = Confirmation.objects.visible_to(by).filter(
        by=by, witness__within=subjects, recipient=disclosure.request.recipient_id
    )
    return lifted.exists()
