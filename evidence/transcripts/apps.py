from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranscriptsConfig(AppConfig):
    name = "evidence.transcripts"
    label = "transcripts"

    def ready(self) -> None:
        from evidence import sections
        from evidence.transcripts import pages, shown, words
        from evidence.transcripts import waiting as ours
        from iapb.access import constraints, navigation, waiting
        from iapb.access.navigation import Entry
        from iapb.access.rights import Right
        from iapb.care import themes
        from iapb.ledger import words as ledger_words

        constraints.register(words.CONSTRAINTS)
        ledger_words.register(words.EVENTS)
        sections.of_item.register(shown.on_item)
        waiting.register_rows(ours.for_transcribers)
        themes.register_hand_on(pages.hand_on)
        navigation.register(Entry(_("Transcripts"), "works", Right.TRANSCRIBE, 18))
