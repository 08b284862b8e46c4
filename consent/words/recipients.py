"""What the events and constraints of recipients and confirmations say in sentences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, Any] = {
    "recipient.registered": _("A recipient was registered"),
    "recipient.corrected": _("The name or State of a recipient was corrected"),
    "recipient.facts_stated": _("Facts of a recipient were stated"),
    "recipient.key_enrolled": _("A recipient's key was enrolled"),
    "recipient.agreement_recorded": _("An agreement with a recipient was recorded"),
    "recipient.agreement_ended": _("An agreement with a recipient ended"),
    "recipient.channel_proposed": _("A channel to a recipient was proposed"),
    "recipient.channel_approved": _("A channel to a recipient was approved"),
    "recipient.channel_ended": _("A channel to a recipient ended"),
    "recipient.transfer_basis_recorded": _("A basis for transfers to a recipient was recorded"),
    "recipient.transfer_basis_ended": _("A basis for transfers to a recipient ended"),
    "consent.confirmed": _("A hold was lifted by a confirmation"),
}

CONSTRAINTS: dict[str, Any] = {
    "consent_recipient_name_key": _("A recipient of this name is in the register already."),
    "consent_recipient_code_key": _("This short code belongs to another recipient."),
    "recipient_has_state_or_is_international": _(
        "A recipient belongs to a State, or is an international organisation."
    ),
    "recipient_code_is_short": _("Two to six capital letters or digits."),
    "recipient_key_was_checked": _("A key is enrolled by somebody who says how it was checked."),
    "blocked_recipient_says_why": _("Say why the recipient is blocked."),
    "agreement_valid_to_after_from": _("The agreement ends before it begins. Check both days."),
    "channel_approval_is_whole": _("An approval needs a person and a day."),
    "channel_approved_by_another": _("Who proposed the channel does not approve it."),
    "transfer_basis_valid_after_assessment": _("The basis ends before it was assessed. Check both days."),
    "sgbv_confirmation_names_request": _("A confirmation about this account counts for one request only."),
    "confirmation_has_a_reason": _("Say what was said or looked at."),
    "word_of_the_witness_has_a_proof": _("The word of the witness needs its proof."),
}
