from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "evidence.coding"
    label = "coding"

    def ready(self) -> None:
        from evidence.coding import recordings, sentences
        from evidence.coding import waiting as ours
        from iapb.access import navigation, waiting
        from iapb.custody import tickets

        sentences.register()
        tickets.register_guard(recordings.may_be_heard)
        navigation.register(*ours.ENTRIES)
        waiting.register(ours.untagged)
