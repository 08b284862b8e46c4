from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "iapb.care"
    label = "care"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from iapb.access import constraints
        from iapb.care import keeping
        from iapb.jobs import sweeper

        constraints.register(
            {
                "care_limit_is_minutes": _("A limit is ten minutes at least and ten hours at most."),
                "care_counts_with_a_limit": _("Nothing is counted without a limit."),
            }
        )
        sweeper.duty(keeping.EVERY_SECONDS, keeping.forget_days)
