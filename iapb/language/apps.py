from django.apps import AppConfig


class LanguageConfig(AppConfig):
    """An app only for its command; it has no models and no views."""

    name = "iapb.language"
