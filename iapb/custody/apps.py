from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "iapb.custody"
    label = "custody"
