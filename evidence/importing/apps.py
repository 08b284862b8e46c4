from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "evidence.importing"
    label = "importing"

    def ready(self) -> None:
        from evidence.importing import file_rows, registry, words
        from iapb.access import constraints
        from iapb.ledger import words as ledger_words

        constraints.register(words.CONSTRAINTS)
        ledger_words.register(words.EVENTS)
        registry.register(file_rows.TRANSCRIPTS, file_rows.TRANSLATIONS, file_rows.FILES)
