from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsentConfig(AppConfig):
    name = "consent"

    def ready(self) -> None:
        from consent import importing, rights_desk
        from consent import waiting as what_waits
        from consent.actions.proofs import may_read
        from consent.pages import records as pages
        from consent.standing import consent_comes_first, require_machine
        from consent.words import recipients as words_of_recipients
        from consent.words import records as words_of_records
        from evidence import machines, sections
        from evidence.importing import registry
        from iapb.access import constraints, navigation, waiting
        from iapb.access.rights import Right
        from iapb.custody import tickets
        from iapb.ledger import words as ledger_words
        from interviews import sections as of_interviews
        from interviews.actions import states

        registry.register(importing.CONSENTS)
        constraints.register(words_of_records.CONSTRAINTS)
        ledger_words.register(words_of_records.EVENTS)
        tickets.register_guard(may_read)
        states.register_guard("consent_taken", consent_comes_first)
        states.register_guard("in_progress", consent_comes_first)
        machines.register_guard(require_machine)
        waiting.register(what_waits.waiting)
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
