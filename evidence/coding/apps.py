from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "evidence.coding"
    label = "coding"

    def ready(self) -> None:
        from evidence import sections as of_items
        from evidence.coding import legacy_shown, recordings, sentences
        from evidence.coding import waiting as ours
        from iapb.access import navigation, waiting
        from iapb.custody import tickets

        sentences.register()
        of_items.of_item.register(legacy_shown.on_item)
        tickets.register_guard(recordings.may_be_heard)
        navigation.register(*ours.ENTRIES)
        waiting.register(ours.untagged)
