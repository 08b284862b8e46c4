"""What the events and constraints of intake say in sentences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, Any] = {
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
    "interview.moved": _("An interview went on to another state"),
    "document.created": _("A document of a witness was entered"),
    "document.changed": _("A document of a witness was changed"),
}
CONSTRAINTS: dict[str, Any] = {
    "risk_valid_after_assessment": _("The assessment ends before it begins. Check both days."),
    "interview_ends_after_start": _("The interview ends before it begins. Check both days."),
    "interview_age_plausible": _("The age must lie between 0 and 120."),
    "interview_length_plausible": _("The length must lie between 1 and 1440 minutes."),
    "person_mentioned_once_per_item": _("This person is listed already."),
    "named_person_name_has_a_key": _("A name can only be sealed under the key of a witness."),
    "one_draft_per_form": _("This draft is being kept from another window as well."),
    "witness_code_has_five_digits": _("A code is W- and five digits."),
}
