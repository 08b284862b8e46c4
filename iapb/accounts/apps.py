from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "iapb.accounts"
    label = "accounts"

    def ready(self) -> None:
        from iapb.accounts import words as ours
        from iapb.ledger import words

        words.register(ours.EVENTS)
        words.register_names(ours.names_of)
        words.register_ids(ours.ids_of)
