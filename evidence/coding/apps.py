from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "evidence.coding"
    label = "coding"

    def ready(self) -> None:
        from evidence.coding import sentences
        from evidence.coding import waiting as ours
        from iapb.access import navigation, waiting

        sentences.register()
        navigation.register(*ours.ENTRIES)
        waiting.register(ours.untagged)
