from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustodyConfig(AppConfig):
    name = "iapb.custody"
    label = "custody"
    verbose_name = _("Custody")

    def ready(self) -> None:
        from iapb.access import constraints, health
        from iapb.custody import arriving, refused
        from iapb.custody.event_words import EVENTS
        from iapb.custody.health import state
        from iapb.jobs import sweeper
        from iapb.ledger import words

        health.register("vault", state)
        sweeper.duty(3600.0, arriving.sweep)
        sweeper.duty(3600.0, refused.sweep)
        words.register(EVENTS)
        constraints.register(
            {
                "stored_file_is_not_empty": _("The file is empty (0 bytes)."),
                "one_file_per_client_key": _("This sending was already received."),
                "one_upload_under_way_per_client_key": _("This sending is under way already."),
                "upload_is_not_empty": _("The file is empty (0 bytes)."),
            }
        )
