from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "disclosures"

    def ready(self) -> None:
        from disclosures import words as ours
        from iapb.access import constraints
        from iapb.ledger import words

        words.register(ours.EVENTS)
        constraints.register(ours.CONSTRAINTS)
