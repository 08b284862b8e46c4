from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "iapb.access"
    label = "access"

    def ready(self) -> None:
        from iapb.access import (
            frame,
            lookups,  # noqa: F401
            schema,  # noqa: F401
        )

        frame.register()
