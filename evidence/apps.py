from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "evidence"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from evidence import access, looking, waiting, words
        from evidence.screening import antivirus
        from iapb.access import constraints, grant, health, navigation
        from iapb.access import waiting as waits
        from iapb.access.navigation import Entry
        from iapb.access.rights import Right
        from iapb.accounts import handover
        from iapb.care import themes
        from iapb.custody import tickets
        from iapb.ledger import words as ledger_words

        constraints.register(words.CONSTRAINTS)
        ledger_words.register(words.EVENTS)
        health.register("antivirus", antivirus.readiness)
        handover.register_ending(grant.end_by_name)
        waits.register(waiting.ending_grants)
        waits.register_rows(waiting.unfinished_files)
        tickets.register_guard(access.may_read_file)
        themes.register(looking.holds)
        navigation.register(
            Entry(_("Case sets"), "given_case_sets", Right.CASE_SETS, 45),
            Entry(_("Collections"), "collections", Right.ADMINISTER, 84),
            Entry(_("Case sets"), "case_sets", Right.ADMINISTER, 85),
            Entry(_("Grants"), "grants", Right.ADMINISTER, 86),
        )
