from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "iapb.jobs"

    def ready(self) -> None:
        # Handlers carry the label and the link of a job too, so pages need them as workers do.
        autodiscover_modules("tasks")
        from iapb.access import health, navigation, waiting
        from iapb.jobs import health as ours
        from iapb.jobs import waits
        from iapb.ledger import words

        words.register(
            {
                "job.asked": _("Work was asked for"),
                "job.retried": _("Work that had stopped was started again"),
                "job.done": _("Work was done"),
                "job.failed": _("Work failed"),
                "job.cannot_run": _("Work could not run for want of something"),
            }
        )
        health.register("queue", ours.queue)
        health.register("box", ours.box)
        health.register("engines", ours.engines)
        navigation.register(navigation.Entry(_("Jobs"), "jobs:list", order=80))
        waiting.register(waits.for_person)
