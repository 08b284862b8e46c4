from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterviewsConfig(AppConfig):
    name = "interviews"

    def ready(self) -> None:
        from evidence import looking, machines, own_names, sections
        from evidence import naming as names
        from evidence import subjects as of_subjects
        from evidence.importing import registry
        from iapb.access import constraints, navigation, waiting
        from iapb.access.navigation import Entry
        from iapb.access.rights import Right
        from iapb.ledger import words as ledger_words
        from interviews import importing, item_parts, naming, own_name, subjects, waiting_of_secretariat, words
        from interviews import waiting as ours

        registry.register(importing.WITNESSES, importing.INTERVIEWS, importing.DOCUMENTS)
        constraints.register(words.CONSTRAINTS)
        ledger_words.register(words.EVENTS)
        waiting.register(ours.for_partner)
        waiting.register(waiting_of_secretariat.for_secretariat)
        names.register(naming.witness)
        own_names.register(own_name.provider)
        of_subjects.register(subjects.KNOWN)
        machines.register_language(item_parts.language_of)
        machines.register_day(item_parts.day_of)
        looking.register(item_parts.stated)
        sections.of_item.register(item_parts.of_item)
        navigation.register(
            Entry(_("Witnesses"), "witnesses", Right.REGISTER, 10),
            Entry(_("Interviews"), "interviews", Right.REGISTER, 11),
            Entry(_("Documents"), "documents", Right.REGISTER, 12),
            Entry(_("One account"), "one_account", Right.ONE_ACCOUNT, 14),
            Entry(_("Interviewers"), "interviewers", Right.REGISTER, 13),
        )
