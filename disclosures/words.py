"""What the desk says: why something came back, what its events and constraints mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from iapb.sentences import fill

# Who acts where a change comes from a room below: whoever withdrew may not know of any disclosure.
DESK = "service:desk"

NOT_VISIBLE = _("You cannot see this item any more, so nothing is known about it. Ask for access, or take it out.")
NOT_ALL_VISIBLE = _(
    "You cannot see everything that would leave here. Ask an account administrator for access to it first."
)
NO_ONWARD_SHARING = _("Not to be passed on to anybody, Eurojust and Europol neither.")

# Why a disclosure came back, by the code it carries.
RETURNED: dict[str, Any] = {
    "taken_back": _("The preparer took it back to change it."),
    "sent_back": _("An approver sent it back."),
    "no_manifest": _("Nothing was submitted for approval."),
    "consent_changed": _("The consent of a witness has changed since this was submitted. Ask for the decisions again."),
    "manifest_changed": _(
        "What would leave is no longer what was submitted: a file or the recipient's key has changed. Submit it again."
    ),
    "approver_gone": _("Someone who approved this no longer holds the role. It must be approved again."),
    "asked_back": _("It was handed over, and then asked back."),
    "empty": _("Nothing is selected."),
    "court_order": _(
        "Whether this answers a court order must be stated; an order goes to the data protection officer."
    ),
    "decision_changed": _("Some entries may not go as things stand today. Look at them again."),
}

EVENTS: dict[str, Any] = {
    "request.received": _("A request was recorded"),
    "request.corrected": _("The record of a request was corrected"),
    "request.court_order_stated": _("Whether a request relies on a court order was stated"),
    "request.refused": _("A request was refused"),
    "request.answered": _("A request was answered"),
    "disclosure.begun": _("A selection was begun"),
    "disclosure.selected": _("Items were added to a selection"),
    "disclosure.deselected": _("Items were taken out of a selection"),
    "disclosure.screened": _("The decision was asked for every entry of a selection"),
    "disclosure.in_review": _("A selection was submitted for approval"),
    "disclosure.approval_given": _("A disclosure was approved in one capacity"),
    "disclosure.approved": _("A disclosure has both approvals"),
    "disclosure.returned": _("A disclosure went back to its preparer"),
    "disclosure.stopped": _("A step of a disclosure was stopped"),
    "disclosure.refused": _("A disclosure was given up"),
    "disclosure.building": _("The building of a package began"),
    "disclosure.built": _("A package was built"),
    "disclosure.delivered": _("A package was handed over"),
    "disclosure.receipt_confirmed": _("The recipient confirmed receipt"),
    "disclosure.closed": _("A disclosure was closed"),
    "disclosure.recalled": _("A disclosure was recalled"),
    "package.packed": _("Everything of a package was packed"),
    "package.handover_prepared": _("The hand-over of a package was prepared"),
    "package.handed_over": _("The first byte of a package left"),
    "package.receipt_confirmed": _("A recipient confirmed exactly this package"),
    "package.recalled": _("A recipient was asked to return or destroy a package"),
    "package.recall_answered": _("A recipient answered that a package is asked back"),
    "item.disclosed": _("An item left in a package"),
    "item.recalled": _("An item that had left was asked back"),
    "item.recall_answered": _("A recipient answered that an item is asked back"),
    "disclosure.taken_over": _("A disclosure from before the house was taken into the register"),
    "item.disclosed_before": _("That an item had been disclosed before was taken into the register"),
    "disclosure.asked_back": _("A recipient was told that what they received before is taken back"),
    "disclosure.ask_back_answered": _("A recipient answered that what they received before is asked back"),
    "disclosure.handed_on": _("A selection passed to another officer"),
}

CONSTRAINTS: dict[str, Any] = {
    "request_deadline_after_receipt": _("The deadline lies before the day the request was received."),
    "refused_request_says_why": _("Say why the request is refused."),
    "disclosures_request_reference_key": _("This reference is taken; try again."),
    "disclosure_version_once": _("This version of the selection exists already. Open it."),
    "disclosure_manifest_is_whole": _("A submitted selection has its content, its hash and its time, or none of them."),
    "disclosure_past_selection_is_frozen": _("A selection is frozen before anybody approves it."),
    "disclosure_manifest_is_what_it_hashes_to": _("The hash is not that of the selection."),
    "disclosure_preparer_is_among_preparers": _("Whoever submits a selection has prepared it."),
    "disclosure_begins_as_a_selection": _("A disclosure begins with the selection."),
    "preparers_change_only_while_selecting": _("Who prepared a selection is settled once it is submitted."),
    "release_needs_two_approvals": _(
        "It takes two approvals of exactly this selection, one legal and one safety, by two people "
        "who did not prepare it and still hold their roles."
    ),
    "entry_is_a_file_or_a_text": _("An entry is either a file or a text layer."),
    "entry_once": _("This is in the selection already."),
    "frozen_selection_does_not_change": _("The selection is frozen while others approve it."),
    "approver_is_not_the_preparer": _("You prepared this disclosure; two others must approve it."),
    "approver_had_no_hand_in_it": _("You had a hand in this selection; two others must approve it."),
    "approval_is_ones_own": _("An approval is given by the person who gives it, nobody else."),
    "approver_holds_the_role": _("Your role does not allow you to approve in this capacity."),
    "approval_knows_the_preparer": _("The approval names another preparer than the disclosure."),
    "approval_fits_the_manifest": _(
        "The selection changed, or no longer waits for approval. Look at it again before you approve."
    ),
    "approval_voided_for_good": _("A void approval stays void; it must be given again."),
    "voided_approval_says_why": _("A void approval says when and why."),
    "one_approval_per_capacity": _("The approval in this capacity was already given."),
    "one_approval_per_person": _("You have approved this already; the second approval must come from another person."),
    "handover_leaves_once": _("This hand-over was told already."),
    "handover_left_with_its_event": _("A package that left has its event in the ledger."),
    "item_once_in_past_disclosure": _("This item stands in this earlier disclosure already."),
    "item_once_in_package": _("An item is in a package once."),
    "package_numbers_run_upwards": _("The last number of a package does not come before its first."),
    "package_numbers_once": _("Another package took these numbers. Build it again."),
    "recall_only_of_what_left": _("Nothing of it has left, so there is nothing to ask back."),
    "recall_answered_after_it_was_asked": _("They cannot have answered before they were asked."),
    "recall_answer_that_keeps_says_why": _("Something stays with them: say what, and on what ground."),
    "past_recall_only_after_it_was_disclosed": _("They cannot have been asked before they received it."),
    "past_recall_answered_after_it_was_asked": _("They cannot have answered before they were asked."),
    "past_answer_that_keeps_says_why": _("Something stays with them: say what, and on what ground."),
    "disclosures_recall_package_id_key": _("This was recalled already."),
    "disclosures_receiptconfirmation_package_id_key": _("The receipt was confirmed already."),
    "disclosures_package_disclosure_id_key": _("The package of this disclosure was built already."),
}


def may_not_go(count: int) -> Any:
    """Why a selection cannot be submitted."""
    return fill(
        ngettext_lazy(
            "%(count)d entry may not go. Take it out, or clear what stands in its way.",
            "%(count)d entries may not go. Take them out, or clear what stands in their way.",
            "count",
        ),
        count=count,
    )


def no_longer(count: int) -> Any:
    """Why a gate closed."""
    return fill(
        ngettext_lazy(
            "%(count)d entry may not go as things stand today. Look at it again.",
            "%(count)d entries may not go as things stand today. Look at them again.",
            "count",
        ),
        count=count,
    )


def names_of(ids: Iterable[str]) -> dict[str, Any]:
    """Disclosures themselves are not named to the auditor, who does not see them."""
    return {DESK: _("the disclosure desk")} if DESK in set(ids) else {}
