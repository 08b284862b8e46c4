from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosuresConfig(AppConfig):
    name = "disclosures"

    def ready(self) -> None:
        from consent.signals import consent_changed
        from disclosures import from_below, importing, waiting
        from disclosures import words as ours
        from disclosures.actions import handovers
        from evidence.importing import registry
        from iapb.access import constraints, navigation
        from iapb.access import waiting as house
        from iapb.access.rights import Right
        from iapb.accounts import handover
        from iapb.custody import tickets
        from iapb.ledger import words

        registry.register(importing.PAST_DISCLOSURES, importing.PAST_ENTRIES)
        words.register(ours.EVENTS)
        words.register_names(ours.names_of)
        constraints.register(ours.CONSTRAINTS)
        tickets.register_guard(handovers.may_leave)
        tickets.register_opening(handovers.left)
        consent_changed.connect(from_below.consent_changed, dispatch_uid="disclosures")
        handover.register(
            handover.Provider("disclosures", _("selections under way"), from_below.open_selections, from_below.hand_on)
        )
        house.register(waiting.for_officer)
        house.register(waiting.for_approver)
        house.register(waiting.for_protection_officer)
        navigation.register(
            navigation.Entry(_("Requests"), "requests", Right.SEE_DISCLOSURES, 40),
            navigation.Entry(_("Disclosures"), "disclosures", Right.SEE_DISCLOSURES, 41),
            navigation.Entry(_("Earlier disclosures"), "past_disclosures", Right.SEE_DISCLOSURES, 42),
            navigation.Entry(_("Packages"), "packages", Right.SEE_DISCLOSURES, 42),
            navigation.Entry(_("Recipients"), "recipients", Right.SEE_DISCLOSURES, 43),
        )
