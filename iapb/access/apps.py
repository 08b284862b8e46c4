from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "iapb.access"
    label = "access"

    def ready(self) -> None:
        from iapb.access import lookups  # noqa: F401
