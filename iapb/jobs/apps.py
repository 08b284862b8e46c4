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

        health.register("queue", ours.queue)
        health.register("box", ours.box)
        health.register("engines", ours.engines)
        navigation.register(navigation.Entry(_("Jobs"), "jobs:list", order=80))
        waiting.register(waits.for_person)
