from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "evidence.coding"
    label = "coding"

    def ready(self) -> None:
        from evidence.coding import importing, recordings, sentences
        from evidence.coding import waiting as ours
        from evidence.importing import registry
        from iapb.access import navigation, waiting
        from iapb.custody import tickets

        sentences.register()
        registry.register(importing.CODINGS)
        tickets.register_guard(recordings.may_be_heard)
        navigation.register(*ours.ENTRIES)
        waiting.register(ours.untagged)
