from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsentConfig(AppConfig):
    name = "consent"

    def ready(self) -> None:
        from consent import words_of_recipients
        from consent.standing import consent_comes_first
        from iapb.access import constraints
        from iapb.ledger import words
        from interviews.actions import states

        states.register_guard("consent_taken", consent_comes_first)
        states.register_guard("in_progress", consent_comes_first)
        constraints.register(
            {
                "form_in_use_stays": _("This form was used and does not change. Publish a new version."),
                "form_version_once_per_language": _("This version exists in this language already."),
                "one_record_in_force_per_witness": _(
                    "Somebody else has just recorded a consent of this witness. Reload the page and look at it first."
                ),
                "one_answer_per_purpose": _("A purpose is answered twice."),
            }
        )
        words.register(words_of_recipients.EVENTS)
        constraints.register(words_of_recipients.CONSTRAINTS)
