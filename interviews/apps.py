from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterviewsConfig(AppConfig):
    name = "interviews"

    def ready(self) -> None:
        from evidence import own_names, sections
        from evidence.actions import texts
        from iapb.access import constraints, navigation, waiting
        from iapb.access.navigation import Entry
        from iapb.access.rights import Right
        from iapb.ledger import words as ledger_words
        from interviews import own_name, pages, words
        from interviews import waiting as ours
        from interviews.sections import of_witness

        constraints.register(words.CONSTRAINTS)
        ledger_words.register(words.EVENTS)
        waiting.register(ours.for_partner)
        of_witness.register_steps(pages.missing_facts)
        own_names.register(own_name.provider)
        texts.register_language(pages.language_of)
        sections.of_item.register(pages.item_sections)
        sections.of_item.register_steps(pages.missing_of_item)
        navigation.register(
            Entry(_("Witnesses"), "witnesses", Right.REGISTER, 10),
            Entry(_("Interviews"), "interviews", Right.REGISTER, 11),
            Entry(_("Documents"), "documents", Right.REGISTER, 12),
        )
