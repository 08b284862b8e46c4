from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "iapb.accounts"
    label = "accounts"
