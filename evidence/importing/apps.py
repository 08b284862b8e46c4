from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "evidence.importing"
    label = "importing"

    def ready(self) -> None:
        from evidence.importing import coding_rows, file_rows, registry, sendings, words
        from iapb.access import constraints, navigation, waiting
        from iapb.access.navigation import Entry
        from iapb.access.rights import Right
        from iapb.ledger import words as ledger_words

        constraints.register(words.CONSTRAINTS)
        waiting.register_rows(sendings.waiting_for)
        navigation.register(Entry(words.MENU, "imports", Right.BRING_IN, 14))
        ledger_words.register(words.EVENTS)
        registry.register(file_rows.TRANSCRIPTS, file_rows.TRANSLATIONS, file_rows.FILES, coding_rows.CODINGS)
