from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from iapb.custody.keys import FileKeyProvider


class Command(BaseCommand):
    help = "Make a new root key, bring every subject key under it and forget the old one. Files stay as they are."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        keys = FileKeyProvider(settings.KEY_ROOT)
        version = keys.new_root_key()
        moved = keys.rewrap()
        forgotten = keys.retire_root_keys()
        self.stdout.write(
            f"Root key version {version}: {moved} subject keys moved, {forgotten} old versions forgotten."
        )
        self.stdout.write("Copy the file kek by hand again. Key backups made before need the old copy.")
