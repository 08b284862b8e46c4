"""What the events and constraints of intake say in sentences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, Any] = {
    "registration.released": _("A registration may go on to an account"),
    "one_account.looked": _("Registrations were compared for one person heard twice"),
    "one_account.decided": _("It was decided whether two registrations are one person"),
    "witness.registered": _("A witness was registered"),
    "identity.read": _("An identity was read"),
    "identity.corrected": _("An identity was corrected"),
    "identity.used": _("A name was replaced by its code in a working copy"),
    "status.stated": _("The status of a witness was stated"),
    "risk.assessed": _("A risk was assessed"),
    "material.stated": _("What an item contains was stated"),
    "person.named": _("A person in an account was named"),
    "interview.created": _("An interview was entered"),
    "interview.changed": _("An interview was changed"),
    "interview.heard_together": _("Another witness was heard in the same interview"),
    "interview.heard_together_changed": _("What is said of another witness of an interview was changed"),
    "interview.moved": _("An interview went on to another state"),
    "certificate.stated": _("A certificate of an interviewer was stated"),
    "guide.issued": _("A guide or procedure was issued"),
    "guide.acknowledged": _("An interviewer acknowledged a guide or procedure"),
    "thing.received": _("A physical item was received"),
    "thing.sealed": _("A physical item was sealed"),
    "thing.moved": _("A physical item was moved"),
    "thing.unsealed": _("The seal of a physical item was opened"),
    "thing.returned": _("A physical item was returned"),
    "thing.destroyed": _("A physical item was destroyed"),
    "thing.photographed": _("A photograph of a physical item was named"),
    "document.created": _("A document of a witness was entered"),
    "document.changed": _("A document of a witness was changed"),
}
CONSTRAINTS: dict[str, Any] = {
    "risk_valid_after_assessment": _("The assessment ends before it begins. Check both days."),
    "interview_ends_after_start": _("The interview ends before it begins. Check both days."),
    "interview_age_plausible": _("The age must lie between 0 and 120."),
    "interview_length_plausible": _("The length must lie between 1 and 1440 minutes."),
    "certificate_valid_after_issue": _("The certificate ends before it begins. Check both days."),
    "certificate_stated_once": _("This certificate is listed already."),
    "guide_version_once": _("This version stands already. Read it, then send yours again."),
    "guide_has_a_text": _("Write the text, or paste it."),
    "guide_acknowledged_once": _("This interviewer has acknowledged this version already."),
    "heard_together_once": _("This witness is named already."),
    "heard_together_for_a_reason": _("Say why they cannot be heard apart: that is the rule."),
    "joint_witness_age_plausible": _("The age must lie between 0 and 120."),
    "age_is_known_or_not": _("An age is given, and it is said that nobody knows it. Change one."),
    "only_a_guardian_has_a_relation": _(
        "Only of a guardian it is said what makes them one and whether a conflict was seen."
    ),
    "interpreter_is_a_coded_person": _("An interpreter is named by code."),
    "thing_taken_for_a_reason": _("Say why it was taken."),
    "sealed_thing_has_a_seal": _("Give the number of the seal."),
    "sealing_names_its_seal": _("Give the number of the seal."),
    "moving_names_both_hands": _("Name both, by code: who handed it over and who took it."),
    "pair_found_once": _("This pair is found already."),
    "pair_smaller_id_first": _("A pair is kept in one order."),
    "pair_decision_is_whole": _("A decision has an answer, a reason, a person and a time."),
    "same_person_is_heard_by_one": _("For the same person one of the two bodies goes on."),
    "person_mentioned_once_per_item": _("This person is listed already."),
    "named_person_name_has_a_key": _("A name can only be sealed under the key of a witness."),
    "one_draft_per_form": _("This draft is being kept from another window as well."),
    "witness_code_has_five_digits": _("A code is W- and five digits."),
}
