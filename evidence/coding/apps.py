from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "evidence.coding"
    label = "coding"

    def ready(self) -> None:
        from evidence import sections as of_items
        from evidence.coding import (
            heavy,
            legacy_shown,
            parts_shown,
            quality_waiting,
            recordings,
            sentences,
            talk_waiting,
            tasks,
        )
        from evidence.coding import waiting as ours
        from evidence.coding.timeline import on_item as timeline
        from iapb.access import navigation, waiting
        from iapb.care import themes
        from iapb.custody import tickets

        sentences.register()
        tasks.listen()
        of_items.of_item.register(legacy_shown.on_item)
        of_items.of_item.register(timeline.on_item)
        of_items.of_file.register(parts_shown.on_file)
        tickets.register_guard(recordings.may_be_heard)
        themes.register(heavy.held_by)
        themes.register_hand_on(heavy.hand_on)
        navigation.register(*ours.ENTRIES, *quality_waiting.ENTRIES, *talk_waiting.ENTRIES)
        waiting.register(quality_waiting.of_coding)
        waiting.register(ours.untagged_or_moved)
        waiting.register(ours.proposed)
        waiting.register_rows(talk_waiting.of_talk)
