from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "evidence.search"
    label = "search"

    def ready(self) -> None:
        from evidence.search import tasks
        from iapb.access import navigation
        from iapb.access.navigation import Entry
        from iapb.access.rights import Right

        navigation.register(Entry(tasks.SEARCH, "search", Right.SEARCH, 40))
        tasks.listen()
