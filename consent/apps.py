from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsentConfig(AppConfig):
    name = "consent"

    def ready(self) -> None:
        from consent import event_words, pages, rights_desk, words_of_recipients
        from consent.actions.proofs import may_read
        from consent.standing import consent_comes_first
        from evidence import machines, sections
        from iapb.access import constraints, navigation, waiting
        from iapb.access.rights import Right
        from iapb.custody import tickets
        from iapb.ledger import words as ledger_words
        from interviews import sections as of_interviews
        from interviews.actions import states

        constraints.register(event_words.CONSTRAINTS)
        ledger_words.register(event_words.EVENTS)
        tickets.register_guard(may_read)
        states.register_guard("consent_taken", consent_comes_first)
        states.register_guard("in_progress", consent_comes_first)
        machines.register_guard(pages.require_machine)
        waiting.register(pages.waiting)
        waiting.register(rights_desk.waiting)
        waiting.register(rights_desk.second_person)
        of_interviews.of_witness.register(pages.on_witness)
        of_interviews.register_column(_("Consent"), pages.cells)
        sections.of_item.register(pages.on_item)
        navigation.register(
            navigation.Entry(_("Rights desk"), "rights_desk", Right.DECIDE_RIGHTS, 12),
            navigation.Entry(_("Consent forms"), "consent_forms", Right.CONSENT, 13),
            navigation.Entry(_("Consent forms"), "consent_forms", Right.DECIDE_RIGHTS, 13),
        )
        ledger_words.register(words_of_recipients.EVENTS)
        constraints.register(words_of_recipients.CONSTRAINTS)
