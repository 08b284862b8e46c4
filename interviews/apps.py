from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterviewsConfig(AppConfig):
    name = "interviews"

    def ready(self) -> None:
        from iapb.access import constraints

        constraints.register(
            {
                "risk_valid_after_assessment": _("The assessment ends before it begins. Check both days."),
                "interview_ends_after_start": _("The interview ends before it begins. Check both days."),
                "interview_age_plausible": _("The age must lie between 0 and 120."),
                "interview_length_plausible": _("The length must lie between 1 and 1440 minutes."),
                "person_mentioned_once_per_item": _("This person is listed already."),
            }
        )
