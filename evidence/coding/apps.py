from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "evidence.coding"
    label = "coding"

    def ready(self) -> None:
        from evidence.coding import sentences

        sentences.register()
