from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustodyConfig(AppConfig):
    name = "iapb.custody"
    label = "custody"
    verbose_name = _("Custody")

    def ready(self) -> None:
        from iapb.access import constraints, health
        from iapb.custody.health import state

        health.register("vault", state)
        constraints.register(
            {
                "stored_file_is_not_empty": _("The file is empty (0 bytes)."),
                "one_file_per_client_key": _("This sending was already received."),
            }
        )
