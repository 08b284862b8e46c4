"""What the events and constraints of consent say in sentences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, Any] = {
    "consent_form.published": _("A version of the consent form was published"),
    "consent_form.ended": _("A version of the consent form went out of use"),
    "consent.proof_received": _("A proof of consent was received"),
    "consent.given": _("Consent was given"),
    "consent.refused": _("Consent was refused"),
    "consent.renewed": _("Consent was renewed"),
    "consent.narrowed": _("Consent was narrowed"),
    "consent.widened": _("Consent was widened"),
    "erasure.asked": _("An erasure was decided and waits for a second person"),
    "erasure.confirmed": _("An erasure was confirmed by a second person"),
    "erasure.dropped": _("An erasure was dropped"),
    "key.destroyed": _("The key of a witness was destroyed"),
    "consent.paused": _("Consent was paused"),
    "consent.withdrawn_part": _("Consent was withdrawn in part"),
    "consent.withdrawn_full": _("Consent was withdrawn"),
    "consent.invalidated": _("Consent was found not to hold"),
    "consent.superseded": _("A consent was superseded by a newer one"),
}
CONSTRAINTS: dict[str, Any] = {
    "form_in_use_stays": _("This form was used and does not change. Publish a new version."),
    "form_version_once_per_language": _("This version exists in this language already."),
    "form_valid_to_after_from": _("The version goes out of use before it comes into use. Check both days."),
    "form_sha256_is_of_the_text": _("The hash is not of this text."),
    "one_record_in_force_per_witness": _(
        "Somebody else has just recorded a consent of this witness. Reload the page and look at it first."
    ),
    "erasure_confirmed_by_another": _("You decided this; another person must confirm it."),
    "one_open_erasure_per_witness": _("An erasure of this witness was decided already."),
    "one_answer_per_purpose": _("A purpose is answered twice."),
}
